"""Shifts in order, rounded, each with the day to which its work belongs.

A shift that begins in the minute in which another ends goes on with it: both are one stretch of
work. A stretch belongs to the day on which it began (rule 8), so that nothing changes when a shift
is split, nor when somebody moves to another location at night.
"""

from collections.abc import Sequence
from itertools import groupby, zip_longest

from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.clocks import day_of, minute_of, offset_at
from timetracking.pay.engine.inputs import Shift
from timetracking.pay.engine.kinds import Kinds
from timetracking.pay.engine.rules import Rounding, RuleSet


class Work:
    """A shift with its times in minutes: those on the clock, and those that count.

    `day` is the day of its stretch, and `stretch` the first shift of it.
    """

    __slots__ = (
        *("clocked_in", "clocked_out", "day", "end", "kinds", "own_day", "shift", "start"),
        "stretch",
    )

    def __init__(self, shift: Shift) -> None:
        self.shift = shift
        self.start = self.clocked_in = minute_of(shift.check_in)
        self.end = self.clocked_out = max(minute_of(shift.check_out), self.start)
        self.day = self.own_day = day_of(self.start, offset_at(self.start, shift.zone))
        self.stretch = self
        self.kinds: Kinds

    @property
    def rules(self) -> RuleSet:
        """The version of the rules that holds on its day."""
        return self.kinds.rules


def in_order(shifts: Sequence[Shift], book: RuleBook) -> list[Work]:
    """Return the work of all shifts in the order of time, rounded by the rules of its day."""
    works = [Work(shift) for shift in shifts]
    works.sort(key=_by_time)
    previous: Work | None = None
    for work in works:
        if previous is not None and previous.clocked_out == work.clocked_in:
            work.day, work.stretch = previous.day, previous.stretch
            work.kinds = previous.kinds
        else:
            work.kinds = book.kinds_on(work.day)
        previous = work
    _round(works)
    return works


def _by_time(work: Work) -> tuple[int, int, str]:
    return work.clocked_in, work.clocked_out, str(work.shift.key)


def _round(works: list[Work]) -> None:
    """Round where stretches begin and end, and nothing within them: rule 12.

    No time is rounded beyond a neighbouring stretch, so nothing overlaps, and a stretch that would
    end before it begins has no length.
    """
    if not any(work.rules.rounding_in.minutes or work.rules.rounding_out.minutes for work in works):
        return
    stretches = [list(stretch) for _, stretch in groupby(works, key=lambda work: work.stretch)]
    free_from: int | None = None
    for stretch, following in zip_longest(stretches, stretches[1:]):
        first, last = stretch[0], stretch[-1]
        begin = _rounded(first.clocked_in, first.shift.zone, first.rules.rounding_in)
        until = _rounded(last.clocked_out, last.shift.zone, last.rules.rounding_out)
        if free_from is not None:
            begin = max(begin, free_from)
        if following:
            head = following[0]
            taken_from = _rounded(head.clocked_in, head.shift.zone, head.rules.rounding_in)
            until = min(until, max(taken_from, head.clocked_in))
        free_from = until = max(until, begin)
        for work in stretch:
            work.start = min(max(work.clocked_in, begin), until)
            work.end = min(max(work.clocked_out, begin), until)
        first.start, last.end = begin, until


def _rounded(minute: int, zone: str, rounding: Rounding) -> int:
    """Return the minute, rounded on the clocks of the zone; a half is rounded up."""
    step = rounding.minutes
    if not step:
        return minute
    offset = offset_at(minute, zone)
    beyond = (minute + offset) % step
    if not beyond or rounding.direction == "down":
        return minute - beyond
    if rounding.direction == "up" or beyond * 2 >= step:
        return minute - beyond + step
    return minute - beyond
