"""Shifts, breaks and days as people see them. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timetracking.base.local_time import local_date
from timetracking.base.weeks import Week
from timetracking.models import Break, CompanySettings, Employee, Location, WorkLog
from timetracking.shifts.running import with_breaks

# A log keeps the zone of its punch. Zones lie up to 26 hours apart, so after a change of the
# company's zone a log may belong to a day of the week without having a moment within it.
_ZONES_APART = timedelta(hours=26)


@dataclass(frozen=True)
class ShiftBreak:
    """One break as people see it: in its shift's zone, an open one counted up to now."""

    name: str
    is_paid: bool
    start: datetime
    end: datetime | None
    duration: timedelta

    @classmethod
    def of(cls, pause: Break, log: WorkLog, now: datetime) -> "ShiftBreak":
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
    def breaks(self) -> list[ShiftBreak]:
        """Its breaks in their order, in its own zone."""
        pauses = sorted(self.log.breaks.all(), key=lambda pause: pause.start)
        return [ShiftBreak.of(pause, self.log, self.now) for pause in pauses]

    @property
    def deducted(self) -> timedelta:
        """What was taken off at the end for breaks that were due and not taken."""
        return timedelta(seconds=self.log.deducted)

    @property
    def location_name(self) -> str:
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
        return total_of(shift.duration for shift in self.logs)


def logs_around(employee: Employee, week: Week, company: CompanySettings) -> list[WorkLog]:
    """Return the shifts of `employee` that `week` may need, and some around; two queries."""
    start, end = week.bounds(company.zone)
    logs = with_breaks(WorkLog.objects.for_employee(employee).select_related("location"))
    nearby = logs.overlapping(start - _ZONES_APART, end + _ZONES_APART)
    return list(nearby.order_by("check_in"))


def day_of(day: date, logs: Iterable[WorkLog], now: datetime, today: date) -> Day:
    """Return the shifts of `logs` that began on `day`."""
    shifts = [Shift.of(log, now) for log in logs if log.date == day]
    return Day(date=day, is_today=day == today, logs=shifts)


def should_name_locations(logs: Iterable[WorkLog]) -> bool:
    """Say whether there are several locations, so that it is worth naming those of `logs`."""
    places = {log.location_id for log in logs if log.location_id}
    return len(places) > 1 or bool(places and Location.objects.exclude(pk__in=places).exists())


def within_week(log: WorkLog, week: Week, company: CompanySettings, now: datetime) -> timedelta:
    """Return what part of the shift counts in `week`, in the company's zone."""
    return log.duration_within(*week.bounds(company.zone), now)


def total_of(durations: Iterable[timedelta]) -> timedelta:
    """Add up durations."""
    return sum(durations, start=timedelta())
