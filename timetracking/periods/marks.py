"""Marks of someone's hours in a period, which differ when any of these has changed. Reads only."""

import hashlib
from collections.abc import Collection
from datetime import timedelta

from timetracking.base.periods import Period
from timetracking.models import Employee, WorkLog


def marks(period: Period, people: Collection[int]) -> dict[int, str]:
    """Return the marks of these people's hours by their ids, in one query."""
    logs: dict[int, list[tuple[int, int]]] = {pk: [] for pk in people}
    # A shift that began the day before may reach into the period.
    nearby = WorkLog.objects.filter(
        employee__in=people, day__range=(period.first - timedelta(days=1), period.last)
    )
    for employee, pk, version in nearby.values_list("employee", "pk", "version").order_by("pk"):
        logs[employee].append((pk, version))
    return {pk: _digest(rows) for pk, rows in logs.items()}


def mark_of(employee: Employee, period: Period) -> str:
    """Return the mark of one person's hours."""
    return marks(period, [employee.pk])[employee.pk]


def _digest(rows: list[tuple[int, int]]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
