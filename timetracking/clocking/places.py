"""Where someone clocks in."""

from dataclasses import dataclass, field

from timetracking.clocking.errors import LocationNeeded, NotYourLocation
from timetracking.models import Employee, Location, WorkLog
from timetracking.shifts.errors import LocationClosed


@dataclass(frozen=True)
class Choice:
    """The open locations someone belongs to; `chosen` is theirs to begin with, if it is known."""

    locations: list[Location] = field(default_factory=list)
    chosen: Location | None = None


def choice(employee: Employee, *, asked: int | None = None) -> Choice:
    """Return where someone can clock in: `asked` for, the only one, or the last one used is chosen.

    From one query, and where there are several and none was asked for from a second.
    """
    mine = list(Location.objects.for_employee(employee).open().by_name())
    chosen = next((location for location in mine if location.pk == asked), None)
    if chosen is None and len(mine) > 1:
        last = _last_used(employee)
        chosen = next((location for location in mine if location.pk == last), None)
    return Choice(mine, mine[0] if len(mine) == 1 else chosen)


def place_of_punch(employee: Employee, asked: int | None) -> Location | None:
    """Return where a shift of `employee` begins, None for someone who belongs to no open location.

    Raises LocationNeeded, NotYourLocation, LocationClosed.
    """
    mine = {location.pk: location for location in Location.objects.for_employee(employee)}
    if asked is None:
        still_open = [location for location in mine.values() if location.is_active]
        if len(still_open) > 1:
            raise LocationNeeded
        return still_open[0] if still_open else None
    if asked not in mine:
        raise NotYourLocation
    if not mine[asked].is_active:
        raise LocationClosed(mine[asked].name)
    return mine[asked]


def _last_used(employee: Employee) -> int | None:
    logs = WorkLog.objects.for_employee(employee).filter(location__isnull=False)
    return logs.order_by("-check_in").values_list("location", flat=True).first()
