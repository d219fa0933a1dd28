"""Records what Django's own sign-in tells by its signals, so that no way to sign in is left out."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from accounts import browsers
from accounts.models import SecurityEvent, User
from accounts.requests import Client, client_of
from accounts.security import alerts, log
from accounts.security.events import Event

# Of many wrong passwords for one person from one address, one in this time is recorded: a stranger
# must not be able to fill the log.
QUIET = timedelta(minutes=10)


def connect() -> None:
    """Connect the receivers."""
    user_logged_in.connect(signed_in, dispatch_uid="accounts.security.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="accounts.security.signed_out")
    user_login_failed.connect(sign_in_failed, dispatch_uid="accounts.security.sign_in_failed")


def signed_in(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record a sign-in, with a password or by a link; mail one in a browser that is new."""
    is_new = browsers.known_browser(request, user.email) is None and _has_signed_in(user)
    event = Event.NEW_DEVICE if is_new else Event.SIGNED_IN
    recorded = log.record(event, client=client_of(request), actor=user)
    site = getattr(request, "site", None)
    if is_new and site is not None:
        alerts.tell(recorded, to=user.email, name=user.name, site=site)


def _has_signed_in(user: User) -> bool:
    """Return whether the log has a sign-in: the first browser of all is not told."""
    kinds = [Event.SIGNED_IN.value, Event.NEW_DEVICE.value]
    return SecurityEvent.objects.filter(user=user, actor=user, event__in=kinds).exists()


def signed_out(*, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Record that somebody signed out."""
    if user is not None:
        log.record(Event.SIGNED_OUT, client=client_of(request), actor=user)


def sign_in_failed(
    *, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Record a wrong password, of a user if the address is one's, and never the address typed."""
    user = User.objects.filter(email=str(credentials.get("username") or "")).first()
    record_failure(Event.SIGN_IN_FAILED, client_of(request), user)


def record_failure(event: Event, client: Client, user: User | None) -> None:
    """Record a failure, unless the same one from the same address is in the log since QUIET."""
    alike = SecurityEvent.objects.filter(event=event.value, user=user, address=client.address)
    if not alike.filter(at__gt=timezone.now() - QUIET).exists():
        log.record(event, client=client, user=user)
