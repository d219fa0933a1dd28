"""The days that a contract or a rate may name."""

from datetime import date

from timetracking.contracts.errors import DayTooFar

# A working life back, and far enough ahead for every contract; what is beyond it is a slip.
FIRST, LAST = date(1950, 1, 1), date(2100, 12, 31)


def check_day(day: date, field: str) -> None:
    """Raise DayTooFar for a day that must be a slip of whoever typed it into `field`."""
    if not FIRST <= day <= LAST:
        raise DayTooFar(field, FIRST, LAST)
