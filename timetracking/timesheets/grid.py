"""The team's hours in a period: people by days, with totals that add up. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timetracking.base.local_time import day_start, local_date
from timetracking.base.periods import Period
from timetracking.models import CompanySettings, Employee, Location, WorkLog
from timetracking.shifts.display import MAX_ZONE_DIFFERENCE, total_of
from timetracking.shifts.running import with_breaks


@dataclass(frozen=True)
class Cell:
    """One day of one person, as on their timesheet: the shifts that began on it."""

    hours: timedelta
    is_to_review: bool
    is_running: bool


@dataclass(frozen=True)
class Row:
    """One person's period: the total is the sum of the days and of `carried`.

    `carried` is what shifts that ran past an edge of the period bring in, less what they take out.
    """

    employee: Employee
    cells: list[Cell]
    carried: timedelta
    total: timedelta


@dataclass(frozen=True)
class Grid:
    """The rows of people who have hours in the period or work here, and the sum of each column."""

    period: Period
    rows: list[Row]
    sums: list[timedelta]
    carried: timedelta
    total: timedelta
    today: date

    @property
    def carries(self) -> bool:
        """Whether any row has time carried over an edge, so that the column is needed."""
        return any(row.carried for row in self.rows)


def grid(
    actor: Employee,
    period: Period,
    *,
    company: CompanySettings,
    now: datetime,
    location: Location | None = None,
) -> Grid:
    """Return the hours of the people whom `actor` may see, in three queries.

    With a location: of the people who belong to it, wherever they worked. The figures are those of
    each person's timesheet: a shift is listed on the day on which it began, by its own clocks, and
    what is beyond the period does not count in the total.
    """
    people = Employee.objects.seen_by(actor).by_name()
    staff = list(people.at(location) if location else people)
    logs = _logs(staff, period, company)
    rows = [
        _row(employee, logs.get(employee.pk, []), period, now)
        for employee in staff
        if employee.is_active or employee.pk in logs
    ]
    rows = [row for row in rows if row.employee.is_active or row.total or row.carried]
    return Grid(
        period=period,
        rows=rows,
        sums=[total_of(row.cells[n].hours for row in rows) for n in range(len(period.days))],
        carried=total_of(row.carried for row in rows),
        total=total_of(row.total for row in rows),
        today=local_date(now, company.zone),
    )


def _logs(
    staff: Sequence[Employee], period: Period, company: CompanySettings
) -> dict[int, list[WorkLog]]:
    start = day_start(period.first, company.zone) - MAX_ZONE_DIFFERENCE
    end = day_start(period.last + timedelta(days=1), company.zone) + MAX_ZONE_DIFFERENCE
    logs = WorkLog.objects.filter(employee__in=staff).overlapping(start, end)
    by_person: dict[int, list[WorkLog]] = {}
    for log in with_breaks(logs.order_by("check_in")):
        by_person.setdefault(log.employee_id, []).append(log)
    return by_person


def _row(employee: Employee, logs: list[WorkLog], period: Period, now: datetime) -> Row:
    cells = [_cell([log for log in logs if log.date == day], now) for day in period.days]
    total = total_of(log.duration_within(*period.bounds(log.zone), now) for log in logs)
    listed = total_of(cell.hours for cell in cells)
    return Row(employee, cells, total - listed, total)


def _cell(logs: list[WorkLog], now: datetime) -> Cell:
    return Cell(
        hours=total_of(log.duration(now) for log in logs),
        is_to_review=any(log.is_to_review(now) for log in logs),
        is_running=any(log.check_out is None for log in logs),
    )
