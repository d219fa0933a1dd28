"""Which version of a company's rules holds on a day: rule 16c."""

from collections.abc import Iterable
from datetime import date, timedelta

from timetracking.pay.engine.clocks import week_of
from timetracking.pay.engine.inputs import Period
from timetracking.pay.engine.kinds import Kinds
from timetracking.pay.engine.rules import RuleSet


class RuleBook:
    """All versions of a company's rules, each from a day on.

    The first version also holds for all days before it. Make one for all people: it prepares each
    version once.
    """

    def __init__(self, versions: Iterable[tuple[date, RuleSet]]) -> None:
        self.versions = tuple(sorted(versions, key=lambda version: version[0]))
        if not self.versions:
            raise ValueError("a rule book needs at least one version")
        newest_first = reversed(self.versions)
        self._kinds = [(since.toordinal(), Kinds(rules)) for since, rules in newest_first]

    @classmethod
    def of(cls, rules: RuleSet) -> "RuleBook":
        """Return the book of a company whose rules have never changed."""
        return cls([(date.min, rules)])

    def on(self, day: date) -> RuleSet:
        """Return the version that holds on a day."""
        return self.kinds_on(day.toordinal()).rules

    @property
    def all_kinds(self) -> list[Kinds]:
        """What each version makes of hours."""
        return [kinds for _, kinds in self._kinds]

    def kinds_on(self, day: int) -> Kinds:
        """Return what the version that holds on a day, an ordinal, makes of hours."""
        for since, kinds in self._kinds:
            if since <= day:
                return kinds
        return self._kinds[-1][1]


def first_day_needed(period: Period, book: RuleBook) -> date:
    """Return the day from which shifts are needed to compute a period.

    The week of its first day may have begun before it, and that week's first minutes may belong to
    a shift of the day before. Give all shifts from then to the day after the period, in which one
    may go on from the last night.
    """
    first = period.first.toordinal()
    start = week_of(first, book.on(period.first).week_start)
    earlier = week_of(start, book.kinds_on(start).rules.week_start)
    return date.fromordinal(min(start, earlier)) - timedelta(days=1)
