"""The location at which an employee clocks in."""

from dataclasses import dataclass, field

from timetracking.clocking.errors import LocationNeeded, NotYourLocation
from timetracking.models import Employee, Location, WorkLog
from timetracking.shifts.errors import LocationClosed


@dataclass(frozen=True)
class LocationChoice:
    """The open locations of an employee; `chosen` is the preselected one, if there is one."""

    locations: list[Location] = field(default_factory=list)
    chosen: Location | None = None


def location_choice(employee: Employee, *, requested_id: int | None = None) -> LocationChoice:
    """Return where an employee can clock in.

    The requested location is chosen, else the only one, else the last one used. Takes one query,
    and a second one if there are several locations and none was requested.
    """
    locations = list(Location.objects.for_employee(employee).open().by_name())
    chosen = next((location for location in locations if location.pk == requested_id), None)
    if chosen is None and len(locations) > 1:
        last_id = _last_used_id(employee)
        chosen = next((location for location in locations if location.pk == last_id), None)
    return LocationChoice(locations, locations[0] if len(locations) == 1 else chosen)


def location_of_punch(employee: Employee, requested_id: int | None) -> Location | None:
    """Return where a shift of `employee` begins, None if they belong to no open location.

    Raises LocationNeeded, NotYourLocation, LocationClosed.
    """
    locations = {location.pk: location for location in Location.objects.for_employee(employee)}
    if requested_id is None:
        open_locations = [location for location in locations.values() if location.is_active]
        if len(open_locations) > 1:
            raise LocationNeeded
        return open_locations[0] if open_locations else None
    if requested_id not in locations:
        raise NotYourLocation
    if not locations[requested_id].is_active:
        raise LocationClosed(locations[requested_id].name)
    return locations[requested_id]


def _last_used_id(employee: Employee) -> int | None:
    logs = WorkLog.objects.for_employee(employee).filter(location__isnull=False)
    return logs.order_by("-check_in").values_list("location", flat=True).first()
