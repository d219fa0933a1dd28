"""Who is in now. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from timetracking.models import Employee, WorkLog


@dataclass(frozen=True)
class Present:
    """Someone who is clocked in."""

    employee: Employee
    since: datetime
    running: timedelta


@dataclass(frozen=True)
class Presence:
    """The active staff by name: who is in, and who is not."""

    present: list[Present]
    absent: list[Employee]


def open_logs() -> dict[int, WorkLog]:
    """Return every open shift by its employee's id."""
    return {log.employee_id: log for log in WorkLog.objects.open()}


def who_is_in(*, now: datetime) -> Presence:
    """Return who is in and who is not at `now`, from two queries."""
    running = open_logs()
    presence = Presence(present=[], absent=[])
    for employee in Employee.objects.active().by_name():
        if log := running.get(employee.pk):
            present = Present(employee, log.check_in, log.duration(now))
            presence.present.append(present)
        else:
            presence.absent.append(employee)
    return presence
