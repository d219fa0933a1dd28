"""What a session proves: that its user was there a moment ago, and with a second factor."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

# For how long after the sign-in or a confirmation people may change what matters.
CONFIRMED_FOR = timedelta(minutes=15)
_CONFIRMED_AT = "_confirmed_at"
_FACTOR_AT = "_factor_at"


def connect() -> None:
    """Let each sign-in count as a confirmation."""
    user_logged_in.connect(_confirm_sign_in, dispatch_uid="accounts.factors.confirm")


def _confirm_sign_in(*, request: HttpRequest, **kwargs: Any) -> None:
    confirm(request.session, now=timezone.now())


def confirm(session: SessionBase, *, now: datetime) -> None:
    """Note that the user has just shown their password or their second factor."""
    session[_CONFIRMED_AT] = now.timestamp()


def is_confirmed(session: SessionBase, *, now: datetime) -> bool:
    """Return whether the user was asked within CONFIRMED_FOR."""
    # A clock that was set back must not make an old confirmation last longer.
    age: float = now.timestamp() - session.get(_CONFIRMED_AT, float("-inf"))
    return 0 <= age < CONFIRMED_FOR.total_seconds()


def note_factor(session: SessionBase, *, now: datetime) -> None:
    """Note that the user has just shown a second factor."""
    session[_FACTOR_AT] = now.timestamp()
    confirm(session, now=now)


def forget_factor(session: SessionBase) -> None:
    """Note that the user has no second factor any more."""
    session.pop(_FACTOR_AT, None)


def has_shown_factor(session: SessionBase) -> bool:
    """Return whether the user showed a second factor in this session, without a query."""
    return _FACTOR_AT in session
