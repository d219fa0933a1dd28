"""The sign-in of someone with a second factor: between the password and the second step.

The step in between is kept in a session without a user, which is good for nothing else.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from accounts.factors import confirming
from accounts.factors.checking import has_factor
from accounts.models import User

PENDING_FOR = timedelta(minutes=10)
_PENDING = "_second_step"


def proceed(request: HttpRequest, user: User, *, next_url: str) -> HttpResponse:
    """Sign in a user whose password was right, or lead them to the second step.

    `next_url` is where they go then; the caller has checked that it is a page of this host.
    """
    if not has_factor(user):
        login(request, user)
        return redirect(next_url)
    request.session.flush()
    request.session[_PENDING] = {
        "user": user.pk,
        "state": user.get_session_auth_hash(),
        "next": next_url,
    }
    # From now on, however often the page is loaded.
    request.session.set_expiry(PENDING_FOR)
    return redirect("second-step")


def pending_user(request: HttpRequest) -> User | None:
    """Return whose second step this browser is at, None if nobody's or not any more.

    It ends after PENDING_FOR, and when the user changes their password or is deactivated.
    """
    pending = _pending(request)
    user = User.objects.filter(pk=pending.get("user", 0), is_active=True).first()
    if user is None:
        return None
    valid = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return user if any(constant_time_compare(pending["state"], one) for one in valid) else None


def remember_challenge(request: HttpRequest, challenge: str) -> None:
    """Keep the challenge of a passkey for the answer."""
    request.session["_challenge"] = challenge


def take_challenge(request: HttpRequest) -> str:
    """Return the challenge that was kept, which is good for one answer."""
    return str(request.session.pop("_challenge", ""))


def finish(request: HttpRequest, user: User, *, now: datetime) -> HttpResponse:
    """Sign in the user, who has shown their second factor."""
    next_url = str(_pending(request)["next"])
    # Nothing of the step in between is kept, nor its short life.
    request.session.flush()
    login(request, user)
    confirming.note_factor(request.session, now=now)
    return redirect(next_url)


def _pending(request: HttpRequest) -> dict[str, Any]:
    pending = request.session.get(_PENDING, {})
    return pending if isinstance(pending, dict) else {}
