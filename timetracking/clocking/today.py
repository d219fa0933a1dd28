"""What the clock page shows: the open shift, today, this week. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from timetracking.base.local_time import local_date
from timetracking.base.weeks import Week
from timetracking.clocking.locations import LocationChoice, location_choice
from timetracking.models import CompanySettings, Employee, Location, WorkLog, zone_at
from timetracking.shifts.display import (
    Shift,
    ShiftBreak,
    day_of,
    logs_around,
    should_name_locations,
    total_of,
    within,
)

# By how much the date of another time zone can differ.
_ANY_ZONE = timedelta(days=2)


@dataclass(frozen=True)
class Today:
    """The open shift, today's shifts, and totals.

    `location` is that of the open shift, or the preselected one for the next shift. `zone` is that
    of the open shift, or else of the location; it decides which day and week it is.
    """

    location: Location | None
    locations: list[Location]
    zone: ZoneInfo
    open_log: WorkLog | None
    worked: timedelta | None
    logs: list[Shift]
    total: timedelta
    week_total: timedelta
    shows_locations: bool
    open_break: ShiftBreak | None

    @property
    def is_paused(self) -> bool:
        """Whether the totals do not grow although a shift is open: during an unpaid break."""
        return self.open_break is not None and not self.open_break.is_paid


def today_of(
    employee: Employee, *, company: CompanySettings, now: datetime, requested_id: int | None = None
) -> Today:
    """Return the state of `employee` at `now`; `requested_id` is the location they chose.

    Takes one query for the shifts, one for the locations if no shift is open, and up to two more if
    there are several locations.
    """
    days = (local_date(now, company.zone) + offset for offset in (-_ANY_ZONE, _ANY_ZONE))
    first, last = (Week.of(day, starts_on=company.week_starts_on) for day in days)
    logs = logs_around(employee, first.start, last.end, company.zone)
    open_log = next((log for log in logs if log.check_out is None), None)
    choice = LocationChoice() if open_log else location_choice(employee, requested_id=requested_id)
    location = open_log.location if open_log else choice.chosen
    zone = open_log.zone if open_log else zone_at(location, company.zone)
    day = local_date(now, zone)
    today, week = day_of(day, logs, now, day), Week.of(day, starts_on=company.week_starts_on)
    breaks = Shift.of(open_log, now).breaks if open_log else []
    return Today(
        location=location,
        locations=choice.locations,
        zone=zone,
        open_log=open_log,
        worked=open_log.duration(now) if open_log else None,
        logs=today.logs,
        total=today.total,
        week_total=total_of(within(log, week, now) for log in logs),
        shows_locations=should_name_locations(shift.log for shift in today.logs),
        open_break=next((break_ for break_ in breaks if break_.end is None), None),
    )
