"""The steps of one person's period: complete, approved, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.errors import TimeTrackingError
from timetracking.base.judging import judge
from timetracking.base.local_time import local_date
from timetracking.base.locks import LockedEmployee, lock_employee, lock_employees
from timetracking.base.periods import Period
from timetracking.base.rights import can_act_for, can_edit_hours
from timetracking.models import Approval, ApprovalState, CompanySettings, Employee
from timetracking.periods.errors import (
    ApprovedAlready,
    HoursChanged,
    InTheWay,
    LastDayToCome,
    NothingToTakeBack,
)
from timetracking.periods.marks import mark_of
from timetracking.periods.problems import problems_of
from timetracking.periods.taking_back import take_back
from timetracking.shifts import days
from timetracking.trail.recording import recorded

if TYPE_CHECKING:
    from accounts.requests import Site


@dataclass(frozen=True)
class Outcome:
    """What became of one person's approval; `refusal` is empty if the hours are approved."""

    name: str
    refusal: str


@transaction.atomic
def complete(employee: Employee, period: Period, *, by: Author, now: datetime) -> Approval:
    """Record that the employee says their hours of the period are complete.

    Saying it twice is not an error. Locks the employee's row. Raises NotAllowed, PeriodLocked,
    LastDayToCome, InTheWay.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_act_for, locked)
    approval = _approval_to_change(locked, period, now)
    if approval.state == ApprovalState.OPEN:
        with recorded(approval, by=by):
            approval.state = ApprovalState.COMPLETE
            approval.completed_by, approval.completed_at = by.employee, now
            approval.save()
    return approval


@transaction.atomic
def withdraw(employee: Employee, period: Period, *, by: Author) -> None:
    """Record that the employee's hours are not complete after all. Locks the employee's row.

    Raises NotAllowed, ApprovedAlready.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_act_for, locked)
    approval = Approval.objects.filter(employee=locked, first=period.first).first()
    if approval is None or approval.state == ApprovalState.OPEN:
        return
    if approval.state == ApprovalState.APPROVED:
        raise ApprovedAlready
    with recorded(approval, by=by):
        approval.state = ApprovalState.OPEN
        approval.completed_by, approval.completed_at = None, None
        approval.save(update_fields=["state", "completed_by", "completed_at"])


@transaction.atomic
def approve(
    employee: Employee, period: Period, *, by: Author, now: datetime, seen: str | None = None
) -> Approval:
    """Approve the hours of one person, whether or not they said that these are complete.

    `seen` is the mark of the hours that the author saw. Approving them twice is not an error. Locks
    the employee's row. Raises NotAllowed, HoursChanged, PeriodLocked, LastDayToCome, InTheWay.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_edit_hours, locked)
    if seen is not None and seen != mark_of(locked, period):
        raise HoursChanged
    approval = _approval_to_change(locked, period, now)
    if approval.state != ApprovalState.APPROVED:
        with recorded(approval, by=by):
            approval.state = ApprovalState.APPROVED
            approval.approved_by, approval.approved_at = by.employee, now
            approval.save()
    return approval


@transaction.atomic
def approve_all(
    people: Mapping[int, str], period: Period, *, by: Author, now: datetime
) -> list[Outcome]:
    """Approve the hours of several people, and return what became of each, by name.

    `people` has the marks of their hours that the author saw, by their ids; whom the author may not
    see is left out. One that is refused undoes nothing of the others. Locks the rows of all of them
    first, in the order of their ids: whoever adds a line to the trail locks nobody after that.
    """
    rows = Employee.objects.filter(pk__in=people).by_name()
    if by.employee is not None:
        rows = rows.seen_by(by.employee)
    lock_employees(row.pk for row in rows)
    return [_outcome(employee, period, by, now, people[employee.pk]) for employee in rows]


@transaction.atomic
def disapprove(
    employee: Employee, period: Period, *, by: Author, now: datetime, site: "Site"
) -> None:
    """Take an approval back, and tell the employee and who gave it. Locks the employee's row.

    Raises NotAllowed, PeriodLocked, NothingToTakeBack.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_edit_hours, locked)
    days.refuse_locked(period.days)
    approved = Approval.objects.filter(employee=locked, state=ApprovalState.APPROVED)
    approval = approved.filter(first=period.first).first()
    if approval is None:
        raise NothingToTakeBack
    take_back(approval, by=by, now=now, site=site)


def _outcome(employee: Employee, period: Period, by: Author, now: datetime, seen: str) -> Outcome:
    try:
        # A savepoint, so that a refusal in the middle leaves nothing behind.
        with transaction.atomic():
            approve(employee, period, by=by, now=now, seen=seen)
    except TimeTrackingError as refusal:
        return Outcome(employee.name, str(refusal))
    return Outcome(employee.name, "")


def _approval_to_change(employee: LockedEmployee, period: Period, now: datetime) -> Approval:
    """Return the person's row of the period, a new one if there is none yet.

    Marks the period's days as finished, so that a later change of its hours finds the approval.
    """
    days.refuse_locked(period.days)
    zone = CompanySettings.objects.get().zone
    if local_date(now, zone) < period.last:
        raise LastDayToCome(period.last)
    if found := problems_of(employee, period, zone=zone):
        raise InTheWay([one.text for one in found])
    days.finish(period)
    approval = Approval.objects.filter(employee=employee, first=period.first).first()
    return approval or Approval(employee=employee, first=period.first, last=period.last)
