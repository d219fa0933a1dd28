"""Taking a tap back, for a few seconds after it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import require_self
from timetracking.base.locks import lock_employee
from timetracking.clocking.errors import UndoRefused, UndoTooLate
from timetracking.models import Action, Employee, Punch, WorkLog
from timetracking.shifts import running as shifts
from timetracking.shifts.places import hold_open
from timetracking.shifts.snapshots import snapshot
from timetracking.trail.recording import record

OFFERED = timedelta(seconds=8)
# What the way to the server may take when the button is tapped in its last moment.
_ON_THE_WAY = timedelta(seconds=3)


def undoable(employee: Employee, key: UUID, *, now: datetime) -> Punch | None:
    """Return the punch of `key` if it can be taken back at `now`: nothing came after it."""
    punch = Punch.objects.of_form(employee, key).select_related("work_log").first()
    if punch is None or punch.undone_at or not _is_recent(punch, now, OFFERED):
        return None
    return punch if punch.work_log and punch.work_log.version == punch.log_version else None


@transaction.atomic
def undo(employee: Employee, *, key: UUID, now: datetime, by: Author) -> str:
    """Take back what the tap of `key` did, as if it had not been; again is no mistake.

    A shift that it began is gone, one that it ended runs again, and so for breaks. Returns the note
    of a shift that is gone; of one that runs again the note stays. Locks the employee's row. Raises
    UndoTooLate, or UndoRefused where something came after; NotAllowed for the tap of someone else.
    """
    require_self(by, employee)
    locked = lock_employee(employee.pk)
    asked = Punch.objects.of_form(locked, key).select_related("work_log__employee").first()
    if asked and asked.undone_at:
        return ""
    if asked is None:
        raise UndoRefused
    if not _is_recent(asked, now, OFFERED + _ON_THE_WAY):
        raise UndoTooLate
    log = asked.work_log
    if log is None or log.version != asked.log_version or not locked.is_active:
        raise UndoRefused
    # An end that was stated, or said to be right, is no tap: before it the shift may not have run.
    if log.review:
        raise UndoRefused
    # A shift or a break that began meanwhile is in the way of the one that would run again.
    in_the_way = ["work_logs_one_open", "work_logs_no_overlap", "breaks_one_open"]
    with refusals(dict.fromkeys(in_the_way, UndoRefused)):
        _take_back(log, Action(asked.action), by)
    # By its number: the object still points to a shift that may be gone.
    Punch.objects.filter(pk=asked.pk).update(undone_at=now)
    return log.notes if asked.action == Action.IN else ""


def _take_back(log: WorkLog, action: Action, by: Author) -> None:
    if action == Action.IN:
        before, pk = snapshot(log), log.pk
        log.delete()
        record(
            log,
            by=by,
            before=before,
            after=None,
            reason="undo",
            employee=log.employee,
            subject_id=pk,
        )
        return
    with shifts.changing(log, by=by, reason="undo"):
        if action == Action.OUT:
            shifts.reopen(log)
            if log.location:
                hold_open(log.location)
        elif action == Action.BREAK:
            log.breaks.filter(end__isnull=True).delete()
        else:
            log.breaks.filter(pk=log.breaks.latest("start").pk).update(end=None)


def _is_recent(punch: Punch, now: datetime, within: timedelta) -> bool:
    return punch.device_at is None and now - punch.created_at <= within
