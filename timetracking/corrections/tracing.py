"""Corrections leave lines in the audit trail too, so that none changes unseen."""

from collections.abc import Iterator
from contextlib import contextmanager

from timetracking.base.authors import Author
from timetracking.models import Correction
from timetracking.trail.recording import Snapshot, fields, record

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


@contextmanager
def tracing(correction: Correction, *, by: Author) -> Iterator[None]:
    """Let the block change and save a correction; then write the line.

    The caller holds the employee's row.
    """
    before = _entry(correction) if correction.pk else None
    yield
    after = _entry(correction)
    record(correction, by=by, before=before, after=after, employee=correction.employee)


def _entry(correction: Correction) -> Snapshot:
    kept = fields(correction, *_KEPT)
    return kept | {"before": correction.before, "after": correction.after}
