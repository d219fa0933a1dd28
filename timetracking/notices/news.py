"""News of one's own hours: an edit, a decision, an answer to a dispute, until they were seen.

They are kept in the person's own row, so that the clock page and the count beside Requests take no
query. Apart from the alerts, so that no number of edits pushes one of those out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.locks import lock_employee
from timetracking.base.rights import can_act_for
from timetracking.models import Employee

# Older ones give way; all corrections are listed at Requests.
MOST = 20


class Kind(models.TextChoices):
    """What happened; the labels have placeholders for who did it, and the day of the shift."""

    EDITED = "edited", gettext_lazy("%(who)s changed your hours for %(day)s.")
    ACCEPTED = "accepted", gettext_lazy("%(who)s accepted your request for %(day)s.")
    REFUSED = "refused", gettext_lazy("%(who)s refused your request for %(day)s.")
    ANSWERED = "answered", gettext_lazy("%(who)s replied to you about the change for %(day)s.")


@dataclass(frozen=True)
class Item:
    """One piece of news in the current language, and the id of the correction that it is about."""

    correction_id: int
    at: datetime
    text: str

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Item":
        """Return stored news."""
        day = date.fromisoformat(stored["day"]) if stored["day"] else None
        values = {
            "who": stored["who"] or _("Shiftbook"),
            "day": formats.date_format(day, "DAY_SHORT") if day else _("a shift"),
        }
        text = str(Kind(stored["kind"]).label) % values
        return cls(stored["correction"], datetime.fromisoformat(stored["at"]), text)


def news_of(employee: Employee) -> list[Item]:
    """Return what a person has not seen yet, oldest first, without a query."""
    return [Item.of(stored) for stored in _known(employee)]


def count_of(employee: Employee) -> int:
    """Count what a person has not seen yet, without a query."""
    return len(_known(employee))


def _known(employee: Employee) -> list[Mapping[str, Any]]:
    """Return the stored news, without those that only a later release knows."""
    return [stored for stored in employee.news if stored["kind"] in Kind.values]


def tell(
    employee_id: int,
    kind: Kind,
    *,
    correction_id: int,
    who: Employee | None,
    day: date | None,
    at: datetime,
) -> None:
    """Add news about a correction; an earlier one about the same gives way.

    The caller has locked the employee's row.
    """
    employee = Employee.objects.only("news").get(pk=employee_id)
    others = [row for row in employee.news if row["correction"] != correction_id]
    stored = {
        "kind": kind.value,
        "correction": correction_id,
        "who": who.name if who else "",
        "day": day.isoformat() if day else "",
        "at": at.isoformat(),
    }
    employee.news = [*others, stored][-MOST:]
    employee.save(update_fields=["news"])


@transaction.atomic
def see(employee: Employee, *, by: Author, until: datetime | None = None, about: int = 0) -> None:
    """Remove the news up to `until`, or those about the correction `about`. Locks the row.

    Raises NotAllowed unless people do so for themselves.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_act_for, locked)
    locked.news = [
        row
        for row in locked.news
        if row["correction"] != about
        and (until is None or datetime.fromisoformat(row["at"]) > until)
    ]
    locked.save(update_fields=["news"])
    employee.news = locked.news
