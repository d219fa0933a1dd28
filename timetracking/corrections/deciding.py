"""Managers accept or refuse requests of other employees."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.errors import OwnHours
from timetracking.base.judging import judge, require
from timetracking.base.locks import LockedEmployee, lock_employee
from timetracking.base.rights import can_decide, can_decide_request, can_review
from timetracking.corrections import notifications
from timetracking.corrections.asking import refuse_decided
from timetracking.corrections.errors import AnswerNeeded
from timetracking.models import Correction, CorrectionKind, CorrectionStatus, Employee, Rules
from timetracking.shifts import writer
from timetracking.shifts.errors import ShiftGone
from timetracking.shifts.proposals import requested_proposal
from timetracking.shifts.snapshots import snapshot_with_id
from timetracking.shifts.writing import current
from timetracking.trail.recording import recorded

if TYPE_CHECKING:
    from accounts.requests import Site


# The database enforces the rule too, in case a check is missing.
NOT_THEIR_OWN = {"corrections_decided_by_another": OwnHours}


@dataclass(frozen=True)
class Decision:
    """A manager's decision on a request; `version` is that of the shift which they were shown."""

    accepts: bool
    answer: str
    version: int | None


@transaction.atomic
def decide(
    correction: Correction, decision: Decision, *, by: Author, now: datetime, site: "Site"
) -> Correction:
    """Accept a request, which changes the shift, or refuse it, which requires an answer.

    It also reviews the shift, unless the author may not. If the shift has changed since the
    request, only the requested fields change. An accepted request records the shift before and
    after the decision.

    Locks the employee's row; mails them. Raises NotAllowed, AlreadyDecided, StaleShift, ShiftGone,
    AnswerNeeded, or on acceptance the ShiftError of a broken rule.
    """
    locked = lock_employee(correction.employee_id)
    actor = judge(by, can_decide, locked)
    fresh = Correction.objects.select_related("employee", "work_log").get(pk=correction.pk)
    refuse_decided(fresh)
    if actor:
        require(actor, can_decide_request, locked, fresh)
    if not decision.accepts and not decision.answer:
        raise AnswerNeeded
    with refusals(NOT_THEIR_OWN), recorded(fresh, by=by):
        if decision.accepts:
            _apply(fresh, locked, decision, by, actor, now)
        fresh.status = CorrectionStatus.ACCEPTED if decision.accepts else CorrectionStatus.REFUSED
        fresh.decided_by, fresh.decided_at, fresh.answer = by.employee, now, decision.answer
        fresh.save()
    notifications.notify_decided(fresh, site=site)
    return fresh


def _apply(
    correction: Correction,
    employee: LockedEmployee,
    decision: Decision,
    by: Author,
    actor: Employee | None,
    now: datetime,
) -> None:
    proposal, reason = requested_proposal(correction), correction.reason
    rules = Rules.objects.get()
    if correction.kind == CorrectionKind.MISSING:
        log = writer.add(employee, proposal, by=by, reason=reason, now=now, rules=rules)
    elif correction.work_log_id is None:
        raise ShiftGone
    else:
        log = current(employee, correction.work_log_id, decision.version)
        correction.before, correction.base_version = snapshot_with_id(log), log.version
        writer.change(
            employee,
            log,
            proposal,
            by=by,
            reason=reason,
            now=now,
            rules=rules,
            reviews=actor is None or can_review(actor, log),
        )
    correction.work_log, correction.after = log, snapshot_with_id(log)
