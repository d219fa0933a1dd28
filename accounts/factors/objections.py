"""Removes what somebody else may have added to a sign-in, when its user objects to an address."""

from datetime import timedelta
from typing import Any

from accounts.factors.notifying import Change, tell
from accounts.models import Authenticator, SecurityEvent, User
from accounts.requests import Client, Site
from accounts.signals import address_taken_back

# A change is confirmed within three days, and whoever knows a password may add a factor of their
# own before they ask for another address: the user is mailed that, and has these days to see it.
SUSPECT = timedelta(days=7)


def connect() -> None:
    """Connect the receiver of `address_taken_back`."""
    address_taken_back.connect(remove_added, dispatch_uid="accounts.factors.remove_added")


def remove_added(
    *, user: User, objected: SecurityEvent, client: Client, site: Site, **kwargs: Any
) -> None:
    """Remove the factors that were added within SUSPECT before what the user objects to, or since.

    Otherwise the user could not sign in without the other's device. What they had before stays;
    without a factor of before the recovery codes go too.
    """
    factors = Authenticator.objects.filter(user=user)
    removed, _ = factors.filter(created_at__gte=objected.at - SUSPECT).delete()
    if not factors.exclude(kind=Authenticator.Kind.RECOVERY).exists():
        factors.delete()
    if removed:
        tell(user, Change.REMOVED_BY_OBJECTION, site=site, client=client)
