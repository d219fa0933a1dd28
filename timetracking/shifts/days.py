"""The days whose hours are locked: the one home of "may the hours of this day change?".

Hours are locked by pay periods. A shift concerns all local days that it touches: a night shift
that ends in a locked period does not change either. The database refuses a shift on a locked day
by the key `work_logs_day_open`, and changes of its rows by row security.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
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

        Takes a query for days that are not checked yet, another if it is the first shift of its
        day, and another if somebody has finished the day. A running shift takes none: its own row
        says whether its day is locked, and nobody finishes a day with a running shift. The result
        stays valid while the caller has the employee's row locked. Raises PeriodLocked.
        """
        if log.pk and not self.checked and log.check_out is None:
            if not log.day_is_open:
                raise refusal(log.days)
            self.checked.add(log.date)
        if not (days := set(log.days) - self.checked):
            return
        rows = WorkDay.objects.filter(day__in=days).values_list("day", "is_open", "is_finished")
        known = {day: (is_open, is_finished) for day, is_open, is_finished in rows}
        if closed := {day for day, (is_open, _finished) in known.items() if not is_open}:
            raise refusal(closed)
        self.checked |= days
        if finished := {day for day, (_open, is_finished) in known.items() if is_finished}:
            self._settle(finished)
        if log.date in days - set(known):
            WorkDay.objects.ensure([log.date])
        log.has_day_row = True

    def _settle(self, finished: set[date]) -> None:
        """Note those of the days that are in a period which the employee has finished."""
        rows = Approval.objects.filter(
            employee=self.employee, first__lte=max(finished), last__gte=min(finished)
        ).exclude(state=ApprovalState.OPEN)
        spans = list(rows.values_list("first", "last"))
        self.settled |= {
            day for day in finished if any(first <= day <= last for first, last in spans)
        }


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
    """Make the rows of all days of a period that lack one."""
    WorkDay.objects.ensure(period.days)


def finish(period: Period) -> None:
    """Note that somebody has finished the period, so that a change of its hours asks who."""
    make_rows(period)
    _rows_of(period).filter(is_finished=False).update(is_finished=True)


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
