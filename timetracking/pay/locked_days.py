"""Up to which day hours are locked: their rules, lines and movements no longer change."""

from datetime import date


def last_locked_day() -> date | None:
    """Return the last day that is locked, None if none is. No period can be locked yet."""
    return None
