"""How long a session lasts: since the sign-in, and without a request."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection

from accounts.models import Session

# How old `seen_at` may get before a request writes it again. A session may therefore end up to
# this much earlier than its idle limit says.
SEEN_INTERVAL = timedelta(minutes=5)


@dataclass(frozen=True)
class Limits:
    """After what time a session ends; `longest` is counted from the sign-in."""

    idle: timedelta
    longest: timedelta


def for_operators() -> Limits:
    """Return the limits of operators, who sign in for a task and not for the day."""
    idle = timedelta(minutes=settings.OPERATOR_IDLE_MINUTES)
    return Limits(idle, timedelta(hours=settings.OPERATOR_SESSION_HOURS))


def for_staff(idle_minutes: int) -> Limits:
    """Return the limits of a company's staff, with the idle time that the company chose."""
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return Limits(timedelta(minutes=idle_minutes), longest)


def has_ended(session: SessionBase, limits: Limits, *, now: datetime) -> bool:
    """Return whether a loaded session is past its limits. A session without a sign-in is not.

    Neither is support access, which has an end of its own.
    """
    row: Any = getattr(session, "row", None)
    if row is None or row.user_id is None or row.operator:
        return False
    signed_in_at = row.signed_in_at or row.seen_at
    return bool(now - row.seen_at >= limits.idle or now - signed_in_at >= limits.longest)


def note_seen(session: SessionBase, *, address: str, now: datetime) -> None:
    """Write when and from where a session was last used, at most once in SEEN_INTERVAL.

    Sessions that the request changes are saved with the time anyway.
    """
    row: Any = getattr(session, "row", None)
    if row is None or row.user_id is None or session.modified or connection.needs_rollback:
        return
    if row.operator:  # its transaction refuses writes
        return
    if now - row.seen_at >= SEEN_INTERVAL:
        Session.objects.filter(pk=row.pk).update(seen_at=now, address=address)
