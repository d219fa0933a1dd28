"""Registers shifts with the audit trail."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from timetracking.base.rights import outranks
from timetracking.models import Break, Review, WorkLog
from timetracking.shifts.running import with_breaks
from timetracking.shifts.snapshots import comparable, snapshot
from timetracking.shifts.wording import wording
from timetracking.trail.reading import length_of
from timetracking.trail.subjects import RowCheck, register

register(
    WorkLog,
    snapshot,
    employee=lambda log: log.employee,
    wording=wording,
    zone=lambda snapshot: ZoneInfo(snapshot.get("time_zone", "UTC")),
    reasons={
        "undo": _("Undone right after the tap."),
        "end confirmed": _("The clock-out is confirmed."),
        "times checked": _("The times were checked and confirmed."),
        "clock-out added later": Review.STATED.label,
    },
    check=RowCheck(
        rows=lambda: with_breaks(WorkLog.objects.select_related("employee")),
        state=lambda log: snapshot(log, log.breaks.all()),
        initial={"breaks": []},
        parts=length_of(Break, "work_log", 300),
        comparable=comparable,
        may_change=lambda actor, other: other is not None and outranks(actor, other),
    ),
)
