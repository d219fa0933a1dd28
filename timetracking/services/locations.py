"""The places where people work: add, change, close, open again, and who clocks in where."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count

from timetracking.exceptions import (
    LocationClosed,
    LocationNameTaken,
    LocationNeeded,
    NotYourLocation,
    PeopleStillIn,
)
from timetracking.models import Employee, EmployeeLocation, Location, WorkLog
from timetracking.services.audit import Author, Snapshot, fields, record, refuse_stale
from timetracking.services.constraints import refusals


@dataclass(frozen=True)
class Choice:
    """The open locations someone belongs to; `chosen` is theirs to begin with, if it is known."""

    locations: list[Location] = field(default_factory=list)
    chosen: Location | None = None


def choice(employee: Employee, *, asked: int | None = None) -> Choice:
    """Return where someone can clock in: `asked` for, the only one, or the last one used is chosen.

    From one query, and where there are several and none was asked for from a second.
    """
    mine = list(Location.objects.of(employee).open().by_name())
    chosen = next((location for location in mine if location.pk == asked), None)
    if chosen is None and len(mine) > 1:
        last = _last_used(employee)
        chosen = next((location for location in mine if location.pk == last), None)
    return Choice(mine, mine[0] if len(mine) == 1 else chosen)


def place_of_punch(employee: Employee, asked: int | None) -> Location | None:
    """Return where a shift of `employee` begins, None for someone who belongs to no open location.

    Raises LocationNeeded, NotYourLocation, LocationClosed.
    """
    mine = {location.pk: location for location in Location.objects.of(employee)}
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


def hold_open(location: Location) -> None:
    """Keep `location` from being closed before this transaction ends; raise LocationClosed.

    Locks its row, as `close` does: it waits for us, or we have waited for it and see here that it
    came first. A log's reference alone would not do, since it is checked at COMMIT.
    """
    held = Location.objects.open().select_for_update(no_key=True).filter(pk=location.pk)
    if not held:
        raise LocationClosed(location.name)


@dataclass(frozen=True)
class Overview:
    """One location with the number of its active people, and of those clocked in there."""

    location: Location
    people: int
    present: int


def overview() -> list[Overview]:
    """Return every location by name, the closed ones last, from three queries."""
    placed = EmployeeLocation.objects.filter(employee__is_active=True)
    people = dict(placed.values_list("location").annotate(Count("pk")))
    inside = dict(WorkLog.objects.open().values_list("location").annotate(Count("pk")))
    found = [
        Overview(location, people.get(location.pk, 0), inside.get(location.pk, 0))
        for location in Location.objects.by_name()
    ]
    return sorted(found, key=lambda row: not row.location.is_active)


@transaction.atomic
def save(
    location: Location, *, by: Author, with_everyone: bool = False, seen: int | None = None
) -> Location:
    """Write a new or changed location; `with_everyone` lets all active staff belong to it.

    `seen` is the version that the author had before their eyes, if they say. Raises EntryChanged,
    LocationNameTaken.
    """
    before = None
    if location.pk:
        locked = Location.objects.select_for_update(no_key=True).get(pk=location.pk)
        refuse_stale(locked, seen)
        before = _entry(locked)
    with refusals({"locations_name_unique": LocationNameTaken}):
        location.save(update_fields=["name", "address", "time_zone"] if location.pk else None)
    if with_everyone:
        _place_everyone(location, by)
    record(location, by=by, before=before, after=_entry(location))
    return location


def _place_everyone(location: Location, by: Author) -> None:
    """Let all active staff belong to the location, each with a line of their own in the trail."""
    staff = list(Employee.objects.active().by_name().prefetch_related("placements"))
    EmployeeLocation.objects.bulk_create(
        (EmployeeLocation(employee=employee, location=location) for employee in staff),
        ignore_conflicts=True,
    )
    for employee in staff:
        before = sorted(placement.location_id for placement in employee.placements.all())
        after = sorted({*before, location.pk})
        record(
            employee,
            by=by,
            before={"locations": before},
            after={"locations": after},
            employee=employee,
        )


@transaction.atomic
def close(location: Location, *, by: Author) -> None:
    """Let nobody clock in at the location any more; its history and its people stay.

    Locks the location's row against new logs to the transaction's end. Raises PeopleStillIn.
    """
    locked = Location.objects.select_for_update(no_key=True).get(pk=location.pk)
    inside = WorkLog.objects.open().at(locked).select_related("employee")
    if people := sorted(log.employee.name for log in inside):
        raise PeopleStillIn(locked.name, people)
    _serve(locked, by, is_active=False)


@transaction.atomic
def reopen(location: Location, *, by: Author) -> None:
    """Let the people of the location clock in there again."""
    locked = Location.objects.select_for_update(no_key=True).get(pk=location.pk)
    _serve(locked, by, is_active=True)


def _serve(location: Location, by: Author, *, is_active: bool) -> None:
    before = _entry(location)
    location.is_active = is_active
    location.save(update_fields=["is_active"])
    record(location, by=by, before=before, after=_entry(location))


def _entry(location: Location) -> Snapshot:
    """Return the location as the audit trail keeps it."""
    return fields(location, "name", "address", "time_zone", "is_active")


def _last_used(employee: Employee) -> int | None:
    logs = WorkLog.objects.for_employee(employee).filter(location__isnull=False)
    return logs.order_by("-check_in").values_list("location", flat=True).first()
