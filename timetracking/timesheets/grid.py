"""The team's hours in a period: people by days, with totals that add up. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from timetracking.base.local_time import local_date
from timetracking.base.periods import Period
from timetracking.models import CompanySettings, Employee, Location
from timetracking.timesheets import marks
from timetracking.timesheets.columns import Asked, Column, DayRow, Shown, columns_of, rows_of
from timetracking.timesheets.marks import Mark
from timetracking.timesheets.reading import Counted, corrections_within, shifts_within


class Cell(NamedTuple):
    """One day of one person, as on their timesheet: the minutes of the shifts that began on it."""

    minutes: int
    marks: tuple[Mark, ...]

    @property
    def is_problem(self) -> bool:
        """Whether the day needs somebody's attention."""
        return any(mark.is_problem for mark in self.marks)


EMPTY = Cell(0, ())


@dataclass(frozen=True)
class Row:
    """One person's period in minutes: the total is the sum of the days and of `carried`.

    `carried` is what shifts that ran past an edge of the period bring in, less what they take out.
    """

    employee: Employee
    cells: list[Cell]
    carried: int
    total: int

    @cached_property
    def problems(self) -> int:
        """How many of the days need somebody's attention."""
        return sum(cell.is_problem for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """The rows of people who have hours in the period or work here, and the sum of each column.

    `problems` counts the days with a problem of everybody, also if only some are shown.
    """

    period: Period
    rows: list[Row]
    today: date
    problems: int
    columns: list[Column]
    below: list[DayRow]

    @cached_property
    def sums(self) -> list[int]:
        """The minutes of each day."""
        days = zip(*([cell.minutes for cell in row.cells] for row in self.rows), strict=True)
        return [sum(day) for day in days] or [0] * len(self.period.days)

    @cached_property
    def carried(self) -> int:
        """The minutes that are carried over the edges of the period."""
        return sum(row.carried for row in self.rows)

    @cached_property
    def total(self) -> int:
        """The minutes of the period."""
        return sum(row.total for row in self.rows)

    @cached_property
    def carries(self) -> bool:
        """Whether any row has time carried over an edge, so that the column is needed."""
        return any(row.carried for row in self.rows)

    @cached_property
    def legend(self) -> list[Mark]:
        """The marks that occur, each once."""
        found = (mark for row in self.rows for cell in row.cells for mark in cell.marks)
        return list(dict.fromkeys(found))


def grid(
    actor: Employee,
    period: Period,
    *,
    company: CompanySettings,
    now: datetime,
    location: Location | None = None,
    only_problems: bool = False,
) -> Grid:
    """Return the hours of the people whom `actor` may see, in three queries.

    The marks, columns and rows that other packages add take theirs.
    With a location: of the people who belong to it, wherever they worked. The figures are those of
    each person's timesheet: a shift is listed on the day on which it began, by its own clocks, and
    what is beyond the period does not count in the total.
    """
    people = Employee.objects.seen_by(actor).by_name()
    staff = list((people.at(location) if location else people).only("name", "is_active"))
    today = local_date(now, company.zone)
    asked = Asked(actor, company, period, staff, today)
    rows = _rows(asked, now)
    problems = sum(row.problems for row in rows)
    if only_problems:
        rows = [row for row in rows if row.problems]
    shown = Shown(
        asked,
        days={row.employee.pk: [cell.minutes for cell in row.cells] for row in rows},
        minutes={row.employee.pk: row.total for row in rows},
    )
    return Grid(
        period=period,
        rows=rows,
        today=today,
        problems=problems,
        columns=columns_of(shown),
        below=rows_of(shown),
    )


def own_row(employee: Employee, period: Period, *, company: CompanySettings, now: datetime) -> Row:
    """Return one person's period, in two queries and those of the marks that are registered."""
    shifts, missing = _read([employee], period, company=company, now=now)
    asked = Asked(employee, company, period, [employee], local_date(now, company.zone))
    extra = marks.registered(asked, missing)
    return _row(employee, shifts.get(employee.pk, []), period.days, extra.get(employee.pk, {}))


def _rows(asked: Asked, now: datetime) -> list[Row]:
    staff, days = asked.people, asked.period.days
    shifts, missing = _read(staff, asked.period, company=asked.company, now=now)
    extra = marks.registered(asked, missing)
    rows = [
        _row(employee, shifts.get(employee.pk, []), days, extra.get(employee.pk, {}))
        for employee in staff
        if employee.is_active or employee.pk in shifts
    ]
    return [row for row in rows if row.employee.is_active or row.total or row.carried]


def _read(
    staff: Sequence[Employee], period: Period, *, company: CompanySettings, now: datetime
) -> tuple[dict[int, list[Counted]], list[marks.Marked]]:
    """Return the shifts by person, and the days of which a shift is said to be missing."""
    corrected, missing = corrections_within(staff, period, company=company)
    by_person: dict[int, list[Counted]] = {}
    for one in shifts_within(staff, period, company=company, now=now, marks=corrected):
        by_person.setdefault(one.employee, []).append(one)
    return by_person, missing


def _row(
    employee: Employee,
    shifts: Sequence[Counted],
    days: Sequence[date],
    extra: Mapping[date, Sequence[Mark]],
) -> Row:
    by_day: dict[date | None, list[Counted]] = {}
    for one in shifts:
        by_day.setdefault(one.day, []).append(one)
    cells = [
        _cell(by_day.get(day, ()), extra.get(day, ())) if day in by_day or day in extra else EMPTY
        for day in days
    ]
    total = sum(one.within for one in shifts)
    return Row(employee, cells, total - sum(cell.minutes for cell in cells), total)


def _cell(shifts: Sequence[Counted], extra: Sequence[Mark]) -> Cell:
    if len(shifts) == 1 and not extra:
        return Cell(shifts[0].minutes, shifts[0].marks)
    found = [mark for one in shifts for mark in one.marks]
    return Cell(sum(one.minutes for one in shifts), tuple(dict.fromkeys([*found, *extra])))
