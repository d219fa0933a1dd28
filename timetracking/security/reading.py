"""Reads the company's security log, page by page, in one query each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import SecurityEvent
from accounts.security import wording
from accounts.security.events import Event
from timetracking.base.security import events_about
from timetracking.models import Employee, Role

PAGE = 50


class Kind(models.TextChoices):
    """The kinds of event to choose from."""

    SIGN_INS = "sign-ins", gettext_lazy("Sign-ins")
    ACCOUNTS = "accounts", gettext_lazy("Passwords, addresses and second factors")
    PEOPLE = "people", gettext_lazy("Invitations and roles")
    KIOSKS = "kiosks", gettext_lazy("PINs and kiosks")
    OPERATOR = "operator", gettext_lazy("Actions by the operator")


_SIGN_INS = {
    Event.SIGNED_IN,
    Event.SIGN_IN_FAILED,
    Event.LOCKED_OUT,
    Event.UNLOCKED,
    Event.SIGNED_OUT,
    Event.SESSIONS_ENDED,
    Event.NEW_DEVICE,
    Event.FACTOR_FAILED,
}
_PEOPLE = {
    Event.COMPANY_ADDED,
    Event.INVITED,
    Event.INVITATION_ACCEPTED,
    Event.OWNER_INVITED,
    Event.ROLE_CHANGED,
    Event.DEACTIVATED,
    Event.REACTIVATED,
}
_KIOSKS = {
    Event.PIN_SET,
    Event.PIN_REMOVED,
    Event.PIN_GUESSED,
    Event.KIOSK_ADDED,
    Event.KIOSK_PAIRED,
    Event.KIOSK_REVOKED,
    Event.KIOSK_TAKEN_OVER,
}
_OPERATOR = {
    Event.SUPPORT_ACCESS,
    Event.SUPPORT_ENTERED,
    Event.SUPPORT_ENDED,
    Event.COMPANY_CHANGED,
    Event.DOMAIN_ADDED,
    Event.DOMAIN_VERIFIED,
    Event.DOMAIN_REMOVED,
    Event.COMPANY_SUSPENDED,
    Event.COMPANY_READ_ONLY,
    Event.COMPANY_RESUMED,
    Event.COMPANY_BROUGHT_BACK,
    Event.COMPANY_CLONED,
    Event.COMPANY_RESTORED,
    Event.RESTORE_UNDONE,
}


def _condition(kind: Kind) -> Q:
    groups = {Kind.SIGN_INS: _SIGN_INS, Kind.PEOPLE: _PEOPLE, Kind.KIOSKS: _KIOSKS}
    if kind in groups:
        return Q(event__in=[event.value for event in groups[kind]])
    if kind == Kind.OPERATOR:
        return ~Q(operator="") | Q(event__in=[event.value for event in _OPERATOR])
    # Whatever is new belongs here, so that no event is left out of all kinds.
    others = _SIGN_INS | _PEOPLE | _KIOSKS | _OPERATOR
    return ~Q(event__in=[event.value for event in others])


@dataclass(frozen=True)
class Line:
    """An event as the page shows it."""

    event: SecurityEvent

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.event.at

    @property
    def what(self) -> str:
        """What happened."""
        return wording.title(self.event)

    @property
    def who(self) -> str:
        """Who did it."""
        if self.event.operator:
            return _("%(name)s, operator") % {"name": self.event.operator}
        if self.event.actor is not None:
            return str(self.event.actor)
        if by := self.event.detail.get("by"):
            return str(by)
        stranger, program = _("someone not signed in"), _("a command on the server")
        return stranger if self.event.address else program

    @property
    def whom(self) -> str:
        """The person that the event is about, "" if that is who did it."""
        user = self.event.user
        if user is not None and user.pk != self.event.actor_id:
            return str(user)
        return str(self.event.detail.get("person", ""))

    @cached_property
    def facts(self) -> list[wording.Fact]:
        """The other facts, with roles by their names."""
        shown = {
            name: value for name, value in self.event.detail.items() if name not in {"person", "by"}
        }
        if "role" in shown:
            labels = dict(Role.choices)
            shown["role"] = [str(labels.get(role, role)) for role in shown["role"]]
        return wording.facts(shown)


@dataclass(frozen=True)
class Page:
    """Some lines, newest first, and the id before which the next page begins, if there is one."""

    lines: list[Line]
    next_before: int | None

    @classmethod
    def read(
        cls, *, person: Employee | None = None, kind: Kind | None = None, before: int | None = None
    ) -> Self:
        """Read a page, in one query. `before` is the id of the last event of the page above."""
        events = SecurityEvent.objects.select_related("actor", "user").order_by("-pk")
        if person is not None:
            by_them = Q(actor=person.user_id) if person.user_id else Q()
            events = events.filter(events_about(person) | by_them)
        if kind is not None:
            events = events.filter(_condition(kind))
        if before is not None:
            events = events.filter(pk__lt=before)
        found = list(events[: PAGE + 1])
        is_last = len(found) <= PAGE
        lines = [Line(event) for event in found[:PAGE]]
        return cls(lines, None if is_last else lines[-1].event.pk)
