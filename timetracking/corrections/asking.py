"""Employees request corrections, and withdraw requests."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from timetracking.base import doubts
from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import judge
from timetracking.base.locks import lock_employee
from timetracking.base.rights import can_act_for
from timetracking.corrections import notifications
from timetracking.corrections.errors import AlreadyAsked, AlreadyDecided, HasLeft, NothingChanged
from timetracking.models import (
    Correction,
    CorrectionKind,
    CorrectionStatus,
    Employee,
    Rules,
    WorkLog,
)
from timetracking.shifts.days import refuse_locked
from timetracking.shifts.proposals import Proposal, preview
from timetracking.shifts.snapshots import snapshot_with_id
from timetracking.shifts.writer import validate_proposal
from timetracking.shifts.writing import current
from timetracking.trail.recording import recorded
from timetracking.trail.snapshots import moment

if TYPE_CHECKING:
    from accounts.requests import Site


@transaction.atomic
def ask(
    employee: Employee,
    proposal: Proposal,
    *,
    by: Author,
    reason: str,
    now: datetime,
    site: "Site",
    log_id: int | None = None,
    version: int | None = None,
) -> Correction:
    """Request a change of one's own shift, or without `log_id` the addition of a missing one.

    `version` is the shift's version on the page of the request. A request is marked if somebody
    else has changed the person's address lately, because then it may be theirs: see `base.doubts`.
    Locks the employee's row; mails those who may decide. Raises NotAllowed, or a ShiftError:
    HasLeft, StaleShift, ShiftGone, PeriodLocked, AlreadyAsked, NothingChanged, or the one of a
    broken rule.
    """
    locked = lock_employee(employee.pk)
    if not locked.is_active:
        raise HasLeft
    judge(by, can_act_for, locked)
    log = current(locked, log_id, version) if log_id is not None else None
    _refuse_locked(log, proposal)
    proposal = validate_proposal(proposal, employee=locked, log=log, now=now)
    if log and proposal == Proposal.of_log(log):
        raise NothingChanged
    correction = Correction(
        employee=locked,
        work_log=log,
        kind=CorrectionKind.CHANGE if log else CorrectionKind.MISSING,
        status=CorrectionStatus.PENDING,
        asked_by=locked,
        reason=reason,
        before=snapshot_with_id(log) if log else None,
        after=preview(proposal, employee=locked, log=log, rules=Rules.objects.get()),
        base_version=log.version if log else None,
        reply_in_doubt=doubts.request_in_doubt(locked, now),
    )
    _refuse_duplicate(correction, proposal)
    with refusals({"corrections_one_pending": AlreadyAsked}), recorded(correction, by=by):
        correction.save()
    notifications.notify_asked(correction, site=site)
    return correction


@transaction.atomic
def withdraw(correction: Correction, *, by: Author) -> Correction:
    """Withdraw a pending request. Locks the employee's row.

    Raises NotAllowed, AlreadyDecided.
    """
    judge(by, can_act_for, lock_employee(correction.employee_id))
    fresh = Correction.objects.select_related("employee").get(pk=correction.pk)
    refuse_decided(fresh)
    with recorded(fresh, by=by):
        fresh.status = CorrectionStatus.WITHDRAWN
        fresh.save(update_fields=["status"])
    return fresh


def refuse_decided(correction: Correction) -> None:
    """Raise AlreadyDecided for a correction that is not pending."""
    if correction.status != CorrectionStatus.PENDING:
        raise AlreadyDecided(correction.get_status_display())


def _refuse_locked(log: WorkLog | None, proposal: Proposal) -> None:
    """Refuse what nobody could accept: see `shifts.days`."""
    proposed = WorkLog()
    proposal.write_to(proposed)
    refuse_locked([*(log.days if log else ()), *proposed.days])


def _refuse_duplicate(correction: Correction, proposal: Proposal) -> None:
    # The constraint counts requests by shift, and a missing shift has none yet.
    if correction.work_log_id is None:
        pending = Correction.objects.pending().for_employee(correction.employee)
        missing = pending.filter(kind=CorrectionKind.MISSING)
        if missing.filter(after__check_in=moment(proposal.check_in)).exists():
            raise AlreadyAsked
