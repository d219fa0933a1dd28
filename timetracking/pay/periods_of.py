"""Periods of pages as the engine has them."""

from timetracking.base.periods import Period
from timetracking.pay.engine import inputs


def of_engine(period: Period) -> inputs.Period:
    """Return the period as the engine has it."""
    return inputs.Period(period.first, period.last)
