"""Columns beside and rows below the hours in the team's grid: target, balance, cost.

Other packages add theirs with `register_column` and `register_row`. What has no data is not shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from timetracking.base.periods import Period
from timetracking.models import Employee


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
class Shown:
    """What a page shows: the people, the period, and the minutes of each by the person's id."""

    period: Period
    people: Sequence[Employee]
    minutes: Mapping[int, int]


# Each is called once for a page, with whoever looks at it: it judges what they may see, and returns
# None for nothing.
ColumnSource = Callable[[Employee, Shown], Column | None]
RowSource = Callable[[Employee, Shown], DayRow | None]
_COLUMNS: list[ColumnSource] = []
_ROWS: list[RowSource] = []


def register_column(source: ColumnSource) -> None:
    """Add a column at the right, after those that are registered."""
    _COLUMNS.append(source)


def register_row(source: RowSource) -> None:
    """Add a row below, after those that are registered."""
    _ROWS.append(source)


def columns_of(actor: Employee, shown: Shown) -> list[Column]:
    """Return the columns with data that `actor` may see."""
    return [found for source in _COLUMNS if (found := source(actor, shown)) and found.by_person]


def rows_of(actor: Employee, shown: Shown) -> list[DayRow]:
    """Return the rows with data that `actor` may see."""
    return [found for source in _ROWS if (found := source(actor, shown)) and found.by_day]
