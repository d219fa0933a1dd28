"""PINs for many people at once, to be printed and handed out."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.locks import LockedEmployee
from timetracking.base.rights import can_set_pin
from timetracking.kiosk.pins import random_pin, write
from timetracking.models import Employee

# Hashing a PIN takes a tenth of a second, and a processor.
MOST_PINS = 40


@dataclass(frozen=True)
class Slip:
    """One person's PIN, which is nowhere else."""

    name: str
    pin: str
    places: str


@transaction.atomic
def set_random_pins(
    ids: Collection[int], *, by: Author, replaces: bool
) -> tuple[list[Slip], list[Employee]]:
    """Give each of the people a new random PIN, and return the slips, by name, and who got none.

    Without `replaces` nobody loses a PIN that they have by now, for instance because the page was
    sent twice: they get none. Neither does anybody who has left. All are told, as for one PIN.
    Locks the rows of the people and of the author, in one order. Raises NotAllowed, and then sets
    none. No more than `MOST_PINS` are set.
    """
    wanted = sorted(ids)[:MOST_PINS]
    made = {pk: random_pin() for pk in wanted}
    encoded = {pk: make_password(pin) for pk, pin in made.items()}  # slow, so before the locks
    slips: dict[int, Slip] = {}
    for employee in _lock(wanted, by):
        judge(by, can_set_pin, employee)
        if employee.is_active and (replaces or not employee.pin):
            write(employee, encoded[employee.pk], by)
            slips[employee.pk] = Slip(employee.name, made[employee.pk], "")
    people = Employee.objects.filter(pk__in=wanted).prefetch_related("locations").by_name()
    given = [
        Slip(person.name, slips[person.pk].pin, _places(person))
        for person in people
        if person.pk in slips
    ]
    return given, [person for person in people if person.pk not in slips]


def _lock(pks: list[int], by: Author) -> list[LockedEmployee]:
    """Lock as `lock_with_author` does, many at once."""
    author = {by.employee.pk} if by.employee else set()
    rows = Employee.objects.filter(pk__in={*pks} | author).select_related("user")
    locked = rows.select_for_update(of=["self"], no_key=True).order_by("pk")
    return [LockedEmployee(row) for row in locked if row.pk in pks]


def _places(person: Employee) -> str:
    return ", ".join(place.name for place in person.locations.all() if place.is_active)
