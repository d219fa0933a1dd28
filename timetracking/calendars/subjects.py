"""Registers the company's own holidays with the audit trail."""

from timetracking.models import Employee, Holiday
from timetracking.trail.snapshots import fields
from timetracking.trail.subjects import RowCheck, register


def _is_owner(actor: Employee, other: Employee | None) -> bool:
    return actor.is_owner


register(
    Holiday,
    lambda row: fields(row, "location", "day", "every_year", "name", "portion"),
    check=RowCheck(may_change=_is_owner),
)
