"""Removes what somebody else may have added to a sign-in, when its user objects to an address."""

from datetime import datetime
from typing import Any

from accounts.factors.notifying import Change, tell
from accounts.links import NEW_ADDRESS, OBJECTION
from accounts.models import Authenticator, SecurityEvent, User
from accounts.requests import Client, Site
from accounts.security.events import Event
from accounts.signals import address_changed

_CHANGES = [Event.EMAIL_CHANGE_ASKED.value, Event.EMAIL_CHANGED.value]


def connect() -> None:
    """Connect the receiver of `address_changed`."""
    address_changed.connect(remove_added, dispatch_uid="accounts.factors.remove_added")


def remove_added(
    *, user: User, event: SecurityEvent, client: Client, site: Site, **kwargs: Any
) -> None:
    """Remove the factors that were added since the change to which the user objects was asked for.

    Otherwise the user could not sign in without the other's device. What they had before stays;
    without a factor of before the recovery codes go too.
    """
    if event.event != Event.EMAIL_RESTORED:
        return
    since = _changed_since(user, event)
    if since is None:
        return
    factors = Authenticator.objects.filter(user=user)
    removed, _ = factors.filter(created_at__gte=since).delete()
    if not factors.exclude(kind=Authenticator.Kind.RECOVERY).exists():
        factors.delete()
    if removed:
        tell(user, Change.REMOVED_BY_OBJECTION, site=site, client=client)


def _changed_since(user: User, restored: SecurityEvent) -> datetime | None:
    """Return when the first of the changes that this undoes was asked for."""
    earliest = restored.at - NEW_ADDRESS.max_age - OBJECTION.max_age
    changes = SecurityEvent.objects.filter(user=user, event__in=_CHANGES, at__gte=earliest)
    first = changes.filter(detail__email__0=user.email).order_by("at").first()
    return first.at if first else None
