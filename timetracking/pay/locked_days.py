"""Which periods are locked: their rules, lines and movements no longer change."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from timetracking.models import PayPeriod
from timetracking.pay.engine.inputs import Period


@dataclass(frozen=True)
class LockedPeriod:
    """A locked period, and when it was locked."""

    period: Period
    locked_at: datetime


def locked_periods() -> list[LockedPeriod]:
    """Return all locked periods in the order of days, in one query."""
    rows = PayPeriod.objects.locked().order_by("first")
    return [LockedPeriod(Period(row.first, row.last), row.changed_at) for row in rows]


def last_locked_day() -> date | None:
    """Return the last day that is locked, None if none is."""
    last: date | None = PayPeriod.objects.locked().aggregate(last=Max("last"))["last"]
    return last


def is_locked(period: Period, among: list[LockedPeriod]) -> bool:
    """Return whether exactly this period is locked."""
    return any(one.period == period for one in among)
