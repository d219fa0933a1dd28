"""How the audit trail keeps what a row says: as JSON, so that it stays readable for ever."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

Snapshot = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    """Write a moment as the trail keeps it: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def fields(row: Model, *names: str) -> Snapshot:
    """Return some fields of a row as the trail keeps them."""
    values = {name: row.serializable_value(name) for name in names}
    return {
        name: value if isinstance(value, bool | int | None) else str(value)
        for name, value in values.items()
    }
