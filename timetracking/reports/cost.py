"""What an hour of somebody costs: the one place where reports read rates."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from timetracking.models import Employee

# The rates of one person: each with the day from which on it holds, in order.
Rates = Sequence[tuple[date, Decimal]]

UNRATED, HIDDEN = -1, -2
"""Stand for the price of an hour that has none, and of one that the reader may not see."""


def rates_seen_by(actor: Employee) -> Mapping[int, Rates]:
    """Return the rates that `actor` may see, by the id of the employee, in one query.

    These are the rates of everyone for an owner, and those of members whom they may see for a
    manager; whose rates may not be seen is missing. Who has no rate has an empty list.
    """
    people = Employee.objects.managed_by(actor).order_by()
    return {
        pk: [] if rate is None else [(date.min, rate)]
        for pk, rate in people.values_list("pk", "hourly_rate")
    }


class Prices:
    """What an hour of each person costs on each day, in cents, as arrays for the database.

    A person has one entry for each rate in `cents`, and at the same place in `keys` a number that
    grows with the id and, for one id, with the days. `changes` are the days on which a rate of
    somebody begins, and `step` is one more than their number: the price of a day after `n` of them
    is that of the last key which is not above id * step + n.
    """

    def __init__(
        self, rates: Mapping[int, Rates], people: Collection[int], first: date, last: date
    ) -> None:
        """Take the prices of all `people`, on days from `first` to `last`."""
        starts = {day for own in rates.values() for day, _rate in own}
        self.changes = sorted(day for day in starts if first < day <= last)
        self.step = len(self.changes) + 1
        prices: dict[int, int] = {}
        for person in sorted(people):
            # The first stands for all earlier days too, so nobody has the price of somebody else.
            own = rates.get(person)
            prices[person * self.step] = HIDDEN if own is None else _cents_on(first, own)
            for day, rate in own or ():
                if first < day <= last:
                    prices[self._key(person, day)] = _cents(rate)
        self.keys, self.cents = list(prices), list(prices.values())

    def price(self, person: int, day: date) -> int:
        """Return what an hour costs in cents, or UNRATED or HIDDEN; asks no query."""
        return self.cents[bisect_right(self.keys, self._key(person, day)) - 1]

    def _key(self, person: int, day: date) -> int:
        return person * self.step + bisect_right(self.changes, day)


def _cents_on(day: date, rates: Rates) -> int:
    held = [rate for begins, rate in rates if begins <= day]
    return _cents(held[-1]) if held else UNRATED


def _cents(rate: Decimal) -> int:
    return int(rate * 100)
