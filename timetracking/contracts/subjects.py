"""Registers contracts and rates with the audit trail."""

from timetracking.base.rights import outranks
from timetracking.contracts.wording import contract_wording, rate_wording
from timetracking.models import Contract, Employee, Rate
from timetracking.trail.snapshots import Snapshot, fields
from timetracking.trail.subjects import RowCheck, register


def _contract(row: Contract) -> Snapshot:
    days = {"weekday_minutes": [int(minutes) for minutes in row.weekday_minutes]}
    names = ("starts_on", "ends_on", "hours", "position", "pay", "salary")
    return fields(row, *names) | days


def _may_change(actor: Employee, other: Employee | None) -> bool:
    return other is not None and outranks(actor, other)


register(
    Contract,
    _contract,
    employee=lambda row: row.employee,
    wording=contract_wording,
    check=RowCheck(
        rows=lambda: Contract.objects.select_related("employee"),
        may_change=_may_change,
        is_ones_own=False,
    ),
)
register(
    Rate,
    lambda row: fields(row, "starts_on", "amount"),
    employee=lambda row: row.employee,
    wording=rate_wording,
    check=RowCheck(
        rows=lambda: Rate.objects.select_related("employee"),
        may_change=_may_change,
        is_ones_own=False,
    ),
)
