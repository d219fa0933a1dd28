"""PINs for the kiosk: validate, set, remove and verify them."""

import re
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts import throttle
from accounts.exceptions import TooManyTries
from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.locks import LockedEmployee, lock_employee, lock_with_author
from timetracking.base.names import first_name, short_name
from timetracking.base.rights import can_set_pin
from timetracking.kiosk.errors import MalformedPin, NoPin, TooManyPins, TrivialPin, WrongPin
from timetracking.models import Employee, Kiosk
from timetracking.staff.errors import NotActive
from timetracking.staff.pin_records import write_pin

# A PIN is short: five wrong attempts within an hour lock it for a quarter of an hour.
PERSON = throttle.Limit(slow_at=3, lock_at=5)
# Whoever comes back every day guesses one in time, so the wait after each wrong PIN grows with the
# number of those within four weeks, at all tablets together.
PERSON_FOR_WEEKS = throttle.Steps(
    (
        (10, timedelta(hours=1)),
        (15, timedelta(hours=4)),
        (20, timedelta(hours=12)),
        (30, timedelta(hours=24)),
    ),
    memory=timedelta(days=28),
)
# The right PIN explains the wrong ones shortly before it at the same tablet, and no others: a
# stranger may guess elsewhere, or when the person is away.
EXPLAINED = timedelta(minutes=20)
# Many employees share a kiosk, so a success does not clear its count.
KIOSK = throttle.Limit(slow_at=20, lock_at=60)
# The managers hear of it when there are exactly so many wrong PINs: of a person within four weeks,
# and at a kiosk within an hour. No more than 30 are kept for a person, so each one after that
# counts as the 30th: by then it is one a day.
ALARMING = {10, 20, 30}
ALARMING_AT_KIOSK = {30}
# Of how many people the names are said to someone who has no PIN.
ASKABLE = 3
_PIN = re.compile(r"[0-9]{4,6}")
_RUNS = "0123456789012345", "9876543210987654"
# A repeated digit, pair or triple (7777, 1212, 123123), and doubled digits (1122, 112233).
_REPEATS = re.compile(r"(.{1,3})\1+|((.)\3){2,}")
# Includes the middle column of the pad, down and up.
_WELL_KNOWN = {"2580", "0852", "1004", "1379", "121314", "147258", "147852", "159753", "123321"}


def validate_pin(pin: str) -> None:
    """Refuse a PIN that is malformed or easy to guess: MalformedPin, TrivialPin."""
    if not _PIN.fullmatch(pin):
        raise MalformedPin
    if _is_trivial(pin):
        raise TrivialPin


def _is_trivial(pin: str) -> bool:
    runs = any(pin in run for run in _RUNS)
    year = len(pin) == 4 and pin[:2] in {"19", "20"}
    return bool(runs or year or _REPEATS.fullmatch(pin) or pin in _WELL_KNOWN)


def random_pin() -> str:
    """Return a PIN of six digits that is not trivial."""
    while _is_trivial(pin := f"{secrets.randbelow(1_000_000):06}"):
        pass
    return pin


@transaction.atomic
def set_pin(employee: Employee, pin: str, *, by: Author) -> None:
    """Set an employee's PIN, and clear the count of wrong attempts.

    If someone else sets it, the employee is told, by mail too if the author has a site. Locks the
    rows of the employee and the author. Raises MalformedPin, TrivialPin, NotAllowed, NotActive.
    """
    validate_pin(pin)
    encoded = make_password(pin)  # slow, so before the locks
    locked = lock_with_author(employee.pk, by.employee)
    judge(by, can_set_pin, locked)
    if not locked.is_active:
        raise NotActive(locked.name)
    write(locked, encoded, by)


@transaction.atomic
def remove_pin(employee: Employee, *, by: Author) -> None:
    """Remove an employee's PIN, so that they cannot use a kiosk.

    If someone else removes it, the employee is told. Locks the employee's row. Raises NotAllowed.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_set_pin, locked)
    if locked.pin:
        write(locked, "", by)


@transaction.atomic
def unlock_pin(employee: Employee, *, by: Author) -> None:
    """Forget an employee's wrong PINs, so that they need not wait; the PIN stays the same.

    Locks the employee's row. Raises NotAllowed.
    """
    judge(by, can_set_pin, lock_employee(employee.pk))
    throttle.forget(*person_keys(employee.pk))


def write(locked: LockedEmployee, encoded: str, by: Author) -> None:
    """Save the hash of a new PIN, "" for none, of a locked row, and forget the wrong ones."""
    throttle.forget(*person_keys(locked.pk))
    write_pin(locked, encoded, by=by)


def person_keys(employee_id: int, kiosk: Kiosk | None = None) -> list[throttle.Key]:
    """Return the throttle's keys for wrong PINs of an employee: within an hour, and for weeks."""
    at = throttle.subject("kiosk", kiosk.pk) if kiosk else ""
    return [
        throttle.key("pin", employee_id, limit=PERSON, subject=at, forgives=EXPLAINED),
        throttle.key("pin", employee_id, limit=PERSON_FOR_WEEKS, subject=at, forgives=EXPLAINED),
    ]


def kiosk_key(kiosk: Kiosk) -> throttle.Key:
    """Return the throttle's key for wrong PINs at a kiosk."""
    return throttle.key("pin-at", kiosk.pk, limit=KIOSK)


def verify(employee_id: int, pin: str, *, kiosk: Kiosk, now: datetime) -> Employee:
    """Return the employee, with the hash and the setter of the PIN, if it is right.

    Every attempt takes the same time. Locks the throttle's rows, after the PIN was checked, until
    the transaction ends: it must come before a lock of the employee's row. The count of wrong PINs
    must be committed. Raises WrongPin, which is a NoPin for someone who has none, TooManyPins.
    """
    try:
        attempt = throttle.begin([*person_keys(employee_id, kiosk), kiosk_key(kiosk)], now=now)
        employee = _employee_with(employee_id, pin)
        if employee is None:
            rows = attempt.failed()
            is_alarming = _is_alarming(attempt, rows)
            raise missing_pin(employee_id, is_alarming=is_alarming) or WrongPin(
                is_alarming=is_alarming
            )
        attempt.succeeded()
    except TooManyTries as error:
        raise TooManyPins(error.span, error.retry_after) from None
    return employee


def missing_pin(employee_id: int, *, is_alarming: bool = False) -> NoPin | None:
    """Return the refusal for someone on the staff who has no PIN yet, None for anyone else.

    It names people who can set one.
    """
    employee = Employee.objects.active().filter(pk=employee_id, pin="").first()
    if employee is None:
        return None
    leaders = Employee.objects.deciders_for(employee).by_name()
    # Managers first: they are more often there than owners.
    nearest = sorted(leaders, key=lambda leader: leader.is_owner)[:ASKABLE]
    names = [short_name(leader.name) for leader in nearest]
    signs_in = employee.user_id is not None
    return NoPin(first_name(employee.name), names, signs_in=signs_in, is_alarming=is_alarming)


def _employee_with(employee_id: int, pin: str) -> Employee | None:
    """Return the active employee if the PIN is theirs."""
    employee = Employee.objects.active().filter(pk=employee_id).first()
    # Sealed content can be any string, even one that cannot be encoded for hashing.
    valid_pin = pin if _PIN.fullmatch(pin) else ""
    # check_password() also does the work of hashing if the stored hash is empty.
    is_right = check_password(valid_pin, employee.pin if employee else "")
    return employee if is_right else None


def _is_alarming(attempt: throttle.Attempt, rows: throttle.Rows) -> bool:
    _, for_weeks, at_kiosk = (throttle.counts_of(key, rows, attempt.now) for key in attempt.keys)
    return for_weeks in ALARMING or at_kiosk in ALARMING_AT_KIOSK
