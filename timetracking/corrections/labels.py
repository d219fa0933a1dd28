from timetracking.models import Correction, CorrectionStatus
from timetracking.shifts.wording import shift_label
from timetracking.trail.snapshots import Snapshot


def label_of(correction: Correction) -> str:
    """Return the day and times of a correction's shift, "" if they are not known.

    They are those that it made, or, if it changed nothing, those that it was to change.
    """
    has_changed = correction.status in (CorrectionStatus.ACCEPTED, CorrectionStatus.MADE)
    first, second = correction.before, correction.after
    if has_changed:
        first, second = second, first
    snapshot: Snapshot = first or second or {}
    return shift_label(snapshot) if "check_in" in snapshot else ""
