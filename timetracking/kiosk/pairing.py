"""Kiosks: a manager makes a code, a tablet is paired with it once, a manager may revoke it."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import throttle
from accounts.exceptions import TooManyTries
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.base.judging import judge
from timetracking.base.rights import can_manage_kiosks
from timetracking.kiosk import keys as kiosk_keys
from timetracking.kiosk.errors import (
    CodeExpired,
    CodeRevoked,
    CodeUsed,
    KioskClosed,
    PairingRefused,
    TooManyCodes,
    UnknownCode,
)
from timetracking.models import Employee, Kiosk, Location, Source
from timetracking.trail.recording import recorded

CODE_LIFE = timedelta(minutes=10)
# Without what looks alike: 0 and O, 1 and I and L.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
CODES = throttle.Limit(slow_at=5, lock_at=20)
USED_EVERY = timedelta(minutes=1)


@transaction.atomic
def offer(
    name: str, location: Location, *, manager: Employee, by: Author, now: datetime
) -> tuple[Kiosk, str]:
    """Make a kiosk that waits for its tablet; return it with the code, which is not kept.

    Raises NotAllowed, KioskClosed.
    """
    judge(by, can_manage_kiosks, location)
    if not location.is_active:
        raise KioskClosed(location.name)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    kiosk = Kiosk(
        name=name,
        location=location,
        code_hash=_code_hash(code),
        code_expires_at=now + CODE_LIFE,
        created_by=manager,
    )
    with recorded(kiosk, by=by):
        kiosk.save()
    return kiosk, code


def pair(code: str, *, now: datetime, address: str) -> tuple[Kiosk, str]:
    """Pair a device with a code; return the kiosk with the secret that the device keeps.

    What is counted of wrong codes must be committed. Raises a PairingRefused: UnknownCode,
    CodeUsed, CodeExpired, CodeRevoked, TooManyCodes.
    """
    key = throttle.key("pair", address, limit=CODES, cleared_by_success=True)
    try:
        attempt = throttle.begin([key], now=now)
    except TooManyTries as error:
        raise TooManyCodes(error.span, error.retry_after) from None
    # Locked, so that of two devices with one code the second sees that it is used.
    asked = Kiosk.objects.filter(code_hash=_code_hash(code)).order_by("-pk")
    asked = asked.select_for_update(of=["self"], no_key=True)
    try:
        good = _good(asked.select_related("created_by", "location").first(), now)
    except PairingRefused:
        attempt.failed()
        raise
    attempt.succeeded()
    return good, _hand_over(good, now, Author(good.created_by, Source.KIOSK, address))


def _good(kiosk: Kiosk | None, now: datetime) -> Kiosk:
    """Return the kiosk if its code can still be used; else say why not."""
    if kiosk is None:
        raise UnknownCode
    if kiosk.revoked_at or not _stands_by(kiosk):
        raise CodeRevoked
    if kiosk.paired_at:
        raise CodeUsed
    if kiosk.code_expires_at <= now:
        raise CodeExpired
    return kiosk


def _stands_by(kiosk: Kiosk) -> bool:
    """Say whether whoever made the code may still pair a tablet at its location."""
    try:
        judge(Author(kiosk.created_by), can_manage_kiosks, kiosk.location)
    except NotAllowed:
        return False
    return True


def _hand_over(kiosk: Kiosk, now: datetime, by: Author) -> str:
    secret = secrets.token_urlsafe(32)
    with recorded(kiosk, by=by):
        kiosk.secret_hash = _secret_hash(secret)
        kiosk.private_key, _ = kiosk_keys.generate()
        kiosk.paired_at = kiosk.last_used_at = now
        kiosk.save(update_fields=["secret_hash", "private_key", "paired_at", "last_used_at"])
    return secret


def authenticate(pk: int, secret: str, *, now: datetime) -> Kiosk | None:
    """Return the kiosk whose secret it is, None for one that is revoked; note its use.

    From one query, and once a minute a second one.
    """
    kiosk = Kiosk.objects.in_use().select_related("location").filter(pk=pk).first()
    if kiosk is None or not constant_time_compare(kiosk.secret_hash, _secret_hash(secret)):
        return None
    if kiosk.last_used_at is None or now - kiosk.last_used_at >= USED_EVERY:
        Kiosk.objects.filter(pk=pk).update(last_used_at=now)
    return kiosk


@transaction.atomic
def rename(kiosk: Kiosk, name: str, *, by: Author) -> None:
    """Give a kiosk another name. Raises NotAllowed."""
    locked = _locked(kiosk)
    judge(by, can_manage_kiosks, locked.location)
    with recorded(locked, by=by):
        locked.name = name
        locked.save(update_fields=["name"])


@transaction.atomic
def revoke(kiosk: Kiosk, *, by: Author, now: datetime) -> None:
    """Refuse the device from its next request on; again is no mistake. Raises NotAllowed."""
    locked = _locked(kiosk)
    judge(by, can_manage_kiosks, locked.location)
    if locked.revoked_at:
        return
    with recorded(locked, by=by):
        locked.revoked_at, locked.secret_hash = now, ""
        locked.save(update_fields=["revoked_at", "secret_hash"])


def _locked(kiosk: Kiosk) -> Kiosk:
    kiosks = Kiosk.objects.select_related("location")
    return kiosks.select_for_update(of=["self"], no_key=True).get(pk=kiosk.pk)


def _code_hash(code: str) -> str:
    """Hash a code as people type it: capitals or not, with spaces or dashes."""
    plain = re.sub(r"[\s-]", "", code).upper()
    # Keyed, because a code is short enough to be found from a plain hash.
    return salted_hmac("timetracking.kiosks", plain, algorithm="sha256").hexdigest()


def _secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
