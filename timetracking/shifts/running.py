"""The shifts and breaks that run. Reads only."""

from datetime import datetime, timedelta

from django.db.models import Prefetch

from timetracking.models import Break, Rules, WorkLog
from timetracking.models.work_log import WorkLogQuerySet, elapsed


def with_breaks(logs: WorkLogQuerySet) -> WorkLogQuerySet:
    """Read the shifts' breaks and their kinds along, by one query more."""
    return logs.prefetch_related(Prefetch("breaks", Break.objects.select_related("kind")))


def open_logs() -> dict[int, WorkLog]:
    """Return every open shift by its employee's id."""
    logs = with_breaks(WorkLog.objects.open().select_related("location"))
    return {log.employee_id: log for log in logs}


def is_stale(log: WorkLog, rules: Rules, now: datetime) -> bool:
    """Say whether a shift still runs, and for so long that it must be asked about."""
    running = elapsed(log.check_in, max(now, log.check_in))
    return log.check_out is None and running >= timedelta(hours=rules.reminder_hours)


def open_break(log: WorkLog) -> Break | None:
    """Return the break that runs, if one does."""
    return log.breaks.select_related("kind").filter(end__isnull=True).first()
