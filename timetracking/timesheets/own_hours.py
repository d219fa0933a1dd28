"""What a kiosk shows people of their own hours: today, this week, this month. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from timetracking.base.local_time import local_date
from timetracking.base.months import Month
from timetracking.base.weeks import Week
from timetracking.models import CompanySettings, Employee
from timetracking.shifts.display import Day, Shift, day_of, logs_around, should_name_locations
from timetracking.timesheets.sheets import Hours, hours_within


@dataclass(frozen=True)
class OwnHours:
    """Somebody's hours now, with the figures of their timesheet.

    `running` is their open shift if it began before today, so that it is not among today's.
    """

    today: Day
    running: Shift | None
    week: Week
    week_hours: Hours
    month: Month
    month_hours: Hours
    shows_locations: bool


def own_hours(
    employee: Employee, *, company: CompanySettings, zone: ZoneInfo, now: datetime
) -> OwnHours:
    """Return the hours of `employee` at `now`; `zone` decides which day it is.

    Takes two queries, and a third to see whether the company has several locations.
    """
    date = local_date(now, zone)
    week, month = Week.of(date, starts_on=company.week_starts_on), Month.of(date)
    first, last = min(week.start, month.start), max(week.end, month.end)
    logs = logs_around(employee, first, last, company.zone)
    today = day_of(date, logs, now, date)
    open_log = next((log for log in logs if log.check_out is None), None)
    is_listed = any(shift.log == open_log for shift in today.logs)
    week_hours = hours_within(week, logs, now=now, today=date)
    return OwnHours(
        today=today,
        running=Shift.of(open_log, now) if open_log and not is_listed else None,
        week=week,
        week_hours=week_hours,
        month=month,
        month_hours=hours_within(month, logs, now=now, today=date),
        shows_locations=should_name_locations(shift.log for shift in week_hours.shifts),
    )
