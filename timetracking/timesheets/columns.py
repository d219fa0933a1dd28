"""Columns beside and rows below the hours in the team's grid: target, balance, cost.

Other packages add theirs with `register_column` and `register_row`. What has no data is not shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from timetracking.base.periods import Period
from timetracking.models import CompanySettings, Employee


@dataclass(frozen=True)
class Column:
    """A figure of each person, by the employee's id, as text; `total` is that of all of them.

    The texts are escaped where they are shown.
    """

    label: str
    by_person: Mapping[int, str]
    total: str = ""


@dataclass(frozen=True)
class DayRow:
    """A figure of each day as text, below the hours; `total` is that of the period."""

    label: str
    by_day: Mapping[date, str]
    total: str = ""


@dataclass(frozen=True)
class Asked:
    """Whose hours of which days a page shows, and to whom.

    `known` holds what one source has read, for the others that need it too.
    """

    actor: Employee
    company: CompanySettings
    period: Period
    people: Sequence[Employee]
    today: date
    known: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What a page shows: what was asked for, and by the person's id the minutes of each day.

    `minutes` are those of the whole period, with what is carried over its edges.
    """

    asked: Asked
    days: Mapping[int, Sequence[int]]
    minutes: Mapping[int, int]


# Each is called once for a page. It judges what the actor may see, and returns None for nothing.
ColumnSource = Callable[[Shown], Column | None]
RowSource = Callable[[Shown], DayRow | None]
_COLUMNS: list[ColumnSource] = []
_ROWS: list[RowSource] = []


def register_column(source: ColumnSource) -> None:
    """Add a column at the right, after those that are registered."""
    _COLUMNS.append(source)


def register_row(source: RowSource) -> None:
    """Add a row below, after those that are registered."""
    _ROWS.append(source)


def columns_of(shown: Shown) -> list[Column]:
    """Return the columns with data."""
    return [found for source in _COLUMNS if (found := source(shown)) and found.by_person]


def rows_of(shown: Shown) -> list[DayRow]:
    """Return the rows with data."""
    return [found for source in _ROWS if (found := source(shown)) and found.by_day]
