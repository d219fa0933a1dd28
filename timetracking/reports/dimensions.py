"""By what a report is divided. To add a dimension, add it to `DIMENSIONS`."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timetracking.base.periods import Period
from timetracking.models import Employee, Location
from timetracking.reports import spans
from timetracking.reports.counting import Piece
from timetracking.reports.spans import Spans

ELSEWHERE = 0
"""The key of all locations that the reader does not see; no location has it as its id."""
CARRIED = -1
"""The key of what shifts over an edge of the period carry in or out of it."""


@dataclass(frozen=True)
class Names:
    """The people and the locations whose names the reader may see, by id."""

    people: Mapping[int, Employee]
    locations: Mapping[int, Location]
    positions: list[str] = field(default_factory=list)
    """The positions by their numbers, of which the first is none."""


@dataclass(frozen=True)
class Dimension:
    """Divides a period into rows.

    `title` stands above them, and `phrase` says what they are, as in "Hours by day". `key` says to
    which row a piece belongs, and `label` how the row is called, from its key and the parts of the
    period. `by` names what pieces must tell apart: "employee", "location", "position".
    """

    name: str
    title: "str | Promise"
    phrase: "str | Promise"
    split: Callable[[Period, int], Spans]
    key: Callable[[Piece, Names], Hashable]
    label: Callable[[Any, Sequence[Period], Names], str]
    by: tuple[str, ...] = ()
    is_of_time: bool = False
    has_sales: bool = True


def _day(key: int, parts: Sequence[Period], names: Names) -> str:
    if key == CARRIED:
        return _("Carried over")
    return str(date_format(parts[key].first, "DAY_SHORT"))


def _span(key: int, parts: Sequence[Period], names: Names) -> str:
    first, last = (date_format(day, "DATE_SHORT") for day in (parts[key].first, parts[key].last))
    return str(first if first == last else f"{first} \N{EN DASH} {last}")


def _month(key: int, parts: Sequence[Period], names: Names) -> str:
    if parts[key].is_month:
        return str(date_format(parts[key].first, "YEAR_MONTH_FORMAT"))
    return _span(key, parts, names)


def _part(piece: Piece, names: Names) -> Hashable:
    return CARRIED if piece.part is None else piece.part


def _location_of(piece: Piece, names: Names) -> Hashable:
    if piece.location is None or piece.location in names.locations:
        return piece.location
    return ELSEWHERE


def _location(key: int | None, parts: Sequence[Period], names: Names) -> str:
    if key is None:
        return _("No location")
    return _("Other locations") if key == ELSEWHERE else names.locations[key].name


def _whole(period: Period, starts_on: int) -> Spans:
    return spans.whole(period)


DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        Dimension(
            "day",
            gettext_lazy("Day"),
            gettext_lazy("by day"),
            lambda period, starts_on: spans.by_day(period),
            _part,
            _day,
            is_of_time=True,
        ),
        Dimension(
            "week",
            gettext_lazy("Week"),
            gettext_lazy("by week"),
            spans.by_week,
            _part,
            _span,
            is_of_time=True,
        ),
        Dimension(
            "month",
            gettext_lazy("Month"),
            gettext_lazy("by month"),
            lambda period, starts_on: spans.by_month(period),
            _part,
            _month,
            is_of_time=True,
        ),
        Dimension(
            "location",
            gettext_lazy("Location"),
            gettext_lazy("by location"),
            _whole,
            _location_of,
            _location,
            by=("location",),
        ),
        Dimension(
            "person",
            gettext_lazy("Person"),
            gettext_lazy("by person"),
            _whole,
            lambda piece, names: piece.employee,
            lambda key, parts, names: names.people[key].name,
            by=("employee",),
            has_sales=False,
        ),
        Dimension(
            "position",
            gettext_lazy("Position"),
            gettext_lazy("by position"),
            _whole,
            lambda piece, names: piece.position,
            lambda key, parts, names: names.positions[key] or _("No position"),
            by=("position",),
            has_sales=False,
        ),
    )
}
