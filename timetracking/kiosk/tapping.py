"""Taps at a kiosk: its list of people, what they can do, and what they tap."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from timetracking.base.authors import Author
from timetracking.base.locks import LockedEmployee, lock_employee
from timetracking.base.names import short_name
from timetracking.clocking.orders import TapRequest, perform, state_of
from timetracking.clocking.taps import Tap
from timetracking.clocking.undo import undo
from timetracking.kiosk import pins, tokens
from timetracking.kiosk.errors import IdentityExpired, KioskClosed, NotListed
from timetracking.models import Employee, Kiosk, Punch, Source, WorkLog
from timetracking.models.punch import PunchQuerySet
from timetracking.shifts.running import open_logs


@dataclass(frozen=True)
class Person:
    """An employee on a kiosk's grid; `open_log` is their open shift, at any location."""

    employee: Employee
    name: str
    open_log: WorkLog | None

    @property
    def state(self) -> str:
        """The state: "out", "in" or "break"."""
        return state_of(self.open_log)


def people(kiosk: Kiosk) -> list[Person]:
    """Return by name the people who belong to the kiosk's location or are in there; three queries.

    Guests can see the tablet, so it shows first names with initials, and full names only where
    two would look the same.
    """
    logs = open_logs()
    inside = [pk for pk, log in logs.items() if log.location_id == kiosk.location_id]
    staff = Employee.objects.active()
    listed = list((staff.at(kiosk.location) | staff.filter(pk__in=inside)).by_name())
    short_names = [short_name(employee.name) for employee in listed]
    return [
        Person(
            employee,
            name if short_names.count(name) == 1 else employee.name,
            logs.get(employee.pk),
        )
        for employee, name in zip(listed, short_names, strict=True)
    ]


def identify(kiosk: Kiosk, employee_id: int, pin: str, *, now: datetime) -> tuple[Person, str]:
    """Return the person whose PIN is right, with a token for them at this kiosk.

    Raises KioskClosed, NotListed, NoPin, WrongPin, TooManyPins, and
    IdentityExpired if nothing was typed. The count of wrong PINs must be committed.
    """
    if not kiosk.location.is_active:
        raise KioskClosed(kiosk.location.name)
    person = next((each for each in people(kiosk) if each.employee.pk == employee_id), None)
    if person is None:
        raise NotListed
    if not pin:
        # Nothing was typed, so it does not count as a wrong PIN.
        raise pins.missing_pin(employee_id) or IdentityExpired()
    employee = pins.verify(employee_id, pin, kiosk=kiosk, now=now)
    return person, tokens.issue(kiosk, employee, typed_at=now, since=now)


def punch(kiosk: Kiosk, request: TapRequest, token: str, *, now: datetime, address: str) -> WorkLog:
    """Perform the tap of someone who has just typed their PIN, or repeat its first outcome.

    Locks the employee's row. Raises a PunchRefused, which is recorded unless it is IdentityExpired
    or NotListed.
    """
    employee = _locked_employee(request.employee_id)
    if not recorded_punches(kiosk, request).exists():
        tokens.check_for_tap(token, kiosk, employee, now=now)
    by = kiosk_author(employee, address)
    tap = Tap(request.key, now, by, kiosk, still_working=request.working)
    return perform(employee, request, tap)


def undo_tap(
    kiosk: Kiosk, employee_id: int, key: UUID, token: str, *, now: datetime, address: str
) -> Employee:
    """Undo the tap of `key` that an employee has just made, and return them. Locks their row.

    Raises NotListed, IdentityExpired, and what `undo` raises.
    """
    employee = _locked_employee(employee_id)
    tokens.check_for_tap(token, kiosk, employee, now=now)
    undo(employee, key=key, now=now, by=kiosk_author(employee, address))
    return employee


def reading_employee(
    kiosk: Kiosk, employee_id: int, token: str, *, now: datetime
) -> LockedEmployee:
    """Return an employee who has just typed their PIN, and may read their own hours here.

    The token is one for a tap, and reading renews nothing. Locks the employee's row. Raises
    NotListed, also for someone who has left, and IdentityExpired.
    """
    employee = _locked_employee(employee_id)
    if not employee.is_active:
        raise NotListed
    tokens.check_for_tap(token, kiosk, employee, now=now)
    return employee


def answering_employee(
    kiosk: Kiosk, employee_id: int, token: str, *, now: datetime
) -> tuple[LockedEmployee, datetime]:
    """Return the employee, and when they typed their PIN: at most five minutes ago.

    Locks the employee's row. Raises NotListed, IdentityExpired.
    """
    employee = _locked_employee(employee_id)
    return employee, tokens.check(token, kiosk, employee, now=now)


def token_after_answer(kiosk: Kiosk, employee: Employee, key: UUID, *, typed_at: datetime) -> str:
    """Return the token for the tap after the answer of `key`; an answer sent again renews nothing.

    `typed_at` is when the employee typed the PIN with which they answered.
    """
    answered_at = Punch.objects.for_form(employee, key).get().created_at
    return tokens.issue(kiosk, employee, typed_at=typed_at, since=answered_at)


def recorded_punches(kiosk: Kiosk, request: TapRequest) -> PunchQuerySet:
    """Return the punch that is already recorded for this tap, if there is one."""
    return Punch.objects.filter(employee=request.employee_id, key=request.key, kiosk=kiosk)


def get_employee(employee_id: int) -> Employee:
    """Return an employee, even one who has left. Raises NotListed."""
    employee = Employee.objects.filter(pk=employee_id).first()
    if employee is None:
        raise NotListed
    return employee


def _locked_employee(employee_id: int) -> LockedEmployee:
    """Return an employee, even one who has left, with the row locked. Raises NotListed."""
    try:
        return lock_employee(employee_id)
    except Employee.DoesNotExist:
        raise NotListed from None


def kiosk_author(employee: Employee, address: str) -> Author:
    """Return the author of a tap at a kiosk."""
    return Author(employee, Source.KIOSK, address)
