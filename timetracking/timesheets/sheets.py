"""Hours worked, by day and by week. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timetracking.base.local_time import local_date
from timetracking.base.weeks import Week
from timetracking.models import CompanySettings, Employee
from timetracking.shifts.display import (
    Day,
    day_of,
    logs_around,
    should_name_locations,
    total_of,
    within_week,
)


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
    logs = logs_around(employee, week.start, week.end, company.zone)
    days = [day_of(day, logs, now, local_date(now, company.zone)) for day in week.days]
    listed = [shift.log for day in days for shift in day.logs]
    parts = {log.pk: within_week(log, week, now) for log in logs}
    listed_total = total_of(parts[log.pk] for log in listed)
    total = total_of(parts.values())
    upcoming = week.next
    return Timesheet(
        employee=employee,
        is_own=is_own,
        week=week.label,
        previous_week=week.previous.label,
        next_week=upcoming.label if upcoming.start <= local_date(now, company.zone) else None,
        start=week.start,
        end=week.end,
        days=days,
        total=total,
        carried_in=total - listed_total,
        carried_out=total_of(day.total for day in days) - listed_total,
        to_review=total_of(parts[log.pk] for log in logs if log.is_to_review(now)),
        shows_locations=should_name_locations(listed),
    )
