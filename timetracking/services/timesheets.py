"""What has been worked, by day and by week. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from timetracking.models import Break, CompanySettings, Employee, Location, WorkLog, zone_at
from timetracking.services import locations
from timetracking.services.local_time import local_date
from timetracking.services.shifts import with_breaks
from timetracking.services.weeks import Week

# A log keeps the zone of its punch. Zones lie up to 26 hours apart, so after a change of the
# company's zone a log may belong to a day of the week without having a moment within it.
_ZONES_APART = timedelta(hours=26)


@dataclass(frozen=True)
class Pause:
    """One break as people see it: in its shift's zone, an open one counted up to now."""

    name: str
    is_paid: bool
    start: datetime
    end: datetime | None
    duration: timedelta

    @classmethod
    def of(cls, pause: Break, log: WorkLog, now: datetime) -> "Pause":
        """Return what `pause` looks like at `now`."""
        return cls(
            name=pause.kind.name,
            is_paid=pause.is_paid,
            start=pause.start.astimezone(log.zone),
            end=pause.end and pause.end.astimezone(log.zone),
            duration=pause.within(pause.start, max(now, pause.start)),
        )


@dataclass(frozen=True)
class Shift:
    """One log as people see it: in its own zone, an open one counted up to now."""

    log: WorkLog
    now: datetime
    check_in: datetime
    check_out: datetime | None
    duration: timedelta
    crosses_midnight: bool

    @classmethod
    def of(cls, log: WorkLog, now: datetime) -> "Shift":
        """Return what `log` looks like at `now`."""
        return cls(
            log=log,
            now=now,
            check_in=log.check_in.astimezone(log.zone),
            check_out=log.check_out and log.check_out.astimezone(log.zone),
            duration=log.duration(now),
            crosses_midnight=local_date(log.end(now), log.zone) != log.date,
        )

    @property
    def notes(self) -> str:
        """What was noted on the way in and out."""
        return self.log.notes

    @property
    def time_zone(self) -> str:
        """The zone of its times."""
        return self.log.time_zone

    @property
    def breaks(self) -> list[Pause]:
        """Its breaks in their order, in its own zone."""
        pauses = sorted(self.log.breaks.all(), key=lambda pause: pause.start)
        return [Pause.of(pause, self.log, self.now) for pause in pauses]

    @property
    def deducted(self) -> timedelta:
        """What was taken off at the end for breaks that were due and not taken."""
        return timedelta(seconds=self.log.deducted)

    @property
    def place(self) -> str:
        """The name of its location, "" if it has none."""
        return self.log.location.name if self.log.location else ""


@dataclass(frozen=True)
class Day:
    """The shifts that began on one day."""

    date: date
    is_today: bool
    logs: list[Shift]

    @property
    def total(self) -> timedelta:
        """The length of the day's shifts, also beyond midnight."""
        return _sum(shift.duration for shift in self.logs)


@dataclass(frozen=True)
class Timesheet:
    """One person's week: total = days - carried_out + carried_in.

    `shows_places` says whether the company has several locations, so that a shift's is worth a
    word.
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
    shows_places: bool


def timesheet(
    employee: Employee, week: Week, *, company: CompanySettings, now: datetime, is_own: bool
) -> Timesheet:
    """Return the week of `employee`; the week begins and ends in the company's zone.

    A shift is listed on the day it began. What of it lies beyond the week's boundary counts in the
    neighbouring week, and is carried out of this one.
    """
    logs = _logs_around(employee, week, company)
    days = [_day(day, logs, now, local_date(now, company.zone)) for day in week.days]
    listed = [shift.log for day in days for shift in day.logs]
    within_week = {log.pk: _within(log, week, company, now) for log in logs}
    own = _sum(within_week[log.pk] for log in listed)
    total = _sum(within_week.values())
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
        carried_in=total - own,
        carried_out=_sum(day.total for day in days) - own,
        shows_places=_shows_places(listed),
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
    on_break: Pause | None

    @property
    def stands(self) -> bool:
        """Whether the totals stand still although a shift runs: on a break that is not paid."""
        return self.on_break is not None and not self.on_break.is_paid


def today(
    employee: Employee, *, company: CompanySettings, now: datetime, asked: int | None = None
) -> Today:
    """Return the state of `employee` at `now`; `asked` is the location they chose, if they did.

    From one query for the shifts, another for the places of someone who is out, and one more each
    if there are several to choose from, or to tell apart.
    """
    week = Week.of(local_date(now, company.zone), starts_on=company.week_starts_on)
    logs = _logs_around(employee, week, company)
    open_log = next((log for log in logs if log.check_out is None), None)
    choice = locations.Choice() if open_log else locations.choice(employee, asked=asked)
    place = open_log.location if open_log else choice.chosen
    zone = open_log.zone if open_log else zone_at(place, company.zone)
    day = local_date(now, zone)
    today = _day(day, logs, now, day)
    pauses = Shift.of(open_log, now).breaks if open_log else []
    return Today(
        place=place,
        places=choice.locations,
        zone=zone,
        open_log=open_log,
        running=open_log.duration(now) if open_log else None,
        logs=today.logs,
        total=today.total,
        week_total=_sum(_within(log, week, company, now) for log in logs),
        shows_places=_shows_places(shift.log for shift in today.logs),
        on_break=next((pause for pause in pauses if pause.end is None), None),
    )


def _logs_around(employee: Employee, week: Week, company: CompanySettings) -> list[WorkLog]:
    start, end = week.bounds(company.zone)
    logs = with_breaks(WorkLog.objects.for_employee(employee).select_related("location"))
    nearby = logs.overlapping(start - _ZONES_APART, end + _ZONES_APART)
    return list(nearby.order_by("check_in"))


def _day(day: date, logs: Iterable[WorkLog], now: datetime, today: date) -> Day:
    shifts = [Shift.of(log, now) for log in logs if log.date == day]
    return Day(date=day, is_today=day == today, logs=shifts)


def _shows_places(logs: Iterable[WorkLog]) -> bool:
    places = {log.location_id for log in logs if log.location_id}
    return len(places) > 1 or bool(places and Location.objects.exclude(pk__in=places).exists())


def _within(log: WorkLog, week: Week, company: CompanySettings, now: datetime) -> timedelta:
    return log.duration_within(*week.bounds(company.zone), now)


def _sum(durations: Iterable[timedelta]) -> timedelta:
    return sum(durations, start=timedelta())
