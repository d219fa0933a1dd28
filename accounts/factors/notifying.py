"""What the security log records of changes of second factors, and what their users are mailed."""

from enum import StrEnum

from accounts.models import Authenticator, User
from accounts.requests import Client, Site
from accounts.security import alerts, log
from accounts.security.events import Event


class Change(StrEnum):
    """What happened to someone's second factor."""

    APP_ADDED = "app-added"
    APP_REMOVED = "app-removed"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    CODES_MADE = "codes-made"
    RECOVERY_USED = "recovery-used"
    REMOVED_BY_OTHER = "removed-by-other"
    REMOVED_BY_OBJECTION = "removed-by-objection"


_APP = {"factor": Authenticator.Kind.APP.value}
_PASSKEY = {"factor": Authenticator.Kind.PASSKEY.value}
_EVENTS: dict[Change, tuple[Event, dict[str, str]]] = {
    Change.APP_ADDED: (Event.FACTOR_ADDED, _APP),
    Change.APP_REMOVED: (Event.FACTOR_REMOVED, _APP),
    Change.PASSKEY_ADDED: (Event.FACTOR_ADDED, _PASSKEY),
    Change.PASSKEY_REMOVED: (Event.FACTOR_REMOVED, _PASSKEY),
    Change.CODES_MADE: (Event.RECOVERY_CODES_MADE, {}),
    Change.RECOVERY_USED: (Event.RECOVERY_CODE_USED, {}),
    Change.REMOVED_BY_OTHER: (Event.FACTOR_REMOVED, {}),
    Change.REMOVED_BY_OBJECTION: (Event.FACTOR_REMOVED, {}),
}


def tell(
    user: User, change: Change, *, site: Site, client: Client, actor: User | None = None
) -> None:
    """Record a change of the user's second factor, and mail it to them after commit.

    `actor` is who did it, None for a program or a visitor who is not signed in.
    """
    kind, detail = _EVENTS[change]
    event = log.record(kind, client=client, actor=actor, user=user, detail=detail)
    alerts.tell(event, to=user.email, name=user.name, site=site, context={"change": change.value})
