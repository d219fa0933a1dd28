"""The lock of a whole period, and its reopening."""

from datetime import datetime, timedelta

from django.db import transaction
from django.dispatch import Signal

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.local_time import day_start
from timetracking.base.locks import lock_employees
from timetracking.base.periods import Period
from timetracking.base.rights import can_lock_periods
from timetracking.models import (
    Approval,
    ApprovalState,
    CompanySettings,
    Employee,
    Location,
    PayPeriod,
    WorkLog,
    zone_at,
)
from timetracking.periods.errors import InTheWay, NotAllApproved, NotLocked, NotOver, ReasonNeeded
from timetracking.periods.problems import problems
from timetracking.shifts import days
from timetracking.trail.recording import recorded

period_locking = Signal()
"""Sent before a period counts as locked, in that transaction: with `period`, `by` and `now`."""
period_reopened = Signal()
"""Sent after a period was reopened, in that transaction: with `period`, `by` and `now`."""


@transaction.atomic
def lock(period: Period, *, by: Author, now: datetime) -> PayPeriod:
    """Lock the hours of everyone in the period. Locking it twice is not an error.

    Locks the rows of all employees, so that no hours change meanwhile. Raises NotAllowed, NotOver
    if the last day still runs at some location, NotAllApproved, InTheWay.
    """
    people = _lock_everyone()
    judge(by, can_lock_periods)
    row = PayPeriod.objects.filter(first=period.first).first()
    if row is not None and row.is_locked:
        return row
    company = CompanySettings.objects.get()
    _refuse_running(period, company, now)
    _refuse_unapproved(period)
    if found := problems(period, people, zone=company.zone):
        raise InTheWay([_named(pk, one.text) for pk, every in found.items() for one in every[:1]])
    row = row or PayPeriod(first=period.first, last=period.last)
    period_locking.send(lock, period=period, by=by, now=now)
    days.lock(period)
    with recorded(row, by=by):
        row.is_locked, row.reason = True, ""
        row.changed_by, row.changed_at = by.employee, now
        row.save()
    return row


@transaction.atomic
def reopen(period: Period, *, reason: str, by: Author, now: datetime) -> PayPeriod:
    """Let the hours of a locked period change again, for a reason; approvals stay until they do.

    Locks the rows of all employees. Raises NotAllowed, NotLocked, ReasonNeeded.
    """
    _lock_everyone()
    judge(by, can_lock_periods)
    row = PayPeriod.objects.locked().filter(first=period.first).first()
    if row is None:
        raise NotLocked
    if not reason:
        raise ReasonNeeded
    days.reopen(period)
    with recorded(row, by=by, reason=reason):
        row.is_locked, row.reason = False, reason
        row.changed_by, row.changed_at = by.employee, now
        row.save()
    period_reopened.send(reopen, period=period, by=by, now=now)
    return row


def people_with_hours(period: Period) -> set[int]:
    """Return the ids of the people with a shift on a day of the period, or one that ends there."""
    nearby = WorkLog.objects.filter(
        day__range=(period.first - timedelta(days=1), period.last)
    ).only("employee_id", "check_in", "check_out", "time_zone")
    return {
        log.employee_id
        for log in nearby
        if any(period.first <= day <= period.last for day in log.days)
    }


def _lock_everyone() -> list[int]:
    people = list(Employee.objects.values_list("pk", flat=True))
    lock_employees(people)
    return people


def _refuse_running(period: Period, company: CompanySettings, now: datetime) -> None:
    following = period.last + timedelta(days=1)
    zones = {zone_at(location, company.zone) for location in (None, *Location.objects.all())}
    if any(now < day_start(following, zone) for zone in zones):
        raise NotOver(period.last)


def _refuse_unapproved(period: Period) -> None:
    approved = Approval.objects.filter(first=period.first, state=ApprovalState.APPROVED)
    lacking = people_with_hours(period) - set(approved.values_list("employee", flat=True))
    if lacking:
        names = Employee.objects.filter(pk__in=lacking).by_name().values_list("name", flat=True)
        raise NotAllApproved(list(names))


def _named(pk: int, text: str) -> str:
    name = Employee.objects.values_list("name", flat=True).get(pk=pk)
    return f"{name}: {text}"
