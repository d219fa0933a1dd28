"""Registers shifts with the audit trail."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from timetracking.models import Review, WorkLog
from timetracking.shifts.snapshots import snapshot
from timetracking.shifts.wording import wording
from timetracking.trail.subjects import register

register(
    WorkLog,
    snapshot,
    employee=lambda log: log.employee,
    wording=wording,
    zone=lambda snapshot: ZoneInfo(snapshot.get("time_zone", "UTC")),
    reasons={
        "undo": _("Undone right after the tap."),
        "end confirmed": _("The end is confirmed."),
        "end given afterwards": Review.STATED.label,
    },
)
