"""Undo a tap within a few seconds."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.judging import require_self
from timetracking.base.locks import LockedEmployee, lock_employee
from timetracking.base.versions import is_changed, refuse_changed
from timetracking.clocking.errors import UndoRefused, UndoTooLate
from timetracking.models import Action, Employee, Punch, Review, WorkLog
from timetracking.shifts import breaks, writer
from timetracking.shifts.errors import PeriodLocked, ShiftError

UNDO_WINDOW = timedelta(seconds=8)
# How long a request may take to arrive if the button is tapped at the last moment.
_NETWORK_DELAY = timedelta(seconds=3)


def undoable(employee: Employee, key: UUID, *, now: datetime) -> Punch | None:
    """Return the punch of `key` if it can be undone at `now`, which needs the shift unchanged."""
    punch = Punch.objects.for_form(employee, key).select_related("work_log").first()
    if punch is None or punch.undone_at or not _is_recent(punch, now, UNDO_WINDOW):
        return None
    log = punch.work_log
    return None if log is None or is_changed(log.version, punch.log_version) else punch


@transaction.atomic
def undo(employee: Employee, *, key: UUID, now: datetime, by: Author) -> str:
    """Undo what the tap of `key` did. Undoing it twice is not an error.

    A shift or break that it began is removed, one that it ended is reopened. Returns the note of a
    removed shift; a reopened shift keeps its note. Locks the employee's row. Raises UndoTooLate,
    UndoRefused if something has changed since, PeriodLocked, and NotAllowed for a tap by someone
    else.
    """
    require_self(by, employee)
    locked = lock_employee(employee.pk)
    punch = Punch.objects.for_form(locked, key).select_related("work_log").first()
    if punch and punch.undone_at:
        return ""
    if punch is None:
        raise UndoRefused
    if not _is_recent(punch, now, UNDO_WINDOW + _NETWORK_DELAY):
        raise UndoTooLate
    log = punch.work_log
    if log is None or not locked.is_active:
        raise UndoRefused
    refuse_changed(log.version, punch.log_version, UndoRefused)
    # An end that was stated or confirmed is not a tap: the shift may already have been ended.
    if log.review in {Review.AUTOMATIC, Review.STATED}:
        raise UndoRefused
    try:
        _undo_action(locked, log, Action(punch.action), by)
    except PeriodLocked:
        raise
    except ShiftError:
        # A shift or break that has begun since overlaps the one that would be reopened.
        raise UndoRefused from None
    # An update by id: the instance still points to a shift that may have been removed.
    Punch.objects.filter(pk=punch.pk).update(undone_at=now)
    return log.notes if punch.action == Action.IN else ""


def _undo_action(employee: LockedEmployee, log: WorkLog, action: Action, by: Author) -> None:
    undo_of = {
        Action.IN: writer.remove,
        Action.OUT: writer.reopen,
        Action.BREAK: breaks.remove_break,
        Action.BACK: breaks.reopen_break,
    }
    undo_of[action](employee, log, by=by, reason="undo")


def _is_recent(punch: Punch, now: datetime, within: timedelta) -> bool:
    return punch.device_at is None and now - punch.created_at <= within
