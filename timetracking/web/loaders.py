"""The row of a page by the id in its URL: one loader for each model.

Responds with 404 if the row does not exist or the visitor may not see it. If they may see it but
lack the right, raises NotAllowed, which is a 403 with a message.
"""

from collections.abc import Callable
from typing import TypeVar

from django.http import Http404
from django.shortcuts import get_object_or_404

from timetracking.base.errors import NotAllowed
from timetracking.base.judging import require
from timetracking.base.rights import (
    can_change_break_kinds,
    can_change_holidays,
    can_change_locations,
    can_manage,
    can_see,
)
from timetracking.models import (
    BreakKind,
    Contract,
    Correction,
    Employee,
    Holiday,
    Kiosk,
    Location,
    Punch,
    Rate,
    WorkLog,
)
from timetracking.models.correction import CorrectionQuerySet
from timetracking.models.work_log import WorkLogQuerySet
from timetracking.shifts.errors import ShiftGone
from timetracking.shifts.running import with_breaks
from timetracking.trail.history import History, history_of
from timetracking.web.requests import StaffRequest

Pay = TypeVar("Pay", Contract, Rate)
# A right that the visitor needs for the employee of the row.
Right = Callable[[Employee, Employee], bool]


def load_employee(request: StaffRequest, pk: int, right: Right | None = None) -> Employee:
    """Return an employee whom the visitor may see, with their sign-in."""
    employees = Employee.objects.seen_by(request.employee).select_related("user")
    employee = get_object_or_404(employees, pk=pk)
    _check_right(request, employee, right)
    return employee


def load_shift(request: StaffRequest, pk: int, right: Right) -> WorkLog:
    """Return a shift with its breaks; for a removed one raise NotAllowed with a message."""
    log = _shifts().filter(pk=pk).first()
    employee = log.employee if log else history_of(WorkLog, pk).employee
    if employee is None or not can_see(request.employee, employee):
        raise Http404
    if log is None:
        raise NotAllowed(str(ShiftGone()))
    _check_right(request, employee, right)
    return log


def load_own_shift(request: StaffRequest, pk: int) -> WorkLog:
    """Return one of the visitor's own shifts, with its breaks."""
    return get_object_or_404(_shifts().for_employee(request.employee), pk=pk)


def load_history(request: StaffRequest, pk: int) -> tuple[Employee, WorkLog | None, History]:
    """Return the employee of a shift, the shift or None if it was removed, and its history."""
    log, history = _shifts().filter(pk=pk).first(), history_of(WorkLog, pk)
    employee = log.employee if log else history.employee
    if employee is None or not can_see(request.employee, employee):
        raise Http404
    return employee, log, history


def load_correction(request: StaffRequest, pk: int, right: Right | None = None) -> Correction:
    """Return a correction of hours that the visitor may see."""
    correction = get_object_or_404(_corrections(), pk=pk)
    if not can_see(request.employee, correction.employee):
        raise Http404
    _check_right(request, correction.employee, right)
    return correction


def load_own_correction(request: StaffRequest, pk: int) -> Correction:
    """Return a correction of the visitor's own hours."""
    return get_object_or_404(_corrections().for_employee(request.employee), pk=pk)


def load_kiosk(request: StaffRequest, pk: int) -> Kiosk:
    """Return a kiosk at a location that the visitor may see, unless it is revoked."""
    kiosks = Kiosk.objects.seen_by(request.employee).filter(revoked_at__isnull=True)
    return get_object_or_404(kiosks.select_related("location"), pk=pk)


def load_refused_tap(request: StaffRequest, pk: int) -> Punch:
    """Return a late and refused tap of an employee whom the visitor may see."""
    employees = Employee.objects.seen_by(request.employee)
    return get_object_or_404(Punch.objects.late_and_refused(), pk=pk, employee__in=employees)


def load_location(request: StaffRequest, pk: int) -> Location:
    """Return a location that the visitor may change."""
    require(request.employee, can_change_locations)
    return get_object_or_404(Location, pk=pk)


def load_contract(request: StaffRequest, pk: int) -> Contract:
    """Return a contract of somebody whom the visitor manages."""
    return _load_pay(request, Contract, pk)


def load_rate(request: StaffRequest, pk: int) -> Rate:
    """Return an hourly rate of somebody whom the visitor manages."""
    return _load_pay(request, Rate, pk)


def load_holiday(request: StaffRequest, pk: int) -> Holiday:
    """Return an entry of the holidays that the visitor may change."""
    require(request.employee, can_change_holidays)
    return get_object_or_404(Holiday, pk=pk)


def load_break_kind(request: StaffRequest, pk: int) -> BreakKind:
    """Return a kind of break that the visitor may change."""
    require(request.employee, can_change_break_kinds)
    return get_object_or_404(BreakKind, pk=pk)


def _load_pay(request: StaffRequest, model: type[Pay], pk: int) -> Pay:
    employees = Employee.objects.seen_by(request.employee)
    rows = model._default_manager.select_related("employee")
    row = get_object_or_404(rows, pk=pk, employee__in=employees)
    require(request.employee, can_manage, row.employee)
    return row


def _check_right(request: StaffRequest, employee: Employee, right: Right | None) -> None:
    if right:
        require(request.employee, right, employee)


def _shifts() -> WorkLogQuerySet:
    return with_breaks(WorkLog.objects.select_related("employee", "location"))


def _corrections() -> CorrectionQuerySet:
    return Correction.objects.select_related("employee", "asked_by", "decided_by", "work_log")
