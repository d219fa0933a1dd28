"""What the clock page tells: the open shift, today, this week. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from timetracking.base.local_time import local_date
from timetracking.base.weeks import Week
from timetracking.clocking import places
from timetracking.models import CompanySettings, Employee, Location, WorkLog, zone_at
from timetracking.shifts.display import (
    Shift,
    ShiftBreak,
    day_of,
    logs_around,
    should_name_locations,
    total_of,
    within_week,
)


@dataclass(frozen=True)
class Today:
    """What the clock page tells: the open shift, today's shifts, and totals.

    `place` is where the open shift is, or where the next one begins unless another of `places` is
    chosen; `zone` that of the open shift, else of the clocks there, in which it is today.
    """

    place: Location | None
    places: list[Location]
    zone: ZoneInfo
    open_log: WorkLog | None
    running: timedelta | None
    logs: list[Shift]
    total: timedelta
    week_total: timedelta
    shows_places: bool
    on_break: ShiftBreak | None

    @property
    def stands(self) -> bool:
        """Whether the totals stand still although a shift runs: on a break that is not paid."""
        return self.on_break is not None and not self.on_break.is_paid


def today_of(
    employee: Employee, *, company: CompanySettings, now: datetime, asked: int | None = None
) -> Today:
    """Return the state of `employee` at `now`; `asked` is the location they chose, if they did.

    From one query for the shifts, another for the places of someone who is out, and one more each
    if there are several to choose from, or to tell apart.
    """
    week = Week.of(local_date(now, company.zone), starts_on=company.week_starts_on)
    logs = logs_around(employee, week, company)
    open_log = next((log for log in logs if log.check_out is None), None)
    choice = places.Choice() if open_log else places.choice(employee, asked=asked)
    place = open_log.location if open_log else choice.chosen
    zone = open_log.zone if open_log else zone_at(place, company.zone)
    day = local_date(now, zone)
    today = day_of(day, logs, now, day)
    pauses = Shift.of(open_log, now).breaks if open_log else []
    return Today(
        place=place,
        places=choice.locations,
        zone=zone,
        open_log=open_log,
        running=open_log.duration(now) if open_log else None,
        logs=today.logs,
        total=today.total,
        week_total=total_of(within_week(log, week, company, now) for log in logs),
        shows_places=should_name_locations(shift.log for shift in today.logs),
        on_break=next((pause for pause in pauses if pause.end is None), None),
    )
