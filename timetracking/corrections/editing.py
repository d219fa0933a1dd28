"""Managers' edits, which the employee may dispute, and the review of provisional ends."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from timetracking.base import doubts
from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import judge, require
from timetracking.base.locks import lock_employee
from timetracking.base.rights import can_act_for, can_decide, can_edit_hours, can_review
from timetracking.corrections import notifications
from timetracking.corrections.deciding import NOT_THEIR_OWN
from timetracking.corrections.errors import AlreadyAnswered, AnswerNeeded, NothingChanged
from timetracking.models import (
    Correction,
    CorrectionKind,
    CorrectionStatus,
    Employee,
    Reply,
    Rules,
    WorkLog,
)
from timetracking.shifts import writer
from timetracking.shifts.proposals import Proposal
from timetracking.shifts.snapshots import snapshot_with_id
from timetracking.shifts.writing import current
from timetracking.trail.recording import recorded
from timetracking.trail.snapshots import Snapshot

if TYPE_CHECKING:
    from accounts.requests import Site


@transaction.atomic
def edit(
    log: WorkLog,
    proposal: Proposal,
    *,
    version: int | None,
    by: Author,
    reason: str,
    now: datetime,
    site: "Site",
) -> Correction:
    """Change a shift, which also settles disputes about earlier edits of it.

    It also reviews the shift, unless the author may not: then its marks stay.

    Locks the employee's row; mails them. Raises NotAllowed, StaleShift if `version` is not the
    shift's current one, ShiftGone, NothingChanged, or the ShiftError of a broken rule.
    """
    employee = lock_employee(log.employee_id)
    actor = judge(by, can_edit_hours, employee)
    fresh = current(employee, log.pk, version)
    before = snapshot_with_id(fresh)
    writer.change(
        employee,
        fresh,
        proposal,
        by=by,
        reason=reason,
        now=now,
        rules=Rules.objects.get(),
        reviews=actor is None or can_review(actor, fresh),
    )
    after = snapshot_with_id(fresh)
    if before == after:
        raise NothingChanged
    _settle_all(fresh, by, reason, now, site)
    return _create_edit(employee, fresh, before, after, by=by, reason=reason, site=site)


@transaction.atomic
def add(
    employee: Employee, proposal: Proposal, *, by: Author, reason: str, now: datetime, site: "Site"
) -> Correction:
    """Add a shift for an employee. Locks their row; mails them.

    Raises NotAllowed, or the ShiftError of a broken rule.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_edit_hours, locked)
    rules = Rules.objects.get()
    log = writer.add(locked, proposal, by=by, reason=reason, now=now, rules=rules)
    return _create_edit(locked, log, None, snapshot_with_id(log), by=by, reason=reason, site=site)


@transaction.atomic
def remove(
    log: WorkLog, *, version: int | None, by: Author, reason: str, now: datetime, site: "Site"
) -> Correction:
    """Remove a shift; its history stays. Locks the employee's row; mails them.

    Raises NotAllowed, StaleShift, ShiftGone.
    """
    employee = lock_employee(log.employee_id)
    judge(by, can_edit_hours, employee)
    fresh = current(employee, log.pk, version)
    before = snapshot_with_id(fresh)
    _settle_all(fresh, by, reason, now, site)
    writer.remove(employee, fresh, by=by, reason=reason)
    return _create_edit(employee, None, before, None, by=by, reason=reason, site=site)


@transaction.atomic
def confirm(log: WorkLog, *, version: int | None, by: Author) -> WorkLog:
    """Confirm the times of a shift that is to be reviewed. Locks the employee's row.

    Confirming it twice is not an error. Raises NotAllowed, StaleShift, ShiftGone.
    """
    employee = lock_employee(log.employee_id)
    actor = judge(by, can_edit_hours, employee)
    fresh = current(employee, log.pk, version)
    if actor:
        require(actor, can_review, fresh)
    if fresh.review:
        writer.clear_marks(employee, fresh, by=by, reason="times checked")
    return fresh


@transaction.atomic
def reply(
    correction: Correction, *, accepts: bool, reason: str, by: Author, now: datetime, site: "Site"
) -> Correction:
    """Accept a manager's edit of one's own hours, or dispute it, which requires a reason.

    An agreement is marked if somebody else has changed the person's address lately, because then it
    may be theirs: see `base.doubts`.

    Locks the employee's row. A dispute is mailed to the manager who made the edit, or else to those
    who may decide. Raises NotAllowed, AlreadyAnswered, AnswerNeeded.
    """
    judge(by, can_act_for, lock_employee(correction.employee_id))
    fresh = Correction.objects.select_related("employee", "asked_by").get(pk=correction.pk)
    if not can_reply(fresh):
        raise AlreadyAnswered
    if not accepts and not reason:
        raise AnswerNeeded
    with recorded(fresh, by=by):
        fresh.reply = Reply.ACCEPTED if accepts else Reply.DISPUTED
        fresh.reply_reason, fresh.replied_at = reason, now
        fresh.reply_in_doubt = accepts and doubts.agreement_in_doubt(
            fresh.employee, fresh.asked_by, now
        )
        fresh.save(update_fields=["reply", "reply_reason", "replied_at", "reply_in_doubt"])
    if not accepts:
        notifications.notify_disputed(fresh, site=site)
    return fresh


@transaction.atomic
def settle(
    correction: Correction, *, answer: str, by: Author, now: datetime, site: "Site"
) -> Correction:
    """Settle a dispute with an answer; the edit stays. Locks the employee's row; mails them.

    Raises NotAllowed, AlreadyAnswered, AnswerNeeded.
    """
    judge(by, can_decide, lock_employee(correction.employee_id))
    fresh = Correction.objects.select_related("employee").get(pk=correction.pk)
    if fresh.reply != Reply.DISPUTED or fresh.decided_at:
        raise AlreadyAnswered
    if not answer:
        raise AnswerNeeded
    _settle(fresh, by, answer, now, site)
    return fresh


def can_reply(correction: Correction) -> bool:
    """Return whether the employee can still accept or dispute a manager's edit."""
    is_open_edit = correction.status == CorrectionStatus.MADE and not correction.decided_at
    return (
        is_open_edit and not correction.reply and correction.asked_by_id != correction.employee_id
    )


def _create_edit(
    employee: Employee,
    log: WorkLog | None,
    before: Snapshot | None,
    after: Snapshot | None,
    *,
    by: Author,
    reason: str,
    site: "Site",
) -> Correction:
    correction = Correction(
        employee=employee,
        work_log=log,
        kind=CorrectionKind.EDIT,
        status=CorrectionStatus.MADE,
        asked_by=by.employee,
        reason=reason,
        before=before,
        after=after,
        base_version=log.version - 1 if log and before else None,
    )
    with recorded(correction, by=by):
        correction.save()
    if correction.asked_by_id != employee.pk:
        notifications.notify_edited(correction, site=site)
    return correction


def _settle_all(log: WorkLog, by: Author, answer: str, now: datetime, site: "Site") -> None:
    disputes = Correction.objects.disputed().filter(work_log=log).exclude(employee=by.employee)
    for correction in disputes.select_related("employee"):
        _settle(correction, by, answer, now, site)


def _settle(correction: Correction, by: Author, answer: str, now: datetime, site: "Site") -> None:
    with refusals(NOT_THEIR_OWN), recorded(correction, by=by):
        correction.decided_by, correction.decided_at = by.employee, now
        correction.answer = answer
        correction.save(update_fields=["decided_by", "decided_at", "answer"])
    notifications.notify_decided(correction, site=site)
