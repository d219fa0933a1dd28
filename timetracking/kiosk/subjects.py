"""What the audit trail records of kiosks, and of taps that a manager has dealt with."""

from timetracking.models import Kiosk, Punch
from timetracking.trail.snapshots import Snapshot, fields, moment
from timetracking.trail.subjects import register


def _kiosk(kiosk: Kiosk) -> Snapshot:
    """Return the kiosk without its code, secret and key."""
    snapshot = fields(kiosk, "name", "location", "created_by")
    return snapshot | {"paired_at": moment(kiosk.paired_at), "revoked_at": moment(kiosk.revoked_at)}


def _punch(punch: Punch) -> Snapshot:
    return {"settled_at": moment(punch.settled_at), "refusal": punch.refusal}


register(Kiosk, _kiosk)
register(Punch, _punch, employee=lambda punch: punch.employee)
