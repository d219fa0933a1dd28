"""The texts of the security log's pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Authenticator, SecurityEvent
from accounts.security.events import Event

_LABELS: dict[str, str | Promise] = {
    "address": _("Address"),
    "backup": _("Backup"),
    "by": _("by"),
    "company": _("Company"),
    "copy": _("Copy"),
    "original": _("Original"),
    "count": _("Count"),
    "device": _("Device"),
    "domain": _("Domain"),
    "email": _("E-mail address"),
    "factor": _("Second factor"),
    "fuzzy-search": _("Search for similar names"),
    "is_active": _("Active"),
    "job": _("Job"),
    "kiosk": _("Kiosk"),
    "location": _("Location"),
    "main_address": _("Main address"),
    "minutes": _("Minutes"),
    "name": _("Name"),
    "people-limit": _("Limit of people"),
    "person": _("Person"),
    "reason": _("Reason"),
    "request-limit": _("Limit of requests at a time"),
    "role": _("Role"),
    "security-log-days": _("Days that the security log is kept"),
    "statement-timeout": _("Seconds for an SQL statement"),
    "storage-limit": _("Limit of storage (MB)"),
    "subdomain": _("Address"),
    "task": _("Task"),
}
_VALUES: dict[str, dict[str, str | Promise]] = {"factor": dict(Authenticator.Kind.choices)}
# Facts for programs, not for people.
_HIDDEN = {"employee", "is_unproven", "objected_to"}


@dataclass(frozen=True)
class Fact:
    """A fact of an event; `before` is None unless it was changed."""

    label: str
    before: str | None
    after: str


def title(event: SecurityEvent) -> str:
    """Return what happened, in a few words."""
    known = event.event in Event.values
    return str(Event(event.event).label) if known else event.event


def facts(detail: Mapping[str, Any]) -> list[Fact]:
    """Return the facts of an event's detail, with the old and new values of changes."""
    return [
        _fact(str(_LABELS.get(name, name)), _named(name, value))
        for name, value in detail.items()
        if name not in _HIDDEN
    ]


def _named(name: str, value: Any) -> Any:
    return _VALUES.get(name, {}).get(value, value) if isinstance(value, str) else value


def _fact(label: str, value: Any) -> Fact:
    if isinstance(value, list) and len(value) == 2:
        return Fact(label, _text(value[0]), _text(value[1]))
    return Fact(label, None, _text(value))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "-" if value in (None, "") else str(value)
