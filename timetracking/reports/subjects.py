"""Registers sales with the audit trail."""

from timetracking.models import Sale
from timetracking.trail.snapshots import Snapshot, fields
from timetracking.trail.subjects import register


def snapshot(sale: Sale) -> Snapshot:
    """Return the sales of a day for the trail."""
    return fields(sale, "location", "day", "amount")


register(Sale, snapshot)
