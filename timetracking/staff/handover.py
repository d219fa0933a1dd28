"""What becomes of the tablets and PINs of someone who loses the right to have them.

A tablet stays paired, and a PIN stays known, when the person who set it up leaves or leads nobody
any more. So whoever takes the right away is asked, and what they do not keep is withdrawn.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from accounts.security.events import Event
from timetracking.base.authors import Author
from timetracking.base.locks import LockedEmployee, lock_employee
from timetracking.base.rights import can_set_pin
from timetracking.base.security import note_kiosk
from timetracking.models import Employee, Kiosk, Location
from timetracking.staff.errors import HandoverNeeded
from timetracking.staff.pin_records import write_pin
from timetracking.trail.recording import recorded


@dataclass(frozen=True)
class Holdings:
    """The tablets that someone paired, and the people whose PIN they set."""

    tablets: list[Kiosk] = field(default_factory=list)
    people: list[Employee] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.tablets or self.people)


@dataclass(frozen=True)
class Handover:
    """The ids of the tablets and of the people whose PIN is kept; the rest is withdrawn."""

    tablets: Collection[int] = ()
    people: Collection[int] = ()


def has_pin_by_right(employee: Employee) -> bool:
    """Return whether a PIN that someone else set is one that they may set by the current entries.

    Takes two queries, and a third one if they are limited; none without such a PIN.
    """
    if not has_pin_of_another(employee):
        return False
    setter = employee.pin_set_by
    return setter is not None and setter.is_active and can_set_pin(setter, employee)


def has_pin_of_another(employee: Employee) -> bool:
    """Return whether someone else set the PIN, and so knows it."""
    return bool(employee.pin) and employee.pin_set_by_id not in {None, employee.pk}


def holdings_without_right(employee: Employee) -> Holdings:
    """Return what someone paired or set and, as their entry is now, could not any more.

    For someone who has left or leads nobody that is everything. Takes two queries.
    """
    tablets = Kiosk.objects.in_use().filter(created_by=employee)
    people = Employee.objects.filter(pin_set_by=employee).exclude(pk=employee.pk).exclude(pin="")
    if employee.is_active:
        tablets = tablets.exclude(location__in=Location.objects.seen_by(employee))
        people = people.exclude(pk__in=Employee.objects.led_by(employee))
    return Holdings(
        list(tablets.select_related("location").by_name()),
        list(people.by_name()),
    )


def hand_over(
    employee: LockedEmployee,
    handover: Handover | None,
    *,
    by: Author,
    now: datetime,
) -> None:
    """Withdraw the tablets and PINs that the changed entry has no right to, except what is kept.

    The author answers for the tablets that are kept. Locks the rows of the tablets and of the
    people before it writes: the caller has locked them too, but for those that came since. Raises
    HandoverNeeded if there are any and `handover` is None, unless the author is a program, which
    keeps nothing.
    """
    held = holdings_without_right(employee)
    if not held:
        return
    if handover is None and by.employee is not None:
        raise HandoverNeeded(held.tablets, held.people)
    kept = handover or Handover()
    tablets = _lock_tablets(held.tablets)
    people = [lock_employee(person.pk) for person in held.people if person.pk not in kept.people]
    for tablet in tablets:
        _hand_over_tablet(tablet, by, now, is_kept=tablet.pk in kept.tablets)
    for person in people:
        if person.pin and person.pin_set_by_id == employee.pk:
            write_pin(person, "", by=by)


def _lock_tablets(tablets: list[Kiosk]) -> list[Kiosk]:
    """Return the tablets as they are now: one may have been renamed or revoked meanwhile."""
    rows = Kiosk.objects.in_use().filter(pk__in=[tablet.pk for tablet in tablets])
    rows = rows.select_related("location", "created_by__user").order_by("pk")
    return list(rows.select_for_update(of=["self"], no_key=True))


def _hand_over_tablet(tablet: Kiosk, by: Author, now: datetime, *, is_kept: bool) -> None:
    owner = tablet.created_by
    with recorded(tablet, by=by):
        if is_kept and by.employee is not None:
            event, tablet.created_by = Event.KIOSK_TAKEN_OVER, by.employee
        else:
            event, tablet.revoked_at, tablet.secret_hash = Event.KIOSK_REVOKED, now, ""
        tablet.save(update_fields=["created_by", "revoked_at", "secret_hash"])
    note_kiosk(event, tablet, by=by, about=owner)
