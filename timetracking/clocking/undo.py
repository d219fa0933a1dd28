"""Taking a tap back, for a few seconds after it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.judging import require_self
from timetracking.base.locks import LockedEmployee, lock_employee
from timetracking.base.versions import is_changed, refuse_changed
from timetracking.clocking.errors import UndoRefused, UndoTooLate
from timetracking.models import Action, Employee, Punch, WorkLog
from timetracking.shifts import breaks, writer
from timetracking.shifts.errors import ShiftError

OFFERED = timedelta(seconds=8)
# What the way to the server may take when the button is tapped in its last moment.
_ON_THE_WAY = timedelta(seconds=3)


def undoable(employee: Employee, key: UUID, *, now: datetime) -> Punch | None:
    """Return the punch of `key` if it can be taken back at `now`: nothing came after it."""
    punch = Punch.objects.for_form(employee, key).select_related("work_log").first()
    if punch is None or punch.undone_at or not _is_recent(punch, now, OFFERED):
        return None
    log = punch.work_log
    return None if log is None or is_changed(log.version, punch.log_version) else punch


@transaction.atomic
def undo(employee: Employee, *, key: UUID, now: datetime, by: Author) -> str:
    """Take back what the tap of `key` did, as if it had not been; again is no mistake.

    A shift that it began is gone, one that it ended runs again, and so for breaks. Returns the note
    of a shift that is gone; of one that runs again the note stays. Locks the employee's row. Raises
    UndoTooLate, or UndoRefused where something came after; NotAllowed for the tap of someone else.
    """
    require_self(by, employee)
    locked = lock_employee(employee.pk)
    asked = Punch.objects.for_form(locked, key).select_related("work_log").first()
    if asked and asked.undone_at:
        return ""
    if asked is None:
        raise UndoRefused
    if not _is_recent(asked, now, OFFERED + _ON_THE_WAY):
        raise UndoTooLate
    log = asked.work_log
    if log is None or not locked.is_active:
        raise UndoRefused
    refuse_changed(log.version, asked.log_version, UndoRefused)
    # An end that was stated, or said to be right, is no tap: before it the shift may not have run.
    if log.review:
        raise UndoRefused
    try:
        _take_back(locked, log, Action(asked.action), by)
    except ShiftError:
        # A shift or a break that began meanwhile is in the way of the one that would run again.
        raise UndoRefused from None
    # By its number: the object still points to a shift that may be gone.
    Punch.objects.filter(pk=asked.pk).update(undone_at=now)
    return log.notes if asked.action == Action.IN else ""


def _take_back(employee: LockedEmployee, log: WorkLog, action: Action, by: Author) -> None:
    undo_of = {
        Action.IN: writer.remove,
        Action.OUT: writer.reopen,
        Action.BREAK: breaks.remove_break,
        Action.BACK: breaks.reopen_break,
    }
    undo_of[action](employee, log, by=by, reason="undo")


def _is_recent(punch: Punch, now: datetime, within: timedelta) -> bool:
    return punch.device_at is None and now - punch.created_at <= within
