"""The days whose hours are locked: the one home of "may the hours of this day change?".

Hours are locked by pay periods. A shift concerns all local days that it touches: a night shift
that ends in a locked period does not change either. The database refuses a shift on a locked day
by the key `work_logs_day_open`, and changes of its rows by row security.
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.dispatch import Signal

from timetracking.base.locks import LockedEmployee
from timetracking.base.periods import Period
from timetracking.models import Approval, ApprovalState, PayPeriod, WorkDay, WorkLog
from timetracking.shifts.errors import PeriodLocked

settled_hours_changed = Signal()
"""Sent when hours change that were said to be complete or were approved, in the transaction that
changes them: with the locked `employee`, the `days` and the author `by`."""


class Days:
    """The days that one change of someone's hours concerns, before and after it."""

    def __init__(self, employee: LockedEmployee) -> None:
        self.employee = employee
        self.checked: set[date] = set()
        self.settled: set[date] = set()

    def open(self, log: WorkLog) -> None:
        """Check that the hours of all days of the shift may change, and make its day's row.

        Takes one query for days that are not checked yet, and another if it is the first shift of
        its day. The result stays valid while the caller has the employee's row locked. Raises
        PeriodLocked.
        """
        if not (days := set(log.days) - self.checked):
            return
        known = {day: (is_open, settled) for day, is_open, settled in self._rows(days)}
        if closed := {day for day, (is_open, _settled) in known.items() if not is_open}:
            raise refusal(closed)
        self.checked |= days
        self.settled |= {day for day, (_is_open, settled) in known.items() if settled}
        if log.date in days - set(known):
            WorkDay.objects.bulk_create([WorkDay(day=log.date)], ignore_conflicts=True)

    def _rows(self, days: Collection[date]) -> Iterable[tuple[date, bool, bool]]:
        approvals = Approval.objects.filter(employee=self.employee, last__gte=OuterRef("day"))
        settled = approvals.filter(first__lte=OuterRef("day")).exclude(state=ApprovalState.OPEN)
        rows = WorkDay.objects.filter(day__in=days).annotate(settled=Exists(settled))
        return rows.values_list("day", "is_open", "settled")


def refuse_locked(days: Iterable[date]) -> None:
    """Raise PeriodLocked if the hours of one of these days are locked."""
    if closed := WorkDay.objects.filter(day__in=set(days), is_open=False).values_list("day"):
        raise refusal(day for (day,) in closed)


def refusal(days: Iterable[date]) -> PeriodLocked:
    """Return the error that names the locked period of the first of these days."""
    first = min(days)
    periods = PayPeriod.objects.locked().filter(first__lte=first, last__gte=first)
    period = periods.first()
    return PeriodLocked(period.first, period.last) if period else PeriodLocked(first, first)


def make_rows(period: Period) -> None:
    """Make the rows of all days of a period, so that a change of its hours finds them."""
    rows = [WorkDay(day=day) for day in period.days]
    WorkDay.objects.bulk_create(rows, ignore_conflicts=True)


def lock(period: Period) -> None:
    """Lock the hours of a period. The caller has locked the rows of all employees.

    PostgreSQL marks the period's shifts and their breaks: see the keys of `work_logs`.
    """
    make_rows(period)
    _rows_of(period).update(is_open=False)


def reopen(period: Period) -> None:
    """Let the hours of a period change again. The caller has locked the rows of all employees."""
    _rows_of(period).update(is_open=True)


def _rows_of(period: Period) -> "QuerySet[WorkDay]":
    return WorkDay.objects.filter(day__range=(period.first, period.last))
