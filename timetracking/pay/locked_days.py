"""Which periods are locked: their rules, lines and movements no longer change."""

from dataclasses import dataclass
from datetime import date, datetime

from timetracking.pay.engine.inputs import Period


@dataclass(frozen=True)
class LockedPeriod:
    """A locked period, and when it was locked."""

    period: Period
    locked_at: datetime


def locked_periods() -> list[LockedPeriod]:
    """Return all locked periods in the order of days, in one query. No period can be locked yet."""
    return []


def last_locked_day() -> date | None:
    """Return the last day that is locked, None if none is."""
    return max((one.period.last for one in locked_periods()), default=None)


def is_locked(period: Period, among: list[LockedPeriod]) -> bool:
    """Return whether exactly this period is locked."""
    return any(one.period == period for one in among)
