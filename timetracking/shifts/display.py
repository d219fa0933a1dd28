"""Shifts, breaks and days as pages display them. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from timetracking.base.local_time import day_start, local_date
from timetracking.base.months import Month
from timetracking.base.weeks import Week
from timetracking.models import Break, Employee, Location, WorkLog
from timetracking.shifts.running import with_breaks

# The largest difference between time zones. A shift belongs to the days of its own zone, so it may
# belong to a week of which it has no moment by the company's clocks.
MAX_ZONE_DIFFERENCE = timedelta(hours=26)


@dataclass(frozen=True)
class ShiftBreak:
    """A break in its shift's time zone; an open break counts until now."""

    name: str
    is_paid: bool
    start: datetime
    end: datetime | None
    duration: timedelta

    @classmethod
    def of(cls, break_: Break, log: WorkLog, now: datetime) -> "ShiftBreak":
        """Return `break_` as of `now`."""
        return cls(
            name=break_.kind.name,
            is_paid=break_.is_paid,
            start=break_.start.astimezone(log.zone),
            end=break_.end and break_.end.astimezone(log.zone),
            duration=break_.within(break_.start, max(now, break_.start)),
        )


@dataclass(frozen=True)
class Shift:
    """A log in its own time zone; an open log counts until `now`."""

    log: WorkLog
    now: datetime
    check_in: datetime
    check_out: datetime | None
    duration: timedelta
    crosses_midnight: bool

    @classmethod
    def of(cls, log: WorkLog, now: datetime) -> "Shift":
        """Return `log` as of `now`."""
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
        """The notes of clocking in and out."""
        return self.log.notes

    @property
    def time_zone(self) -> str:
        """The time zone of the shift."""
        return self.log.time_zone

    @property
    def breaks(self) -> list[ShiftBreak]:
        """The breaks in order, in the shift's time zone."""
        breaks = sorted(self.log.breaks.all(), key=lambda break_: break_.start)
        return [ShiftBreak.of(break_, self.log, self.now) for break_ in breaks]

    @property
    def deducted(self) -> timedelta:
        """The deduction for required breaks that were not taken."""
        return self.log.deduction

    @property
    def is_to_review(self) -> bool:
        """Whether someone else has yet to review it, or it has been open for more than a day."""
        return self.log.is_to_review(self.now)

    @property
    def location_name(self) -> str:
        """The name of the location, "" if there is none."""
        return self.log.location.name if self.log.location else ""


@dataclass(frozen=True)
class Day:
    """The shifts that began on one day."""

    date: date
    is_today: bool
    logs: list[Shift]
    is_future: bool = False

    @property
    def total(self) -> timedelta:
        """The total duration of the day's shifts, including time after midnight."""
        return total_of(shift.duration for shift in self.logs)


def logs_around(employee: Employee, first: date, last: date, zone: tzinfo) -> list[WorkLog]:
    """Return the shifts of `employee` on and near the days from `first` to `last`, in two queries.

    `zone` is the company's. Shifts in any other zone are among them.
    """
    start, end = day_start(first, zone), day_start(last + timedelta(days=1), zone)
    logs = with_breaks(WorkLog.objects.for_employee(employee).select_related("location"))
    nearby = logs.overlapping(start - MAX_ZONE_DIFFERENCE, end + MAX_ZONE_DIFFERENCE)
    return list(nearby.order_by("check_in"))


def day_of(day: date, logs: Iterable[WorkLog], now: datetime, today: date) -> Day:
    """Return the day with those of `logs` that began on it."""
    shifts = [Shift.of(log, now) for log in logs if log.date == day]
    return Day(date=day, is_today=day == today, logs=shifts, is_future=day > today)


def should_name_locations(logs: Iterable[WorkLog]) -> bool:
    """Return whether the locations of `logs` are worth naming, because there are several."""
    used = {log.location_id for log in logs if log.location_id}
    return len(used) > 1 or bool(used and Location.objects.exclude(pk__in=used).exists())


def within(log: WorkLog, span: Week | Month, now: datetime) -> timedelta:
    """Return the part of the duration within `span`, by the clocks of the shift's own zone."""
    return log.duration_within(*span.bounds(log.zone), now)


def total_of(durations: Iterable[timedelta]) -> timedelta:
    """Return the sum of durations."""
    return sum(durations, start=timedelta())
