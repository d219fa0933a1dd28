"""The row that a page is about, by the number in its address: one loader an object.

404 for what the visitor may not know of, as for what does not exist; NotAllowed, which is 403, with
a sentence for what they may see but not do.
"""

from collections.abc import Callable

from django.http import Http404
from django.shortcuts import get_object_or_404

from timetracking.base.errors import NotAllowed
from timetracking.base.judging import require
from timetracking.base.rights import can_change_break_kinds, can_change_locations, can_see
from timetracking.models import BreakKind, Correction, Employee, Kiosk, Location, Punch, WorkLog
from timetracking.models.correction import CorrectionQuerySet
from timetracking.models.work_log import WorkLogQuerySet
from timetracking.shifts.errors import ShiftGone
from timetracking.shifts.running import with_breaks
from timetracking.trail.history import History, history_of
from timetracking.web.requests import StaffRequest

# What the visitor must be allowed to do to the person whom the row is about.
Right = Callable[[Employee, Employee], bool]


def load_employee(request: StaffRequest, pk: int, right: Right | None = None) -> Employee:
    """Return someone whom the visitor may see, with their sign-in."""
    seen = Employee.objects.seen_by(request.employee).select_related("user")
    return _allowed(request, get_object_or_404(seen, pk=pk), right)


def load_shift(request: StaffRequest, pk: int, right: Right) -> WorkLog:
    """Return a shift with its breaks; of one that was removed the visitor is told so, with 403."""
    log = _shifts().filter(pk=pk).first()
    employee = log.employee if log else history_of(WorkLog, pk).employee
    if employee is None or not can_see(request.employee, employee):
        raise Http404
    if log is None:
        raise NotAllowed(str(ShiftGone()))
    _allowed(request, employee, right)
    return log


def load_own_shift(request: StaffRequest, pk: int) -> WorkLog:
    """Return a shift of the visitor's own with its breaks; 404 for anyone else's."""
    return get_object_or_404(_shifts().for_employee(request.employee), pk=pk)


def load_history(request: StaffRequest, pk: int) -> tuple[Employee, WorkLog | None, History]:
    """Return whose shift it is, the shift unless it was removed, and its history."""
    log, past = _shifts().filter(pk=pk).first(), history_of(WorkLog, pk)
    employee = log.employee if log else past.employee
    if employee is None or not can_see(request.employee, employee):
        raise Http404
    return employee, log, past


def load_correction(request: StaffRequest, pk: int, right: Right | None = None) -> Correction:
    """Return a correction of hours that the visitor may see."""
    correction = get_object_or_404(_corrections(), pk=pk)
    if not can_see(request.employee, correction.employee):
        raise Http404
    _allowed(request, correction.employee, right)
    return correction


def load_own_correction(request: StaffRequest, pk: int) -> Correction:
    """Return a correction of the visitor's own hours; 404 for anyone else's."""
    return get_object_or_404(_corrections().for_employee(request.employee), pk=pk)


def load_kiosk(request: StaffRequest, pk: int) -> Kiosk:
    """Return a kiosk at a location that the visitor may see; 404 for one that is revoked."""
    seen = Kiosk.objects.seen_by(request.employee).filter(revoked_at__isnull=True)
    return get_object_or_404(seen.select_related("location"), pk=pk)


def load_refused_tap(request: StaffRequest, pk: int) -> Punch:
    """Return a tap, of someone whom the visitor may see, that came late and was refused."""
    seen = Employee.objects.seen_by(request.employee)
    return get_object_or_404(Punch.objects.late_and_refused(), pk=pk, employee__in=seen)


def load_location(request: StaffRequest, pk: int) -> Location:
    """Return a location that the visitor may change."""
    require(request.employee, can_change_locations)
    return get_object_or_404(Location, pk=pk)


def load_break_kind(request: StaffRequest, pk: int) -> BreakKind:
    """Return a kind of break that the visitor may change."""
    require(request.employee, can_change_break_kinds)
    return get_object_or_404(BreakKind, pk=pk)


def _allowed(request: StaffRequest, employee: Employee, right: Right | None) -> Employee:
    if right:
        require(request.employee, right, employee)
    return employee


def _shifts() -> WorkLogQuerySet:
    return with_breaks(WorkLog.objects.select_related("employee", "location"))


def _corrections() -> CorrectionQuerySet:
    people = ("employee", "asked_by", "decided_by", "work_log")
    return Correction.objects.select_related(*people)
