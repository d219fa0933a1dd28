"""Kiosks: a manager creates a code, it pairs one tablet, and a manager can revoke the kiosk."""

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import throttle
from accounts.exceptions import TooManyTries
from accounts.security.events import Event
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.base.judging import judge
from timetracking.base.locks import lock_employee
from timetracking.base.rights import can_manage_kiosks
from timetracking.base.security import note_kiosk, tell
from timetracking.kiosk import keys
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
from timetracking.trail.recording import record, recorded
from timetracking.trail.subjects import subject_of

if TYPE_CHECKING:
    from accounts.requests import Site

CODE_LIFE = timedelta(minutes=10)
# Without characters that look alike: 0 and O, 1 and I and L.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
# Slowed, never locked: guests share the network of a café, and a code is too long to be guessed.
CODES = throttle.Limit(slow_at=5)
LAST_USED_INTERVAL = timedelta(minutes=1)


@transaction.atomic
def create_kiosk(
    name: str, location: Location, *, manager: Employee, by: Author, now: datetime
) -> tuple[Kiosk, str]:
    """Create a kiosk without a tablet; return it with its code, which is stored only as a hash.

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
    note_kiosk(Event.KIOSK_ADDED, kiosk, by=by)
    return kiosk, code


def pair(
    code: str, *, now: datetime, address: str, browser: str = "", site: "Site | None" = None
) -> tuple[Kiosk, str]:
    """Pair a device by a code; return the kiosk, and the secret that the device stores.

    Mails all owners, even one who made the code: it opens a lasting way to hours. The count of
    wrong codes must be committed. Raises a PairingRefused: UnknownCode, CodeUsed, CodeExpired,
    CodeRevoked, TooManyCodes.
    """
    key = throttle.key("pair", address, limit=CODES, forgives=throttle.MEMORY)
    try:
        attempt = throttle.begin([key], now=now)
        try:
            kiosk = _usable(_locked_kiosk_of(code), now)
        except PairingRefused:
            attempt.failed()
            raise
        attempt.succeeded()
    except TooManyTries as error:
        raise TooManyCodes(error.span, error.retry_after) from None
    by = Author(kiosk.created_by, Source.KIOSK, address, browser, site)
    secret = _issue_secret(kiosk, now, by)
    event = note_kiosk(Event.KIOSK_PAIRED, kiosk, by=by)
    owners = Employee.objects.active().owners().by_name()
    tell(event, owners, by=replace(by, employee=None))
    return kiosk, secret


def _locked_kiosk_of(code: str) -> Kiosk | None:
    """Return the newest kiosk with a code, with its row locked.

    So the second of two devices with the same code sees that it is used.
    """
    kiosks = Kiosk.objects.filter(code_hash=_code_hash(code)).order_by("-pk")
    kiosks = kiosks.select_for_update(of=["self"], no_key=True)
    return kiosks.select_related("created_by", "location").first()


def _usable(kiosk: Kiosk | None, now: datetime) -> Kiosk:
    """Return the kiosk if its code can still be used. Raises a PairingRefused."""
    if kiosk is None:
        raise UnknownCode
    if kiosk.revoked_at or not _may_still_pair(kiosk):
        raise CodeRevoked
    if kiosk.paired_at:
        raise CodeUsed
    if kiosk.code_expires_at <= now:
        raise CodeExpired
    return kiosk


def _may_still_pair(kiosk: Kiosk) -> bool:
    """Return whether the manager who created the code still manages kiosks at its location.

    Locks their row, and so waits for a change that takes the right away.
    """
    lock_employee(kiosk.created_by_id)
    try:
        judge(Author(kiosk.created_by), can_manage_kiosks, kiosk.location)
    except NotAllowed:
        return False
    return True


def _issue_secret(kiosk: Kiosk, now: datetime, by: Author) -> str:
    secret = secrets.token_urlsafe(32)
    with recorded(kiosk, by=by):
        kiosk.secret_hash = _secret_hash(secret)
        kiosk.private_key, _ = keys.generate()
        kiosk.paired_at = kiosk.last_used_at = now
        kiosk.save(update_fields=["secret_hash", "private_key", "paired_at", "last_used_at"])
    return secret


def authenticate(pk: int, secret: str, *, now: datetime, notes_use: bool = True) -> Kiosk | None:
    """Return the kiosk if the secret is right and it is not revoked, and record its use.

    Takes one query, and once a minute a second one, unless `notes_use` is False.
    """
    kiosk = Kiosk.objects.in_use().select_related("location").filter(pk=pk).first()
    if kiosk is None or not constant_time_compare(kiosk.secret_hash, _secret_hash(secret)):
        return None
    is_due = kiosk.last_used_at is None or now - kiosk.last_used_at >= LAST_USED_INTERVAL
    if notes_use and is_due:
        Kiosk.objects.filter(pk=pk).update(last_used_at=now)
    return kiosk


@transaction.atomic
def rename(kiosk: Kiosk, name: str, *, by: Author) -> None:
    """Give a kiosk another name. Raises NotAllowed."""
    locked = _lock_kiosk(kiosk)
    judge(by, can_manage_kiosks, locked.location)
    with recorded(locked, by=by):
        locked.name = name
        locked.save(update_fields=["name"])


@transaction.atomic
def revoke(kiosk: Kiosk, *, by: Author, now: datetime) -> None:
    """Refuse the device's further requests. Revoking twice is not an error. Raises NotAllowed."""
    locked = _lock_kiosk(kiosk)
    judge(by, can_manage_kiosks, locked.location)
    if locked.revoked_at:
        return
    with recorded(locked, by=by):
        locked.revoked_at, locked.secret_hash = now, ""
        locked.save(update_fields=["revoked_at", "secret_hash"])
    note_kiosk(Event.KIOSK_REVOKED, locked, by=by)


def revoked(*, using: str) -> list[int]:
    """Return the ids of the kiosks that have been revoked."""
    return list(Kiosk.objects.using(using).exclude(revoked_at=None).values_list("pk", flat=True))


def revoke_all(
    *, now: datetime, reason: str, using: str, only: Collection[int] | None = None
) -> None:
    """Revoke every kiosk and every code of a company, or `only` some, in the caller's transaction.

    Of one that was copied, whose tablets belong to the first; of one that was restored, those that
    had been revoked since.
    """
    operator = Author(origin="operator")
    kiosks = Kiosk.objects.using(using).filter(revoked_at=None).order_by("pk")
    for kiosk in kiosks if only is None else kiosks.filter(pk__in=only):
        before = subject_of(kiosk).snapshot(kiosk)
        kiosk.revoked_at, kiosk.secret_hash = now, ""
        kiosk.save(using=using, update_fields=["revoked_at", "secret_hash"])
        after = subject_of(kiosk).snapshot(kiosk)
        record(kiosk, by=operator, before=before, after=after, reason=reason, using=using)


def _lock_kiosk(kiosk: Kiosk) -> Kiosk:
    kiosks = Kiosk.objects.select_related("location")
    return kiosks.select_for_update(of=["self"], no_key=True).get(pk=kiosk.pk)


def _code_hash(code: str) -> str:
    """Hash a code, ignoring case, spaces and dashes."""
    plain = re.sub(r"[\s-]", "", code).upper()
    # Keyed, because a code is short enough to be guessed from a plain hash.
    return salted_hmac("timetracking.kiosks", plain, algorithm="sha256").hexdigest()


def _secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
