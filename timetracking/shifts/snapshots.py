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
        "involved": list(log.involved),
        "breaks": [
            {
                "kind": break_.kind_id,
                "name": break_.kind.name,
                "is_paid": break_.is_paid,
                "start": moment(break_.start),
                "end": moment(break_.end),
            }
            for break_ in breaks
        ],
    }


def comparable(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot without the names of kinds of break, which may change, breaks in order."""
    breaks = [
        {name: value for name, value in break_.items() if name != "name"}
        for break_ in snapshot.get("breaks", [])
    ]
    return snapshot | {"breaks": sorted(breaks, key=lambda break_: str(break_["start"]))}


def snapshot_with_id(log: WorkLog) -> Snapshot:
    """Return a snapshot with the shift's id, by which its history is found after its removal."""
    return snapshot(log) | {"id": log.pk}
