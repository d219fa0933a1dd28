"""The marks of a day in the team's grid. Other packages add theirs with `register`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from timetracking.timesheets.columns import Asked

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Mark:
    """A mark with the icon that is seen and the words that are read, in the cell and the legend.

    One that `is_problem` needs somebody's attention before the hours are settled.
    """

    name: str
    icon: str
    label: "str | _StrPromise | Promise"
    is_problem: bool = False


MISSING = Mark("missing", "leave", _("no clock-out"), is_problem=True)
PROVISIONAL = Mark("provisional", "alert", _("to check"), is_problem=True)
REQUESTED = Mark("requested", "requests", _("change requested"), is_problem=True)
DISPUTED = Mark("disputed", "team", _("disputed"), is_problem=True)
CORRECTED = Mark("corrected", "note", _("corrected"))
RUNNING = Mark("running", "clock", _("still running"))
HOLIDAY = Mark("holiday", "holiday", _("public holiday"))

# The marks of one day of one person, in the order of a cell.
Marked = tuple[int, date, Mark]
# The marks of each person by day.
Extra = dict[int, dict[date, list[Mark]]]
# Returns the marks of the people's days in the period; called once for a page.
Source = Callable[[Asked], Iterable[Marked]]
_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Add a source of marks, such as that of overtime, holidays or absences."""
    _SOURCES.append(source)


def registered(asked: Asked, more: Iterable[Marked] = ()) -> Extra:
    """Return the marks of all sources, and `more`, by person and day."""
    found: Extra = {}
    for marked in (*(source(asked) for source in _SOURCES), more):
        for employee, day, mark in marked:
            found.setdefault(employee, {}).setdefault(day, []).append(mark)
    return found
