"""Somebody's hours bank as a page shows it: the balance of each day, and every movement."""

from dataclasses import dataclass
from datetime import date, datetime

from timetracking.base.judging import require
from timetracking.base.periods import Period
from timetracking.base.rights import can_decide, can_see_pay
from timetracking.models import BankEntry, CompanySettings, Employee
from timetracking.pay import rules
from timetracking.pay.computing import computed
from timetracking.pay.engine.bank import Balance, BankDay
from timetracking.pay.locked_days import last_locked_day
from timetracking.pay.periods_of import of_engine


@dataclass(frozen=True)
class Movement:
    """A row of the bank, and whether the reader may remove it."""

    entry: BankEntry
    can_remove: bool


@dataclass(frozen=True)
class Statement:
    """The bank of a period. Without a `balance` the rules have no bank."""

    employee: Employee
    period: Period
    balance: Balance | None
    days: list[BankDay]
    movements: list[Movement]
    can_correct: bool


def statement(
    actor: Employee, employee: Employee, period: Period, *, company: CompanySettings, now: datetime
) -> Statement:
    """Return somebody's hours bank in a period. Raises NotAllowed."""
    require(actor, can_see_pay, employee)
    days = of_engine(period)
    found = None
    if rules.book(company).on(period.last).bank is not None:
        found = computed([employee.pk], days, company=company, now=now)[employee.pk].balance
    may_correct, locked = can_decide(actor, employee), last_locked_day()
    entries = BankEntry.objects.filter(
        employee=employee, day__range=(period.first, period.last)
    ).select_related("author")
    return Statement(
        employee=employee,
        period=period,
        balance=found,
        days=[day for day in found.days if _moves(day)] if found else [],
        movements=[
            Movement(one, may_correct and one.kind == "correction" and _is_open(one.day, locked))
            for one in entries.order_by("day", "pk")
        ],
        can_correct=may_correct and _is_open(period.last, locked),
    )


def _moves(day: BankDay) -> bool:
    return bool(day.counted or day.target or day.correction)


def _is_open(day: date, locked: date | None) -> bool:
    return locked is None or day > locked
