"""Alerts: what someone has to be told because it touches their rights, and cannot switch off.

An alert is mailed, and stands on every page until the person confirms that they have read it. It is
kept in the person's own row, so that showing it takes no query.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.locks import lock_employee
from timetracking.base.rights import can_act_for
from timetracking.models import CompanySettings, Employee
from timetracking.notices.mailing import Notice, notify

if TYPE_CHECKING:
    from accounts.requests import Site

# Older ones give way: a page shows no more than these.
MOST = 10
# A person without a sign-in sees an alert only at a kiosk, where anybody could confirm it.
SHOWN_AT_KIOSK = timedelta(days=7)


class Kind(models.TextChoices):
    """What happened; the labels have placeholders for who did it, and to whom."""

    PIN_SET = (
        "pin-set",
        _(
            "%(who)s set your PIN for the kiosk. If you did not expect this, choose "
            "another PIN and tell an owner."
        ),
    )
    PIN_REMOVED = (
        "pin-removed",
        _("%(who)s removed your PIN for the kiosk. Choose a new one, or ask for one."),
    )
    RIGHTS_LOST = (
        "rights-lost",
        _(
            "%(who)s changed your profile, so you have fewer rights than before. If "
            "you did not expect this, talk to an owner."
        ),
    )
    DEACTIVATED = (
        "deactivated",
        _(
            "%(who)s deactivated your profile: you cannot sign in or clock in until "
            "it is reactivated. If you did not expect this, talk to an owner."
        ),
    )
    REACTIVATED = (
        "reactivated",
        _("%(who)s reactivated your profile. Check that your earlier hours are correct."),
    )
    SHIFT_ENDED = (
        "shift-ended",
        _(
            "%(who)s entered when your last shift ended, because you were clocked in "
            "when your profile was deactivated. If the time is wrong, tell an owner."
        ),
    )
    ADDRESS_CHANGED = (
        "address-changed",
        _("%(who)s entered a new e-mail address for you. If it is not yours, tell an owner."),
    )
    OWNER_LOST = (
        "owner-lost",
        _("%(who)s changed the profile of %(whose)s, who is no longer an owner."),
    )


# What a kiosk tells too: of each subject the last.
_KIOSK = {
    Kind.PIN_SET: "pin",
    Kind.PIN_REMOVED: "pin",
    Kind.ADDRESS_CHANGED: "address",
    Kind.SHIFT_ENDED: "shift",
}


@dataclass(frozen=True)
class Alert:
    """One thing to tell, in the current language."""

    kind: Kind
    at: datetime
    text: str

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Alert":
        """Return a stored alert."""
        kind = Kind(stored["kind"])
        text = str(kind.label) % {"who": stored["who"], "whose": stored["whose"]}
        return cls(kind, datetime.fromisoformat(stored["at"]), text)


def alerts_of(employee: Employee) -> list[Alert]:
    """Return what a person has not yet confirmed to have read, oldest first, without a query."""
    return [Alert.of(stored) for stored in _known(employee) if not stored.get("is_read")]


def for_kiosk(employee: Employee, *, now: datetime) -> str:
    """Return what a kiosk tells someone within a week, "" for nothing.

    That is the last about their PIN, and about their address even if it was confirmed to be read:
    whoever has the address may have done that.
    """
    recent = [
        alert for alert in map(Alert.of, _known(employee)) if now - alert.at <= SHOWN_AT_KIOSK
    ]
    texts = {_KIOSK[alert.kind]: alert.text for alert in recent if alert.kind in _KIOSK}
    return " ".join(texts.values())


def _known(employee: Employee) -> list[Mapping[str, Any]]:
    """Return the stored alerts, without those that only a later release knows."""
    return [stored for stored in employee.alerts if stored["kind"] in Kind.values]


def tell(
    employee: Employee, kind: Kind, *, by: Author, site: "Site | None", whose: str = ""
) -> None:
    """Tell someone what another person did; nobody is told of what they did themselves.

    The caller has locked the employee's row. The mail is sent after the commit, also to someone who
    has just been deactivated; a program without a `site` sends none.
    """
    if by.employee is None or by.employee.pk == employee.pk:
        return
    stored = {
        "kind": kind.value,
        "who": by.employee.name,
        "whose": whose,
        "at": timezone.now().isoformat(),
    }
    # The last of its kind is enough, and so nobody can push others out by repeating one.
    others = [other for other in employee.alerts if not _is_same(other, stored)]
    employee.alerts = [*others, stored][-MOST:]
    employee.save(update_fields=["alerts"])
    if site is not None:
        company = CompanySettings.objects.get()
        # Called by the template, which is rendered in the employee's language.
        context = {"text": lambda: Alert.of(stored).text, "link": f"{site.base_url}/"}
        notify(employee, Notice.ALERT, context, company=company, site=site)


def _is_same(stored: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(stored[name] == other[name] for name in ("kind", "who", "whose"))


@transaction.atomic
def confirm(employee: Employee, until: datetime, *, by: Author) -> None:
    """Remove the alerts up to `until`, the last one that the page showed. Locks the row.

    One about the address is only marked as read: see `for_kiosk`. Raises NotAllowed unless people
    confirm for themselves.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_act_for, locked)
    shown = [row for row in locked.alerts if datetime.fromisoformat(row["at"]) <= until]
    locked.alerts = [
        row | {"is_read": True} if row in shown else row
        for row in locked.alerts
        if row not in shown or row["kind"] == Kind.ADDRESS_CHANGED
    ]
    locked.save(update_fields=["alerts"])
