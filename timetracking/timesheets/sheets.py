"""Hours worked, by day and by week. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timetracking.base.local_time import local_date
from timetracking.base.months import Month
from timetracking.base.weeks import Week
from timetracking.models import CompanySettings, Employee, WorkLog
from timetracking.shifts.display import (
    Day,
    Shift,
    day_of,
    logs_around,
    should_name_locations,
    total_of,
    within,
)


@dataclass(frozen=True)
class Hours:
    """The hours of a week or a month: total = days - carried_out + carried_in.

    `to_review` is the part of the total that is provisional.
    """

    days: list[Day]
    total: timedelta
    carried_in: timedelta
    carried_out: timedelta
    to_review: timedelta

    @property
    def shifts(self) -> list[Shift]:
        """The shifts that are listed, in order."""
        return [shift for day in self.days for shift in day.logs]


@dataclass(frozen=True)
class Timesheet:
    """One person's week: total = days - carried_out + carried_in.

    `to_review` is the part of the total that is provisional. `shows_locations` says whether the
    company has several locations, so that each shift names its own.
    """

    employee: Employee
    is_own: bool
    week: str
    previous_week: str
    next_week: str | None
    start: date
    end: date
    days: list[Day]
    total: timedelta
    carried_in: timedelta
    carried_out: timedelta
    to_review: timedelta
    shows_locations: bool


def timesheet(
    employee: Employee, week: Week, *, company: CompanySettings, now: datetime, is_own: bool
) -> Timesheet:
    """Return a week of `employee`, which begins and ends at midnight of each shift's own zone.

    A shift is listed on the day on which it began. Time beyond the end of the week counts in the
    next week, and is carried out of this one.
    """
    today = local_date(now, company.zone)
    logs = logs_around(employee, week.start, week.end, company.zone)
    hours = hours_within(week, logs, now=now, today=today)
    upcoming = week.next
    return Timesheet(
        employee=employee,
        is_own=is_own,
        week=week.label,
        previous_week=week.previous.label,
        next_week=upcoming.label if upcoming.start <= today else None,
        start=week.start,
        end=week.end,
        days=hours.days,
        total=hours.total,
        carried_in=hours.carried_in,
        carried_out=hours.carried_out,
        to_review=hours.to_review,
        shows_locations=should_name_locations(shift.log for shift in hours.shifts),
    )


def hours_within(
    span: Week | Month, logs: Sequence[WorkLog], *, now: datetime, today: date
) -> Hours:
    """Return the hours of one person's `logs` within a week or a month.

    It begins and ends at midnight of each shift's own zone; the logs are all that are near it.
    """
    days = [day_of(day, logs, now, today) for day in span.days]
    parts = {log.pk: within(log, span, now) for log in logs}
    listed_total = total_of(parts[shift.log.pk] for day in days for shift in day.logs)
    total = total_of(parts.values())
    return Hours(
        days=days,
        total=total,
        carried_in=total - listed_total,
        carried_out=total_of(day.total for day in days) - listed_total,
        to_review=total_of(parts[log.pk] for log in logs if log.is_to_review(now)),
    )
