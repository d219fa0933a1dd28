"""The target of a day: how long somebody should work. Asks neither the database nor the clock."""

from collections.abc import Mapping, Sequence
from datetime import date

from timetracking.calendars.days import DayOff
from timetracking.models import Contract, Portion


def target_of(day: date, contracts: Sequence[Contract], off: Mapping[date, DayOff]) -> int | None:
    """Return the minutes to work on a day, None if no contract holds on it.

    That is what the contract says of the weekday: nothing on a holiday, and half of it, rounded
    up to a whole minute, on half a holiday. A change of the contract in mid-week counts from its
    day (TIME-RULES 16b). `contracts` and `off` are those of one person.
    """
    contract = contract_on(day, contracts)
    if contract is None:
        return None
    minutes = contract.minutes_on(day)
    portion = off[day].portion if day in off else Portion.NONE
    if portion == Portion.WHOLE:
        return 0
    return (minutes + 1) // 2 if portion == Portion.HALF else minutes


def contract_on(day: date, contracts: Sequence[Contract]) -> Contract | None:
    """Return the contract of a day."""
    return next((contract for contract in contracts if contract.holds_on(day)), None)


def spread(weekly: int, weekdays: Sequence[int]) -> list[int]:
    """Spread the minutes of a week over some weekdays (0 is Monday), Monday first.

    Whole minutes that add up to `weekly`: the first days get what cannot be divided.
    """
    minutes = [0] * 7
    if weekdays:
        each, rest = divmod(weekly, len(weekdays))
        for place, weekday in enumerate(sorted(weekdays)):
            minutes[weekday] = each + (place < rest)
    return minutes
