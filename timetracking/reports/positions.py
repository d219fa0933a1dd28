"""What people work as, by the contract of the day."""

from collections.abc import Collection
from datetime import date, timedelta

from timetracking.models import Contract
from timetracking.reports.steps import Steps

NONE = 0
"""The number of no position."""


class Positions(Steps):
    """The position of each person on each day, as its place in `names`."""

    def __init__(self, people: Collection[int], first: date, last: date) -> None:
        """Read the positions of `people` on days from `first` to `last`, in one query."""
        contracts = Contract.objects.filter(employee__in=people, starts_on__lte=last).by_day()
        places = {"": NONE}
        known = {person: [(date.min, NONE)] for person in people}
        rows = contracts.values_list("employee", "starts_on", "ends_on", "position")
        for person, begins, ends, position in rows:
            own = known[person]
            if own[-1][0] == begins:  # the day after the contract before
                own.pop()
            own.append((begins, places.setdefault(position, len(places))))
            if ends and ends < last:
                own.append((ends + timedelta(days=1), NONE))
        self.names = list(places)
        super().__init__(known, first, last)
