"""The list of people: searched, filtered and sorted. Reads only."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from timetracking.base.allowances import allowances
from timetracking.base.rights import outranks
from timetracking.contracts.reading import current_rates
from timetracking.models import Employee, EmployeeLocation, Location, WorkLog
from timetracking.shifts.running import open_logs
from timetracking.staff.similar_names import similar


class State(StrEnum):
    """Whom the list shows; the first is shown without asking."""

    HERE = "here"
    IN = "in"
    INVITED = "invited"
    NO_SIGN_IN = "no-sign-in"
    NO_PIN = "no-pin"
    LEFT = "left"
    ALL = "all"


STATES = {
    State.HERE: _("Everyone who works here"),
    State.IN: _("Clocked in now"),
    State.INVITED: _("Invited"),
    State.NO_SIGN_IN: _("Without a sign-in"),
    State.NO_PIN: _("Without a PIN"),
    State.LEFT: _("Left"),
    State.ALL: _("Everyone, including people who left"),
}


class Order(StrEnum):
    """By what the list is sorted; people who are alike in it by name."""

    NAME = "name"
    ROLE = "role"
    STATUS = "status"
    RATE = "rate"


@dataclass(frozen=True)
class Search:
    """What the visitor looks for: part of a name or an address, a state, a location, an order."""

    words: str = ""
    state: State = State.HERE
    order: Order = Order.NAME
    is_descending: bool = False
    location: Location | None = None


@dataclass(frozen=True)
class Row:
    """One line of the list. `log` is their running shift, `locations` are where they belong."""

    employee: Employee
    can_manage: bool
    status: str
    log: WorkLog | None
    locations: list[str]
    rate: Decimal | None = None

    @property
    def is_in(self) -> bool:
        """Whether they are clocked in now."""
        return self.log is not None


def people(actor: Employee, search: Search, *, today: date) -> list[Row]:
    """Return whom `actor` may see and the search finds, in four queries.

    If the company has that, also people with similar names, in a query for each word.
    """
    staff = Employee.objects.seen_by(actor).select_related("user").with_placement().by_name()
    if search.location:
        staff = staff.at(search.location)
    if search.state not in {State.LEFT, State.ALL}:
        staff = staff.active()
    logs, places = open_logs(), _places()
    rates = current_rates([employee.pk for employee in staff], today)
    rows = [
        Row(
            employee=employee,
            # `can_manage` without its query: the visitor may see everyone on the list.
            can_manage=outranks(actor, employee),
            status=employee.status,
            log=logs.get(employee.pk),
            locations=places.get(employee.pk, []),
            rate=rates.get(employee.pk),
        )
        for employee in staff
    ]
    found = similar(search.words) if search.words and allowances().finds_similar else set()
    kept = [
        row
        for row in rows
        if _FILTERS[search.state](row) and (_matches(row, search.words) or row.employee.pk in found)
    ]
    # The rows are by name already, and sorting keeps the order of those that are alike.
    if search.order == Order.NAME:
        return kept[::-1] if search.is_descending else kept
    return sorted(kept, key=_KEYS[search.order], reverse=search.is_descending)


def folded(text: str) -> str:
    """Return the text as one searches for it: without case and accents, "Garcia" for García."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _matches(row: Row, words: str) -> bool:
    found = folded(f"{row.employee.name} {row.employee.email}")
    return all(word in found for word in folded(words).split())


def _places() -> dict[int, list[str]]:
    pairs = EmployeeLocation.objects.filter(location__is_active=True).order_by("location__name")
    places: dict[int, list[str]] = {}
    for employee_id, name in pairs.values_list("employee", "location__name"):
        places.setdefault(employee_id, []).append(name)
    return places


_FILTERS: dict[State, Callable[[Row], bool]] = {
    State.HERE: lambda row: True,
    State.IN: lambda row: row.is_in,
    State.INVITED: lambda row: row.status == "invited",
    State.NO_SIGN_IN: lambda row: row.status == "no sign-in",
    State.NO_PIN: lambda row: not row.employee.pin,
    State.LEFT: lambda row: not row.employee.is_active,
    State.ALL: lambda row: True,
}


def _rate(row: Row) -> tuple[bool, object]:
    # A rate that the visitor may not see must not show in the order either.
    rate = row.rate if row.can_manage else None
    return rate is None, rate or 0


_KEYS: dict[Order, Callable[[Row], tuple[object, ...]]] = {
    Order.ROLE: lambda row: (["owner", "manager", "member"].index(row.employee.role),),
    Order.STATUS: lambda row: (not row.is_in, row.status),
    Order.RATE: _rate,
}
