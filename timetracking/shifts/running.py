"""What every change of a shift has in common: breaks, what is deducted, a line in the trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q

from timetracking.base.authors import Author
from timetracking.models import Break, Review, Rules, WorkLog
from timetracking.models.work_log import WorkLogQuerySet, elapsed
from timetracking.shifts import break_rules
from timetracking.shifts.snapshots import snapshot
from timetracking.trail.recording import record

# A shift or a break has an end after its start, be it by the least that the database can tell.
SHORTEST = timedelta(microseconds=1)


def with_breaks(logs: WorkLogQuerySet) -> WorkLogQuerySet:
    """Read the shifts' breaks and their kinds along, by one query more."""
    return logs.prefetch_related(Prefetch("breaks", Break.objects.select_related("kind")))


def open_logs() -> dict[int, WorkLog]:
    """Return every open shift by its employee's id."""
    logs = with_breaks(WorkLog.objects.open().select_related("location"))
    return {log.employee_id: log for log in logs}


@contextmanager
def changing(log: WorkLog, *, by: Author, reason: str = "") -> Iterator[None]:
    """Let the block change a shift and its breaks; then count the version and write the line.

    The caller holds the employee's row. The block need not save the log: all its fields are.
    """
    before = snapshot(log)
    yield
    log.version += 1
    log.save()
    record(log, by=by, before=before, after=snapshot(log), reason=reason, employee=log.employee)


def is_stale(log: WorkLog, rules: Rules, now: datetime) -> bool:
    """Say whether a shift still runs, and for so long that it must be asked about."""
    running = elapsed(log.check_in, max(now, log.check_in))
    return log.check_out is None and running >= timedelta(hours=rules.reminder_hours)


def open_break(log: WorkLog) -> Break | None:
    """Return the break that runs, if one does."""
    return log.breaks.select_related("kind").filter(end__isnull=True).first()


def has_break_after(log: WorkLog, moment: datetime) -> bool:
    """Say whether a break of the shift begins or ends after `moment`."""
    return log.breaks.filter(Q(start__gt=moment) | Q(end__gt=moment)).exists()


def end(log: WorkLog, at: datetime, rules: Rules) -> None:
    """End an open shift at `at`, and its open break at the same instant; apply the break rules.

    After what was tapped in it: workers' clocks differ a little. Does not save the log; to be
    called within `changing`.
    """
    pauses = list(log.breaks.all())
    taps = [log.check_in, *(pause.start for pause in pauses if pause.end is None)]
    # Not at such an end itself: `reopen` would take the break for one that the shift's end ended.
    taps += (pause.end for pause in pauses if pause.end and pause.end > at)
    log.check_out = max(at, max(taps) + SHORTEST)
    for pause in pauses:
        if pause.end is None:
            pause.end = log.check_out
            pause.save(update_fields=["end"])
    break_rules.apply(log, rules, pauses)


def reopen(log: WorkLog) -> None:
    """Let an ended shift run again, and the break that ended at the same instant.

    Does not save the log; to be called within `changing`.
    """
    log.breaks.filter(end=log.check_out).update(end=None)
    log.check_out, log.deducted, log.review = None, 0, Review.NONE
