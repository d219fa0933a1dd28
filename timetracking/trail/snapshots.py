"""Snapshots of rows for the audit trail, as JSON."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.db.models import DecimalField, Model

Snapshot = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    """Format a moment for the trail: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def digest(stored: str) -> str:
    """Return a short digest of a stored hash, which shows that it was changed; "" for none."""
    return hashlib.sha256(stored.encode()).hexdigest()[:16] if stored else ""


def fields(row: Model, *names: str) -> Snapshot:
    """Return a snapshot of some fields of a row: the same before it is saved and after."""
    return {name: _value(row, name) for name in names}


def _value(row: Model, name: str) -> bool | int | str | None:
    value = row.serializable_value(name)
    field = row._meta.get_field(name)
    if isinstance(field, DecimalField) and value is not None:
        # A rate that was typed as 12.5 is stored as 12.50.
        return f"{field.to_python(value):.{field.decimal_places}f}"
    return value if isinstance(value, bool | int | None) else str(value)
