"""The one writer of breaks that are taken while a shift runs; whole shifts are `shifts.writer`'s.

Each takes the employee whose row the caller holds, judges the rules, counts the shift's version and
adds a line to the audit trail. What is deducted is known when the shift ends.
"""

from datetime import datetime

from timetracking.base.authors import Author
from timetracking.base.locks import LockedEmployee
from timetracking.models import Break, BreakKind, WorkLog
from timetracking.shifts.rules import check_break
from timetracking.shifts.writing import writing


def start_break(
    employee: LockedEmployee,
    log: WorkLog,
    kind: BreakKind,
    at: datetime,
    *,
    by: Author,
    now: datetime,
) -> Break:
    """Begin a break at `at`, paid if its kind is now.

    Raises BreakInTheWay where another one runs or holds this moment, BreakOutside, ShiftTooLong.
    """
    taken = Break(work_log=log, kind=kind, is_paid=kind.is_paid, start=at)
    check_break(log, taken, now=now)
    with writing(employee, log, by=by):
        taken.save()
    return taken


def end_break(
    employee: LockedEmployee, log: WorkLog, taken: Break, at: datetime, *, by: Author, now: datetime
) -> None:
    """End the break that runs, at `at`. Raises BreakEndBeforeStart, BreakOutside, ShiftTooLong."""
    taken.end = at
    check_break(log, taken, now=now)
    with writing(employee, log, by=by):
        taken.save(update_fields=["end"])


def remove_break(employee: LockedEmployee, log: WorkLog, *, by: Author, reason: str) -> None:
    """Remove the break that runs, as if it had not begun."""
    with writing(employee, log, by=by, reason=reason):
        log.breaks.filter(end__isnull=True).delete()


def reopen_break(employee: LockedEmployee, log: WorkLog, *, by: Author, reason: str) -> None:
    """Let the last break run again. Raises BreakInTheWay where another one began since."""
    with writing(employee, log, by=by, reason=reason):
        log.breaks.filter(pk=log.breaks.latest("start").pk).update(end=None)
