"""Queries on running shifts and breaks."""

from datetime import datetime

from django.db.models import Prefetch

from timetracking.models import Break, Rules, WorkLog
from timetracking.models.counting import minute_of
from timetracking.models.work_log import WorkLogQuerySet


def with_breaks(logs: WorkLogQuerySet) -> WorkLogQuerySet:
    """Prefetch the shifts' breaks and their kinds, in one more query."""
    return logs.prefetch_related(Prefetch("breaks", Break.objects.select_related("kind")))


def open_logs() -> dict[int, WorkLog]:
    """Return all open shifts by the ids of their employees."""
    logs = with_breaks(WorkLog.objects.open().select_related("location"))
    return {log.employee_id: log for log in logs}


def is_stale(log: WorkLog, rules: Rules, now: datetime) -> bool:
    """Return whether a shift is open, and has been for the reminder hours or longer."""
    is_open = log.check_out is None
    return is_open and open_too_long(minute_of(log.check_in), rules, minute_of(now))


def open_too_long(start: int, rules: Rules, now: int) -> bool:
    """Return the same for an open shift by the minutes of its start and of now."""
    return max(now - start, 0) >= rules.reminder_hours * 60


def open_break(log: WorkLog) -> Break | None:
    """Return the open break of a shift, if there is one."""
    return log.breaks.select_related("kind").filter(end__isnull=True).first()
