"""Services of locations: list, save, close and reopen them."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from accounts.names import sort_key
from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_locations
from timetracking.company.errors import LocationNameTaken, PeopleStillIn
from timetracking.models import Employee, EmployeeLocation, Location, WorkLog
from timetracking.trail.recording import record, recorded, refuse_stale


@dataclass(frozen=True)
class Overview:
    """A location with the number of its active employees, and of those clocked in there."""

    location: Location
    people: int
    present: int


def overview() -> list[Overview]:
    """Return all locations by name, closed ones last, in three queries."""
    placements = EmployeeLocation.objects.filter(employee__is_active=True)
    people = dict(placements.values_list("location").annotate(Count("pk")))
    present = dict(WorkLog.objects.open().values_list("location").annotate(Count("pk")))
    overviews = [
        Overview(location, people.get(location.pk, 0), present.get(location.pk, 0))
        for location in Location.objects.by_name()
    ]
    return sorted(overviews, key=lambda overview: not overview.location.is_active)


@transaction.atomic
def save(
    location: Location, *, by: Author, with_everyone: bool = False, seen: int | None = None
) -> Location:
    """Save a new or changed location; `with_everyone` assigns all active employees to it.

    `seen` is the version that the author saw, if known. Raises NotAllowed, EntryChanged,
    LocationNameTaken.
    """
    locked = _lock(location) if location.pk else None
    judge(by, can_change_locations)
    if locked:
        refuse_stale(locked, seen)
    with recorded(location, previous=locked, by=by):
        with refusals({"locations_name_unique": LocationNameTaken}):
            location.save(update_fields=["name", "address", "time_zone"] if location.pk else None)
        if with_everyone:
            _assign_everyone(location, by)
    return location


def _assign_everyone(location: Location, by: Author) -> None:
    """Assign all active employees to the location, with a line in the trail for each.

    Locks their rows, so that no line tells of places that somebody is just changing.
    """
    locked = Employee.objects.active().select_for_update(no_key=True).order_by("pk")
    staff = sorted(locked.prefetch_related("placements"), key=lambda row: sort_key(row.name))
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
    """Close the location, so that nobody can clock in there; its history and employees stay.

    Locks the row until the transaction ends, so that no shift can begin there. Raises NotAllowed,
    PeopleStillIn.
    """
    locked = _lock(location)
    judge(by, can_change_locations)
    open_logs = WorkLog.objects.open().at(locked).select_related("employee")
    if people := sorted((log.employee.name for log in open_logs), key=sort_key):
        raise PeopleStillIn(locked.name, people)
    _set_active(locked, by, is_active=False)


@transaction.atomic
def reopen(location: Location, *, by: Author) -> None:
    """Reopen the location. Raises NotAllowed."""
    locked = _lock(location)
    judge(by, can_change_locations)
    _set_active(locked, by, is_active=True)


def _set_active(location: Location, by: Author, *, is_active: bool) -> None:
    with recorded(location, by=by):
        location.is_active = is_active
        location.save(update_fields=["is_active"])


def _lock(location: Location) -> Location:
    return Location.objects.select_for_update(no_key=True).get(pk=location.pk)
