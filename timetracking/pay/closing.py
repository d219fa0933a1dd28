"""Stores the pay of a period when it is locked, and forgets it when it is reopened.

Both happen in the transaction of the lock, which has locked the rows of all employees.
"""

from datetime import datetime
from typing import Any

from timetracking.base.authors import Author
from timetracking.base.periods import Period
from timetracking.models import CompanySettings, Employee
from timetracking.pay import bank_entries, storing
from timetracking.pay.computing import computed
from timetracking.pay.periods_of import of_engine
from timetracking.periods.locking import period_locking, period_reopened


def connect() -> None:
    """Connect with the lock of periods."""
    period_locking.connect(when_locked, dispatch_uid="pay.when_locked")
    period_reopened.connect(when_reopened, dispatch_uid="pay.when_reopened")


def store_pay(period: Period, *, by: Author, now: datetime) -> int:
    """Store the lines of everybody, and what becomes of their hours banks; return how many lines.

    Called before the period counts as locked, so that what earlier ones lack becomes part of it.
    """
    closed = of_engine(period)
    people = list(Employee.objects.order_by("pk").values_list("pk", flat=True))
    company = CompanySettings.objects.get()
    pays = computed(people, closed, company=company, now=now)
    bank_entries.close(closed, pays.values(), by=by)
    return storing.store(closed, {pk: one.lines for pk, one in pays.items()})


def forget_pay(period: Period) -> None:
    """Forget the lines of a period that is reopened: they are computed until it is locked again."""
    reopened = of_engine(period)
    bank_entries.reopen(reopened)
    storing.forget(reopened)


def when_locked(*, period: Period, by: Author, now: datetime, **kwargs: Any) -> None:
    """Store the pay of a period that is being locked."""
    store_pay(period, by=by, now=now)


def when_reopened(*, period: Period, **kwargs: Any) -> None:
    """Forget the pay of a period that is being reopened."""
    forget_pay(period)
