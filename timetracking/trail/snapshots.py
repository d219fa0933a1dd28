"""Snapshots of rows for the audit trail, as JSON."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

Snapshot = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    """Format a moment for the trail: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def fields(row: Model, *names: str) -> Snapshot:
    """Return a snapshot of some fields of a row."""
    values = {name: row.serializable_value(name) for name in names}
    return {
        name: value if isinstance(value, bool | int | None) else str(value)
        for name, value in values.items()
    }
