"""What the audit trail records of corrections, so that every change leaves a line."""

from timetracking.models import Correction
from timetracking.trail.snapshots import Snapshot, fields
from timetracking.trail.subjects import register

_FIELDS = (
    "kind",
    "status",
    "work_log",
    "reason",
    "decided_by",
    "answer",
    "reply",
    "reply_reason",
    "reply_in_doubt",
)


def _correction(correction: Correction) -> Snapshot:
    snapshot = fields(correction, *_FIELDS)
    return snapshot | {"before": correction.before, "after": correction.after}


register(Correction, _correction, employee=lambda correction: correction.employee)
