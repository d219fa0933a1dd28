"""Takes back a list of people that was added a moment ago, as far as nothing has come of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction

from accounts import sessions
from accounts.security.events import Event
from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.rights import can_deactivate
from timetracking.models import Correction, Employee, WorkLog
from timetracking.staff.employees import lock_all
from timetracking.staff.owners import note_active
from timetracking.staff.subjects import whole_entry
from timetracking.trail.recording import recorded, version_of

UNDO_WINDOW = timedelta(minutes=30)


@dataclass(frozen=True)
class Undone:
    """Who was taken off the list again, and who stays because something has happened since."""

    removed: list[Employee] = field(default_factory=list)
    kept: list[Employee] = field(default_factory=list)


def versions(people: list[Employee]) -> dict[int, int]:
    """Return the version of each entry, by id: what `undo` compares."""
    return {person.pk: version_of(person) for person in people}


@transaction.atomic
def undo(seen: Mapping[int, int], *, by: Author) -> Undone:
    """Take the people back whose entry still has the version `seen`, and of whom nothing else is.

    The trail refers to their entries, so these stay among those who have left, without an address,
    which is free again. An invitation that they got no longer works. Whoever has signed in, has
    hours or was changed stays. Locks the rows in one order. Raises NotAllowed.
    """
    undone = Undone()
    for locked in lock_all(seen.keys()).values():
        judge(by, can_deactivate, locked)
        is_untouched = _is_untouched(locked, seen[locked.pk])
        (undone.removed if is_untouched else undone.kept).append(locked)
    for employee in undone.removed:
        with recorded(employee, by=by, snapshot=whole_entry):
            _free(employee)
    for employee in undone.removed:
        note_active(employee, Event.DEACTIVATED, by=by)
    return undone


def _is_untouched(employee: Employee, seen: int) -> bool:
    if not employee.is_active or employee.has_accepted or version_of(employee) != seen:
        return False
    has_hours = WorkLog.objects.for_employee(employee).exists()
    return not (has_hours or Correction.objects.filter(employee=employee).exists())


def _free(employee: Employee) -> None:
    """Deactivate an entry and its sign-in, and give the address back."""
    employee.is_active, employee.email = False, ""
    if employee.user:
        # A domain that never exists (RFC 2606): a sign-in cannot be without an address.
        employee.user.email = f"removed-{employee.user.pk}@removed.invalid"
        employee.user.save(update_fields=["email"])
        sessions.deactivate(employee.user)
    employee.save(update_fields=["email", "is_active"])
