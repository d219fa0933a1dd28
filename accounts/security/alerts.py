"""Mails about events of the security log: what happened, when, from where, and what to do."""

from collections.abc import Mapping

from accounts.mail import locale_of, send_after_commit
from accounts.models import SecurityEvent
from accounts.requests import Site
from accounts.security.events import Event

# The events whose mails share a template; the others have one of their own name.
_TEMPLATES = {
    Event.PIN_SET: "pin",
    Event.PIN_REMOVED: "pin",
    Event.FACTOR_ADDED: "factor",
    Event.FACTOR_REMOVED: "factor",
    Event.RECOVERY_CODES_MADE: "factor",
    Event.RECOVERY_CODE_USED: "factor",
    Event.ROLE_CHANGED: "owners",
    Event.DEACTIVATED: "owners",
    Event.REACTIVATED: "owners",
    Event.INVITED: "owners",
    Event.OWNER_INVITED: "owners",
}


def tell(
    event: SecurityEvent,
    *,
    to: str,
    name: str,
    site: Site,
    context: Mapping[str, object] | None = None,
) -> None:
    """Mail `name` at the address `to` about an event, after commit, in their language.

    Renders a template of `accounts/mail/alerts/`, which extends `_frame.txt`, and its subject.
    Without an address nothing is sent. Nobody can switch these mails off.
    """
    if not to:
        return
    template = _TEMPLATES.get(Event(event.event), event.event)
    with locale_of(site, to, user_id=event.user_id):
        send_after_commit(
            f"alerts/{template}",
            {"event": event, "name": name, "site": site, "by": _by(event, to), **(context or {})},
            to=to,
        )


def _by(event: SecurityEvent, to: str) -> str:
    """Return who did it, "" if that is the person who gets the mail."""
    if event.operator or event.actor is None:
        return event.operator
    return "" if event.actor.email == to else str(event.actor)
