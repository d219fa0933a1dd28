"""What the audit trail keeps of corrections, so that none changes unseen."""

from timetracking.models import Correction
from timetracking.trail.snapshots import Snapshot, fields
from timetracking.trail.subjects import register

_KEPT = (
    "kind",
    "status",
    "work_log",
    "reason",
    "decided_by",
    "answer",
    "reply",
    "reply_reason",
)


def _correction(correction: Correction) -> Snapshot:
    kept = fields(correction, *_KEPT)
    return kept | {"before": correction.before, "after": correction.after}


register(Correction, _correction, employee=lambda correction: correction.employee)
