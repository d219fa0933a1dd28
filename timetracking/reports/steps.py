"""What holds of people from a day on, as arrays that the database looks up."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date


class Steps:
    """A number of each person on each day, such as a price, which changes on some days.

    A person has one entry for each of their numbers in `numbers`, and at the same place in `keys`
    one that grows with the id and, for one id, with the days. `changes` are the days on which a
    number of somebody begins, and `step` is one more than how many these are: the number of a day
    after `n` of them is that of the last key which is not above id * step + n.
    """

    def __init__(
        self, known: Mapping[int, Sequence[tuple[date, int]]], first: date, last: date
    ) -> None:
        """Take the numbers on the days from `first` to `last`.

        Those of each person are in the order of days, and the first is of `date.min`.
        """
        starts = {day for own in known.values() for day, _number in own}
        self.changes = sorted(day for day in starts if first < day <= last)
        self.step = len(self.changes) + 1
        entries: dict[int, int] = {}
        for person in sorted(known):
            # The first stands for all earlier days too, so nobody has the number of somebody else.
            for day, number in known[person]:
                if day <= last:
                    entries[self._key(person, max(day, first))] = number
        self.keys, self.numbers = list(entries), list(entries.values())

    def at(self, person: int, day: date) -> int:
        """Return the number of a person on a day; asks no query."""
        return self.numbers[bisect_right(self.keys, self._key(person, day)) - 1]

    def _key(self, person: int, day: date) -> int:
        return person * self.step + bisect_right(self.changes, day)
