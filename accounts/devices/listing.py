"""The sessions in which a user is signed in, and how they are ended."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Session, User
from accounts.signals import signed_out


@dataclass(frozen=True)
class Device:
    """A session as its user sees it.

    `ref` stands for the session's key, which would let whoever reads it on the page sign in.
    """

    ref: str
    name: str
    address: str
    signed_in_at: datetime | None
    seen_at: datetime
    is_current: bool


def devices_of(user: User, *, current: str | None, now: datetime) -> list[Device]:
    """Return the sessions that are valid, the one with the key `current` first, then by use."""
    rows = [row for row in _unexpired(user, now) if _is_valid(row, user)]
    devices = [_device(row, current) for row in rows]
    return sorted(devices, key=lambda device: (not device.is_current, -device.seen_at.timestamp()))


def end_device(user: User, ref: str) -> Device | None:
    """End one session of the user and return it, None if there was none."""
    for row in Session.objects.filter(user=user):
        if _ref(row) == ref and Session.objects.filter(pk=row.pk).delete()[0]:
            return _device(row, None)
    return None


def end_others(user: User, *, current: str | None) -> int:
    """End all sessions of the user except the one with the key `current`; return how many."""
    ended, _ = Session.objects.filter(user=user).exclude(session_key=current or "").delete()
    signed_out.send(sender=User, user=user)
    return ended


def _unexpired(user: User, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(user=user, expire_date__gt=now, operator="")


def _is_valid(row: Session, user: User) -> bool:
    """Return whether the session was made with the user's current password and version."""
    stored = row.get_decoded().get(HASH_SESSION_KEY, "")
    valid = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return any(constant_time_compare(stored, one) for one in valid)


def _device(row: Session, current: str | None) -> Device:
    is_current = row.pk == current
    return Device(_ref(row), row.device, row.address, row.signed_in_at, row.seen_at, is_current)


def _ref(row: Session) -> str:
    return salted_hmac("accounts.devices", row.pk, algorithm="sha256").hexdigest()[:32]
