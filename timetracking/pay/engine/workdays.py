"""Working days as they were clocked: when they began and ended, and what breaks they had."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.clocks import minute_of
from timetracking.pay.engine.inputs import Shift
from timetracking.pay.engine.rules import RuleSet
from timetracking.pay.engine.stretches import Work, in_order

Interval = tuple[int, int]


@dataclass(slots=True)
class Workday:
    """The work of the stretches that began on `day`; `worked` is without unpaid breaks."""

    day: date
    rules: RuleSet
    first: int
    last: int
    worked: int = 0
    _breaks: list[Interval] = field(default_factory=list)

    def add(self, work: Work) -> None:
        """Add a shift, which begins when the ones before have ended."""
        start, end = work.clocked_in, work.clocked_out
        if start > self.last:
            self._breaks.append((self.last, start))
        self.worked += end - start
        for one in work.shift.breaks:
            begins, ends = minute_of(one.start), minute_of(one.end)
            self._breaks.append((begins, ends))
            self.worked -= 0 if one.is_paid else ends - begins
        self.last = max(self.last, end)

    def breaks(self, shortest: int) -> list[Interval]:
        """Return the breaks that are long enough to count; those that touch are one."""
        return [(start, end) for start, end in self._joined() if end - start >= shortest]

    def longest_run(self, shortest: int) -> int:
        """Return the most minutes between two breaks that count."""
        edges = [self.first]
        for start, end in self.breaks(shortest):
            edges += [start, end]
        edges.append(self.last)
        return max(end - start for start, end in zip(edges[::2], edges[1::2], strict=True))

    def _joined(self) -> Iterator[Interval]:
        joined: Interval | None = None
        for start, end in sorted(self._breaks):
            if joined is not None and start <= joined[1]:
                joined = joined[0], max(joined[1], end)
            else:
                if joined is not None:
                    yield joined
                joined = start, end
        if joined is not None:
            yield joined


def workdays(shifts: Sequence[Shift], book: RuleBook) -> list[Workday]:
    """Return the working days of a person, in order; a tap of less than a minute makes none."""
    days: dict[int, Workday] = {}
    for work in in_order(shifts, book):
        day = days.get(work.day)
        if day is None:
            start = work.clocked_in
            day = Workday(date.fromordinal(work.day), work.rules, start, start)
            days[work.day] = day
        day.add(work)
    return sorted((day for day in days.values() if day.first < day.last), key=lambda day: day.day)
