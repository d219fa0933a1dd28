"""Tokens, which prove for a short time that somebody has typed their PIN at a kiosk."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac

from timetracking.kiosk.errors import IdentityExpired
from timetracking.models import Employee, Kiosk

# How long someone may take to tap after they have typed their PIN or answered a question.
TAP_LIFE = timedelta(seconds=60)
# How long a typed PIN counts, however many questions are answered: it takes a while to remember
# and type the end of a shift.
PIN_LIFE = timedelta(minutes=5)
_SALT = "timetracking.kiosk.tokens"


def issue(kiosk: Kiosk, employee: Employee, *, typed_at: datetime, since: datetime) -> str:
    """Return a token for someone who typed their PIN at `typed_at`.

    They may tap within a minute of `since`, and answer questions, for five minutes after `typed_at`
    at most. `employee` has the hash with which the PIN was compared: the token ends with that PIN.
    """
    times = [typed_at.timestamp(), since.timestamp()]
    return str(_signer().sign_object([kiosk.pk, employee.pk, _pin_digest(employee), *times]))


def check(token: str, kiosk: Kiosk, employee: Employee, *, now: datetime) -> datetime:
    """Return when the employee typed the PIN that they still have, within the last five minutes.

    Call it with the employee's row locked, so that the PIN cannot change meanwhile. Raises
    IdentityExpired.
    """
    return _read(token, kiosk, employee, now)[0]


def check_for_tap(token: str, kiosk: Kiosk, employee: Employee, *, now: datetime) -> None:
    """Check a token like `check`, and that it is recent enough for a tap. Raises the same."""
    _, since = _read(token, kiosk, employee, now)
    if now - since > TAP_LIFE:
        raise IdentityExpired


def _read(token: str, kiosk: Kiosk, employee: Employee, now: datetime) -> tuple[datetime, datetime]:
    try:
        kiosk_id, employee_id, pin_digest, *times = _signer().unsign_object(token)
    except signing.BadSignature:
        raise IdentityExpired from None
    typed_at, since = (datetime.fromtimestamp(time, UTC) for time in times)
    if (kiosk_id, employee_id) != (kiosk.pk, employee.pk):
        raise IdentityExpired
    if pin_digest != _pin_digest(employee):
        raise IdentityExpired
    if now - typed_at > PIN_LIFE:
        raise IdentityExpired
    return typed_at, since


def _pin_digest(employee: Employee) -> str:
    # Keyed, because the tablet sees it.
    return salted_hmac(_SALT, employee.pin, algorithm="sha256").hexdigest()


def _signer() -> Any:
    # The salt of the cookie signer includes the company.
    return signing.get_cookie_signer(salt=_SALT)
