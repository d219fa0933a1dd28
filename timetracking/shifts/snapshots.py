"""Snapshots of shifts for the audit trail."""

from collections.abc import Iterable

from timetracking.models import Break, WorkLog
from timetracking.trail.snapshots import Snapshot, moment


def snapshot(log: WorkLog, breaks: Iterable[Break] | None = None) -> Snapshot:
    """Return a snapshot of a shift; its breaks are queried unless given."""
    if breaks is None:
        breaks = log.breaks.select_related("kind").order_by("start")
    return {
        "check_in": moment(log.check_in),
        "check_out": moment(log.check_out),
        "time_zone": log.time_zone,
        "location": log.location_id,
        "notes": log.notes,
        "source": str(log.source),
        "deducted": log.deducted,
        "deduction_waived": log.deduction_waived,
        "review": str(log.review),
        "breaks": [
            {
                "kind": pause.kind_id,
                "name": pause.kind.name,
                "is_paid": pause.is_paid,
                "start": moment(pause.start),
                "end": moment(pause.end),
            }
            for pause in breaks
        ],
    }


def snapshot_with_id(log: WorkLog) -> Snapshot:
    """Return a snapshot with the shift's id, by which its history is found after its removal."""
    return snapshot(log) | {"id": log.pk}
