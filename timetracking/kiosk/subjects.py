"""What the audit trail records of kiosks, and of taps that a manager has dealt with."""

from django.db.models import Q

from timetracking.models import AuditLine, Kiosk, Punch
from timetracking.models.punch import PunchQuerySet
from timetracking.trail.snapshots import Snapshot, digest, fields, moment
from timetracking.trail.subjects import RowCheck, register


def _kiosk(kiosk: Kiosk) -> Snapshot:
    """Return the kiosk without its code, secret and key; digests show changed ones."""
    return fields(kiosk, "name", "location", "created_by") | {
        "paired_at": moment(kiosk.paired_at),
        "revoked_at": moment(kiosk.revoked_at),
        "secret_digest": digest(kiosk.secret_hash),
        "key_digest": digest(kiosk.private_key),
        "code_digest": digest(kiosk.code_hash),
        "code_expires_at": moment(kiosk.code_expires_at),
    }


def _punch(punch: Punch) -> Snapshot:
    return {"settled_at": moment(punch.settled_at), "refusal": punch.refusal}


def _settled_punches() -> PunchQuerySet:
    """Return the taps that have a line, or should have one."""
    lines = AuditLine.objects.filter(subject="punch").values("subject_id")
    punches = Punch.objects.filter(Q(settled_at__isnull=False) | Q(pk__in=lines))
    return punches.select_related("employee")


register(
    Kiosk,
    _kiosk,
    check=RowCheck(
        initial={"secret_digest": ""}, added={"key_digest", "code_digest", "code_expires_at"}
    ),
)
register(
    Punch,
    _punch,
    employee=lambda punch: punch.employee,
    check=RowCheck(rows=_settled_punches, created_silently=True),
)
