"""A demo company's open tasks for managers: requests, a dispute, a shift to review."""

from dataclasses import replace
from datetime import datetime, timedelta

from timetracking.base.authors import Author, program
from timetracking.corrections.tracing import tracing
from timetracking.models import (
    Correction,
    CorrectionKind,
    CorrectionStatus,
    Employee,
    Reply,
    Review,
    Role,
    Rules,
    WorkLog,
)
from timetracking.shifts import running as shifts
from timetracking.shifts.changing import apply_change
from timetracking.shifts.proposals import Proposal, preview
from timetracking.shifts.snapshots import snapshot

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def write_requests(domain: str, *, now: datetime) -> None:
    """Create requests for changes and a disputed edit, without sending mail."""
    manager = Employee.objects.get(email=f"manager@{domain}")
    visitor = Employee.objects.get(email=f"staff@{domain}")
    members = Employee.objects.active().filter(role=Role.MEMBER).exclude(pk=visitor.pk)
    first, second, third = members.order_by("pk")[:3]
    _request_change(_last_shift(visitor))
    _request_missing_shift(first)
    _edit_and_dispute(_last_shift(second), manager, now)
    ended = _last_shift(third)
    with shifts.changing(ended, by=program("close_forgotten_shifts")):
        ended.review = Review.AUTOMATIC


def _last_shift(employee: Employee) -> WorkLog:
    logs = WorkLog.objects.for_employee(employee).select_related("employee")
    return logs.filter(check_out__isnull=False).latest("check_in")


def _request_change(log: WorkLog) -> None:
    current = Proposal.of_log(log)
    end = current.check_out and current.check_out + 5 * _MINUTE
    proposal = replace(current, check_out=end)
    _request(log.employee, proposal, "The till did not add up, I stayed.", log)


def _request_missing_shift(employee: Employee) -> None:
    first_shift = WorkLog.objects.for_employee(employee).earliest("check_in")
    start = first_shift.check_in.replace(second=0, microsecond=0) - timedelta(days=1)
    end, zone = start + 4 * _HOUR, first_shift.time_zone
    proposal = Proposal(start, end, zone, location=first_shift.location_id)
    _request(employee, proposal, "My phone was flat.", None)


def _request(employee: Employee, proposal: Proposal, reason: str, log: WorkLog | None) -> None:
    correction = Correction(
        employee=employee,
        work_log=log,
        kind=CorrectionKind.CHANGE if log else CorrectionKind.MISSING,
        status=CorrectionStatus.PENDING,
        asked_by=employee,
        reason=reason,
        before=snapshot(log) if log else None,
        after=preview(proposal, employee=employee, log=log, rules=Rules.objects.get()),
        base_version=log.version if log else None,
    )
    with tracing(correction, by=Author(employee)):
        correction.save()


def _edit_and_dispute(log: WorkLog, manager: Employee, now: datetime) -> None:
    before, reason = snapshot(log), "The café was closed by then."
    current = Proposal.of_log(log)
    end = current.check_out and current.check_out - 20 * _MINUTE
    apply_change(log, replace(current, check_out=end), by=Author(manager), reason=reason, now=now)
    correction = Correction(
        employee=log.employee,
        work_log=log,
        kind=CorrectionKind.EDIT,
        status=CorrectionStatus.MADE,
        asked_by=manager,
        reason=reason,
        before=before,
        after=snapshot(log),
        base_version=log.version - 1,
    )
    with tracing(correction, by=Author(manager)):
        correction.save()
    with tracing(correction, by=Author(log.employee)):
        correction.reply, correction.replied_at = Reply.DISPUTED, now
        correction.reply_reason = "I was still cleaning the machine."
        correction.save(update_fields=["reply", "reply_reason", "replied_at"])
