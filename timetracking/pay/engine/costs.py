"""What a line is on each day and in each position, so that reports add up to the lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from timetracking.pay.engine.terms import round_half_up


@dataclass(frozen=True, slots=True)
class Cost:
    """The part of a line that is for the minutes of one day in one position."""

    day: date
    position: str
    minutes: int
    amount: Decimal


def spread(amount: Decimal, weights: Mapping[tuple[int, str], int], places: int) -> list[Cost]:
    """Return an amount in proportion to the minutes of each day and position, in their order."""
    total, so_far, given = sum(weights.values()), 0, Decimal(0)
    costs = []
    for (day, position), minutes in sorted(weights.items()):
        so_far += minutes
        # The sum so far is rounded, so that the parts add up to the whole.
        until = round_half_up(Fraction(amount) * so_far / total, places)
        costs.append(Cost(date.fromordinal(day), position, minutes, until - given))
        given = until
    return costs
