"""The places where people work: add, change, close, open again, and who clocks in where."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_locations
from timetracking.company.errors import LocationNameTaken, PeopleStillIn
from timetracking.models import Employee, EmployeeLocation, Location, WorkLog
from timetracking.trail.recording import record, recorded, refuse_stale


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

    `seen` is the version that the author had before their eyes, if they say. Raises NotAllowed,
    EntryChanged, LocationNameTaken.
    """
    locked = _locked(location) if location.pk else None
    judge(by, can_change_locations)
    if locked:
        refuse_stale(locked, seen)
    with recorded(location, previous=locked, by=by):
        with refusals({"locations_name_unique": LocationNameTaken}):
            location.save(update_fields=["name", "address", "time_zone"] if location.pk else None)
        if with_everyone:
            _place_everyone(location, by)
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

    Locks the location's row against new logs to the transaction's end. Raises NotAllowed,
    PeopleStillIn.
    """
    locked = _locked(location)
    judge(by, can_change_locations)
    inside = WorkLog.objects.open().at(locked).select_related("employee")
    if people := sorted(log.employee.name for log in inside):
        raise PeopleStillIn(locked.name, people)
    _serve(locked, by, is_active=False)


@transaction.atomic
def reopen(location: Location, *, by: Author) -> None:
    """Let the people of the location clock in there again. Raises NotAllowed."""
    locked = _locked(location)
    judge(by, can_change_locations)
    _serve(locked, by, is_active=True)


def _serve(location: Location, by: Author, *, is_active: bool) -> None:
    with recorded(location, by=by):
        location.is_active = is_active
        location.save(update_fields=["is_active"])


def _locked(location: Location) -> Location:
    return Location.objects.select_for_update(no_key=True).get(pk=location.pk)
