"""What the audit trail records of corrections, so that every change leaves a line."""

from timetracking.base.rights import outranks
from timetracking.models import Correction
from timetracking.trail.snapshots import Snapshot, fields, moment
from timetracking.trail.subjects import RowCheck, register

_FIELDS = (
    "kind",
    "status",
    "work_log",
    "reason",
    "asked_by",
    "decided_by",
    "answer",
    "reply",
    "reply_reason",
    "reply_in_doubt",
)


def _correction(correction: Correction) -> Snapshot:
    snapshot = fields(correction, *_FIELDS)
    return snapshot | {
        "before": correction.before,
        "after": correction.after,
        "decided_at": moment(correction.decided_at),
        "replied_at": moment(correction.replied_at),
    }


register(
    Correction,
    _correction,
    employee=lambda correction: correction.employee,
    check=RowCheck(
        rows=lambda: Correction.objects.select_related("employee"),
        may_change=lambda actor, other: other is not None and outranks(actor, other),
    ),
)
