"""What the audit trail records of pay periods and their approvals."""

from timetracking.base.rights import outranks
from timetracking.models import Approval, Employee, PayPeriod
from timetracking.trail.snapshots import Snapshot, fields, moment
from timetracking.trail.subjects import RowCheck, register


def _approval(approval: Approval) -> Snapshot:
    snapshot = fields(approval, "first", "last", "state", "completed_by", "approved_by")
    moments = ("completed_at", "approved_at", "taken_back_at")
    return snapshot | {name: moment(getattr(approval, name)) for name in moments}


def _period(period: PayPeriod) -> Snapshot:
    snapshot = fields(period, "first", "last", "is_locked", "changed_by", "reason")
    return snapshot | {"changed_at": moment(period.changed_at)}


def _is_owner(actor: Employee, _other: Employee | None) -> bool:
    return actor.is_owner


register(
    Approval,
    _approval,
    employee=lambda approval: approval.employee,
    check=RowCheck(
        rows=lambda: Approval.objects.select_related("employee"),
        may_change=lambda actor, other: other is not None and outranks(actor, other),
    ),
)
register(PayPeriod, _period, check=RowCheck(may_change=_is_owner))
