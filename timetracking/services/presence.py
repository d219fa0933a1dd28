"""Who is in now. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from timetracking.exceptions import UnknownLocation
from timetracking.models import Employee, Location, WorkLog
from timetracking.services.shifts import with_breaks


@dataclass(frozen=True)
class Present:
    """Someone who is clocked in."""

    employee: Employee
    since: datetime
    running: timedelta
    location: Location | None


@dataclass(frozen=True)
class Presence:
    """The active staff by name: who is in, and who is not; at `location`, or everywhere.

    `locations` are those that there is to choose from.
    """

    present: list[Present]
    absent: list[Employee]
    location: Location | None
    locations: list[Location]


def open_logs() -> dict[int, WorkLog]:
    """Return every open shift by its employee's id."""
    logs = with_breaks(WorkLog.objects.open().select_related("location"))
    return {log.employee_id: log for log in logs}


def who_is_in(*, now: datetime, actor: Employee, asked: str | None = None) -> Presence:
    """Return who of those whom `actor` may see is in and who is not at `now`, from three queries.

    At the location whose id is `asked` for: who is in there, and who belongs there and is in
    nowhere. Raises UnknownLocation.
    """
    locations = list(Location.objects.seen_by(actor).open().by_name())
    location = next((found for found in locations if str(found.pk) == asked), None)
    if asked and location is None:
        raise UnknownLocation
    running = open_logs()
    presence = Presence(present=[], absent=[], location=location, locations=locations)
    staff = Employee.objects.seen_by(actor).active()
    if location:
        inside = [pk for pk, log in running.items() if log.location_id == location.pk]
        staff = staff.at(location) | staff.filter(pk__in=inside)
    for employee in staff.by_name():
        log = running.get(employee.pk)
        if log is None:
            presence.absent.append(employee)
        elif location is None or log.location_id == location.pk:
            present = Present(employee, log.check_in, log.duration(now), log.location)
            presence.present.append(present)
    return presence
