"""The only code that writes the breaks of a running shift; `shifts.writer` writes whole shifts.

Each function takes the employee whose row the caller has locked, checks the rules, increments the
shift's version and adds a line to the audit trail. The deduction is computed when the shift ends.
"""

from datetime import datetime

from timetracking.base.authors import Author
from timetracking.base.locks import LockedEmployee
from timetracking.models import Break, BreakKind, WorkLog
from timetracking.shifts.marks import NO_MARK, Mark
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
    mark: Mark = NO_MARK,
    note: str = "",
) -> Break:
    """Begin a break at `at`, paid if its kind is paid now; append `note` to the shift's notes.

    Raises BreakInTheWay if another break runs or covers this moment, BreakOutside, ShiftTooLong.
    """
    break_ = Break(work_log=log, kind=kind, is_paid=kind.is_paid, start=at)
    check_break(log, break_, now=now)
    with writing(employee, log, by=by, reason=mark.reason):
        mark.put_on(log)
        log.append_note(note)
        break_.save()
    return break_


def end_break(
    employee: LockedEmployee,
    log: WorkLog,
    break_: Break,
    at: datetime,
    *,
    by: Author,
    now: datetime,
    mark: Mark = NO_MARK,
    note: str = "",
) -> None:
    """End a running break at `at`, and append `note` to the shift's notes.

    Raises BreakEndBeforeStart, BreakOutside, ShiftTooLong.
    """
    break_.end = at
    check_break(log, break_, now=now)
    with writing(employee, log, by=by, reason=mark.reason):
        mark.put_on(log)
        log.append_note(note)
        break_.save(update_fields=["end"])


def remove_break(employee: LockedEmployee, log: WorkLog, *, by: Author, reason: str) -> None:
    """Delete the running break."""
    with writing(employee, log, by=by, reason=reason):
        log.breaks.filter(end__isnull=True).delete()


def reopen_break(employee: LockedEmployee, log: WorkLog, *, by: Author, reason: str) -> None:
    """Reopen the last break. Raises BreakInTheWay if another one has begun since."""
    with writing(employee, log, by=by, reason=reason):
        log.breaks.filter(pk=log.breaks.latest("start").pk).update(end=None)
