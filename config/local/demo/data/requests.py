"""What waits for a manager at a demo company: requests, a dispute, an end to review."""

from dataclasses import replace
from datetime import datetime, timedelta

from timetracking.base.authors import Author, program
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
from timetracking.trail.recording import recorded

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def write_requests(domain: str, *, now: datetime) -> None:
    """Let some of the staff ask for changes, and one dispute a manager's edit; mails nobody."""
    manager = Employee.objects.get(email=f"manager@{domain}")
    visitor = Employee.objects.get(email=f"staff@{domain}")
    members = Employee.objects.active().filter(role=Role.MEMBER).exclude(pk=visitor.pk)
    one, other, third = members.order_by("pk")[:3]
    _ask_for_more(_last(visitor))
    _ask_for_missing(one)
    _edit_and_dispute(_last(other), manager, now)
    ended = _last(third)
    with shifts.changing(ended, by=program("close_forgotten_shifts")):
        ended.review = Review.AUTOMATIC


def _last(employee: Employee) -> WorkLog:
    logs = WorkLog.objects.for_employee(employee).select_related("employee")
    return logs.filter(check_out__isnull=False).latest("check_in")


def _ask_for_more(log: WorkLog) -> None:
    known = Proposal.of_log(log)
    end = known.check_out and known.check_out + 5 * _MINUTE
    _ask(log.employee, replace(known, check_out=end), "The till did not add up, I stayed.", log)


def _ask_for_missing(employee: Employee) -> None:
    first = WorkLog.objects.for_employee(employee).earliest("check_in")
    start = first.check_in.replace(second=0, microsecond=0) - timedelta(days=1)
    missing = Proposal(start, start + 4 * _HOUR, first.time_zone, location=first.location_id)
    _ask(employee, missing, "My phone was flat.", None)


def _ask(employee: Employee, proposal: Proposal, reason: str, log: WorkLog | None) -> None:
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
    with recorded(correction, by=Author(employee)):
        correction.save()


def _edit_and_dispute(log: WorkLog, manager: Employee, now: datetime) -> None:
    before, reason = snapshot(log), "The café was closed by then."
    known = Proposal.of_log(log)
    end = known.check_out and known.check_out - 20 * _MINUTE
    apply_change(log, replace(known, check_out=end), by=Author(manager), reason=reason, now=now)
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
    with recorded(correction, by=Author(manager)):
        correction.save()
    with recorded(correction, by=Author(log.employee)):
        correction.reply, correction.replied_at = Reply.DISPUTED, now
        correction.reply_reason = "I was still cleaning the machine."
        correction.save(update_fields=["reply", "reply_reason", "replied_at"])
