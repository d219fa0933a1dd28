from datetime import date

from timetracking.models import Correction, CorrectionStatus
from timetracking.shifts.wording import shift_day, shift_label
from timetracking.trail.snapshots import Snapshot


def label_of(correction: Correction) -> str:
    """Return the day and times of a correction's shift, "" if they are not known.

    They are those that it made, or, if it changed nothing, those that it was to change.
    """
    snapshot = _shown(correction)
    return shift_label(snapshot) if "check_in" in snapshot else ""


def day_of(correction: Correction) -> date | None:
    """Return the day of a correction's shift, chosen like the times, None if it is not known."""
    snapshot = _shown(correction)
    return shift_day(snapshot) if "check_in" in snapshot else None


def _shown(correction: Correction) -> Snapshot:
    has_changed = correction.status in (CorrectionStatus.ACCEPTED, CorrectionStatus.MADE)
    first, second = correction.before, correction.after
    if has_changed:
        first, second = second, first
    return first or second or {}
