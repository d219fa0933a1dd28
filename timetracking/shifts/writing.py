"""The part that all changes of recorded hours share."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.locks import LockedEmployee
from timetracking.base.versions import refuse_changed
from timetracking.models import Break, WorkLog
from timetracking.shifts.days import Days, refusal, settled_hours_changed
from timetracking.shifts.errors import BreakInTheWay, ShiftGone, ShiftInTheWay, StaleShift
from timetracking.shifts.snapshots import snapshot
from timetracking.trail.recording import record

_IN_THE_WAY = {
    "work_logs_no_overlap": ShiftInTheWay,
    "work_logs_one_open": ShiftInTheWay,
    "breaks_no_overlap": BreakInTheWay,
    "breaks_one_open": BreakInTheWay,
}


def current(employee: LockedEmployee, pk: int, version: int | None) -> WorkLog:
    """Return a shift of `employee` to change; raise ShiftGone, or StaleShift if it was changed.

    A missing `version` counts as stale, because the page that was shown is unknown.
    """
    logs = WorkLog.objects.for_employee(employee).select_related("employee", "location")
    log = logs.filter(pk=pk).first()
    if log is None:
        raise ShiftGone
    refuse_changed(log.version, version, StaleShift)
    return log


@contextmanager
def writing(
    employee: LockedEmployee,
    log: WorkLog,
    *,
    by: Author,
    reason: str = "",
    breaks: Iterable[Break] | None = None,
) -> Iterator[None]:
    """Let the block change one shift and its breaks; then increment the version and add a line.

    All code that begins, changes, ends or removes a shift or a break goes through here. So the days
    that the shift concerns before and after the block must not be locked: see `days`. An error
    undoes the whole block. Hours that were complete or approved are so no longer.

    An existing shift is saved after the block; a new one, whose times are set, is inserted by the
    block. `breaks` are those of the shift after the block, queried unless given. Raises
    PeriodLocked, ShiftInTheWay, BreakInTheWay.
    """
    pk = log.pk
    before = snapshot(log) if pk else None
    concerned = Days(employee)
    concerned.open(log)
    locked_meanwhile = {"work_logs_day_open": lambda: refusal(log.days)}
    with refusals({**_IN_THE_WAY, **locked_meanwhile}):
        yield
        if log.pk:
            concerned.open(log)
        if pk and log.pk:
            log.version += 1
            log.save()
    record(
        log,
        by=by,
        before=before,
        after=snapshot(log, breaks) if log.pk else None,
        reason=reason,
        employee=employee,
        subject_id=log.pk or pk,
    )
    if concerned.settled:
        settled_hours_changed.send(WorkLog, employee=employee, days=concerned.settled, by=by)
