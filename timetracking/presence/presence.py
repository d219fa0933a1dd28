"""Who is in now, who is on a break, and who should have left. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from timetracking.models import Break, Employee, Location, Rules, WorkLog
from timetracking.shifts.running import is_stale, open_logs


class State(StrEnum):
    """What an employee is probably doing now."""

    IN = "in"
    BREAK = "break"
    LATE = "late"
    """In for at least the company's `reminder_hours`: has probably left without clocking out."""
    ENDED = "ended"
    """The shift was ended by Shiftbook and has not been reviewed."""


@dataclass(frozen=True)
class PresentEmployee:
    """An employee who is clocked in, or whose shift Shiftbook ended, in the shift's `zone`.

    `to_review` says whether the shift's times are provisional.
    """

    employee: Employee
    since: datetime
    worked: timedelta
    location: Location | None
    zone: ZoneInfo
    open_break: Break | None
    state: State
    ended: datetime | None
    to_review: bool


@dataclass(frozen=True)
class Presence:
    """The active staff by name, who is in and who is not."""

    present: list[PresentEmployee]
    absent: list[Employee]


def who_is_in(
    *, now: datetime, rules: Rules, actor: Employee, location: Location | None = None
) -> Presence:
    """Return which of the people whom `actor` may see are in and which are not, in three queries.

    With a location: who is in there, and who belongs there but is not in anywhere.
    """
    logs = open_logs()
    presence = Presence(present=[], absent=[])
    staff = Employee.objects.seen_by(actor).active()
    if location:
        inside = [pk for pk, log in logs.items() if log.location_id == location.pk]
        staff = staff.at(location) | staff.filter(pk__in=inside)
    for employee in staff.by_name():
        log = logs.get(employee.pk)
        if log is None:
            presence.absent.append(employee)
        elif location is None or log.location_id == location.pk:
            presence.present.append(presence_of(employee, log, now, rules))
    return presence


def presence_of(employee: Employee, log: WorkLog, now: datetime, rules: Rules) -> PresentEmployee:
    """Return what someone does now by a shift, which has its breaks with it."""
    open_break = next((break_ for break_ in log.breaks.all() if break_.end is None), None)
    return PresentEmployee(
        employee=employee,
        since=log.check_in,
        worked=log.duration(now),
        location=log.location,
        zone=log.zone,
        open_break=open_break,
        state=_state(log, open_break, now, rules),
        ended=log.check_out,
        to_review=log.is_to_review(now),
    )


def _state(log: WorkLog, open_break: Break | None, now: datetime, rules: Rules) -> State:
    if log.check_out is not None:
        return State.ENDED
    if is_stale(log, rules, now):
        return State.LATE
    return State.BREAK if open_break else State.IN
