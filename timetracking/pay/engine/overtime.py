"""Which minutes are regular, which are overtime: rule 15.

Minutes are counted in the order of time. Those that are daily overtime do not also count towards
the week's threshold, so an hour counts once; where both apply, the higher multiplier does. Each
week stands alone (29 CFR 778.104), and all locations count together (778.103).
"""

from collections.abc import Callable, Iterable
from math import inf
from typing import NamedTuple

from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.clocks import week_of
from timetracking.pay.engine.kinds import REGULAR, Kind, Kinds, Steps
from timetracking.pay.engine.spans import Span
from timetracking.pay.engine.terms import TermsOf

_DAYS = 7


class Timed(NamedTuple):
    """The minutes from `start` to `end` of a span, which are of one kind, and their week."""

    start: int
    end: int
    kind: Kind
    span: Span
    week: int

    @property
    def minutes(self) -> int:
        """How many minutes these are."""
        return self.end - self.start


def timed(spans: Iterable[Span], book: RuleBook, terms: TermsOf) -> list[Timed]:
    """Return all minutes with their kind; the spans are in the order of time."""
    counter = _Counter(book, terms)
    every: list[Timed] = []
    for span in spans:
        counter.count(span, every.append)
    return every


class _Week:
    """The minutes of a week so far that are not daily overtime, and the days worked in it."""

    __slots__ = ("agreed", "start", "straight", "worked_days")

    def __init__(self, start: int, kinds: Kinds, terms: TermsOf) -> None:
        self.start, self.straight = start, 0
        self.worked_days: set[int] = set()
        self.agreed: float = inf
        if kinds.additional is not None:
            self.agreed = sum(terms.agreed(day) for day in range(start, start + 7)) or inf

    def kind(self, kinds: Kinds) -> tuple[Kind, float]:
        """Return what the next minute is by the week alone, and where the next kind begins."""
        kind, ends = _at(kinds.weekly, self.straight)
        if kind is not REGULAR or kinds.additional is None:
            return kind, ends
        if self.straight >= self.agreed:
            return kinds.additional, ends
        return kind, min(ends, self.agreed)


class _Counter:
    """The minutes so far of each working day and each week."""

    def __init__(self, book: RuleBook, terms: TermsOf) -> None:
        self._book, self._terms = book, terms
        self._weeks: dict[int, _Week] = {}
        self._days: dict[int, int] = {}
        self._steps: dict[int, Steps] = {}

    def count(self, span: Span, add: Callable[[Timed], None]) -> None:
        """Add the minutes of a span to its week and day, in parts of one kind each."""
        kinds = self._book.kinds_on(span.day)
        start = week_of(span.day, kinds.rules.week_start)
        week = self._weeks.get(start)
        if week is None:
            week = self._weeks[start] = _Week(start, kinds, self._terms)
        day = span.work.day if kinds.rules.workday == "shift" else span.day
        steps = self._steps_of(day, week, kinds)
        minutes = span.end - span.start
        so_far = self._days.get(day, 0)
        self._days[day] = so_far + minutes
        is_plain = steps[0][1] is REGULAR and (len(steps) == 1 or so_far + minutes <= steps[1][0])
        if is_plain and week.straight + minutes <= min(kinds.first_weekly, week.agreed):
            week.straight += minutes
            add(Timed(span.start, span.end, REGULAR, span, start))
        else:
            _split(span, so_far, steps, week, kinds, add)

    def _steps_of(self, day: int, week: _Week, kinds: Kinds) -> Steps:
        """Return the steps of a day: those of the seventh if all seven of the week are worked."""
        found = self._steps.get(day)
        if found is None:
            found = kinds.daily
            if week.start <= day:
                week.worked_days.add(day)
            if len(week.worked_days) == _DAYS and kinds.rules.seventh_day:
                found = kinds.seventh_day
            self._steps[day] = found
        return found


def _split(
    span: Span,
    so_far: int,
    steps: Steps,
    week: _Week,
    kinds: Kinds,
    add: Callable[[Timed], None],
) -> None:
    """Cut a span where a threshold of the day, of the week or of the contract is reached."""
    start = span.start
    while start < span.end:
        kind, day_ends = _at(steps, so_far)
        by_week, week_ends = week.kind(kinds)
        room = min(span.end - start, day_ends - so_far)
        if kind is REGULAR:
            room = min(room, week_ends - week.straight)
            kind = by_week
            week.straight += int(room)
        elif by_week.factor > kind.factor:
            kind = by_week
        add(Timed(start, start + int(room), kind, span, week.start))
        start += int(room)
        so_far += int(room)


def _at(steps: Steps, minutes: int) -> tuple[Kind, float]:
    """Return the kind after so many minutes, and the threshold at which the next one begins."""
    kind = steps[0][1]
    for after, following in steps[1:]:
        if minutes < after:
            return kind, after
        kind = following
    return kind, inf
