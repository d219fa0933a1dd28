"""Clocking in and out through the service, with and without a key."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests.timetracking.conftest import MADRID, NOW, tapped
from timetracking.clocking.punches import clock_in, clock_out
from timetracking.models import Employee, WorkLog

MINUTE = timedelta(minutes=1)
RAW = datetime(2026, 11, 18, 7, 58, 1, 234567, tzinfo=UTC)


def come(
    employee: Employee, now: datetime = NOW, *, key: UUID | None = None, notes: str = ""
) -> WorkLog:
    return clock_in(employee, tapped(employee, now, key=key), time_zone=MADRID, notes=notes)


def go(
    employee: Employee, now: datetime = NOW, *, key: UUID | None = None, notes: str = ""
) -> WorkLog:
    return clock_out(employee, tapped(employee, now, key=key), notes=notes)
