"""The rows of days that shifts refer to, for tests that record shifts without a service."""

from datetime import date

from timetracking.base.periods import Period
from timetracking.shifts import days


def make_days(first: date = date(2025, 12, 1), last: date = date(2027, 12, 31)) -> None:
    """Make the rows of these days in the current company."""
    days.make_rows(Period(first, last))
