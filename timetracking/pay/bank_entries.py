"""Services of the hours bank: corrections, and what a period's end makes of a balance."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.locks import lock_with_author
from timetracking.base.rights import can_decide
from timetracking.models import BankEntry, BankKind, Employee
from timetracking.pay.engine.inputs import Period
from timetracking.pay.errors import DayIsLocked, NothingToCorrect, ReasonMissing
from timetracking.pay.locked_days import last_locked_day
from timetracking.pay.results import PersonPay
from timetracking.trail.recording import recorded


@transaction.atomic
def correct(employee: Employee, day: date, minutes: int, *, reason: str, by: Author) -> BankEntry:
    """Add minutes to somebody's hours bank, or take them for a negative number.

    A balance below zero is allowed. Locks the employee's row. Raises NotAllowed, ReasonMissing,
    NothingToCorrect and DayIsLocked.
    """
    locked = lock_with_author(employee.pk, by.employee)
    judge(by, can_decide, locked)
    if not reason.strip():
        raise ReasonMissing
    if not minutes:
        raise NothingToCorrect
    _refuse_locked(day)
    row = BankEntry(
        employee=locked, day=day, minutes=minutes, kind=BankKind.CORRECTION, author=by.employee
    )
    row.reason = reason.strip()
    with recorded(row, by=by, reason=row.reason):
        row.save()
    return row


@transaction.atomic
def remove(entry: BankEntry, *, by: Author) -> None:
    """Remove a correction. Locks the employee's row. Raises NotAllowed and DayIsLocked."""
    locked = lock_with_author(entry.employee_id, by.employee)
    judge(by, can_decide, locked)
    stored = BankEntry.objects.filter(pk=entry.pk, kind=BankKind.CORRECTION).first()
    if stored is None:
        return
    _refuse_locked(stored.day)
    with recorded(stored, by=by):
        stored.delete()


def close(period: Period, pays: Iterable[PersonPay], *, by: Author) -> None:
    """Store what becomes of each balance at the end of a period.

    The caller has locked the rows of all employees; the trail has the lock of the period.
    """
    reopen(period)
    rows = [
        BankEntry(
            employee_id=pay.employee,
            day=period.last,
            minutes=minutes,
            kind=kind,
            author=by.employee,
        )
        for pay in pays
        if pay.balance is not None
        for kind, minutes in (
            (BankKind.CARRY, pay.balance.carried),
            (BankKind.CAP, -pay.balance.expired),
            (BankKind.PAYOUT, -pay.balance.paid_out),
        )
        # A balance of nothing is carried too: it is where the next period begins.
        if kind == BankKind.CARRY or minutes
    ]
    BankEntry.objects.bulk_create(rows, batch_size=500)


def reopen(period: Period) -> None:
    """Remove what the end of a period made of balances, so that it can be made anew."""
    ends = (BankKind.CARRY, BankKind.CAP, BankKind.PAYOUT)
    BankEntry.objects.filter(day=period.last, kind__in=ends).delete()


def _refuse_locked(day: date) -> None:
    locked = last_locked_day()
    if locked is not None and day <= locked:
        raise DayIsLocked(locked)
