"""The minutes that count: shifts without their unpaid breaks, cut at midnight."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.clocks import minute_of, within_days
from timetracking.pay.engine.inputs import Break, Shift
from timetracking.pay.engine.stretches import Work, in_order


class Span(NamedTuple):
    """Minutes from `start` to `end` that count, on one day by the clocks of their shift."""

    start: int
    end: int
    offset: int
    day: int
    work: Work

    @property
    def minutes(self) -> int:
        """How many minutes these are."""
        return self.end - self.start


def spans_of(shifts: Sequence[Shift], book: RuleBook) -> list[Span]:
    """Return what counts of all shifts, in the order of time."""
    works = in_order(shifts, book)
    lengths = _break_lengths(works) if any(work.rules.paid_break_up_to for work in works) else {}
    spans = []
    for work in works:
        for start, end in _counted(work, lengths):
            for part in within_days(start, end, work.shift.zone):
                spans.append(Span(*part, work))  # noqa: PERF401 - three times as slow
    return spans


def unpaid_breaks(work: Work, lengths: dict[tuple[int, int], int]) -> Iterator[tuple[int, int]]:
    """Yield the breaks that are not paid, in minutes and in order."""
    paid = work.rules.paid_break_up_to
    for start, end in sorted(_in_minutes(one for one in work.shift.breaks if not one.is_paid)):
        if paid is None or lengths.get((start, end), end - start) > paid.minutes:
            yield start, end


def _in_minutes(breaks: Iterable[Break]) -> Iterator[tuple[int, int]]:
    return ((minute_of(one.start), minute_of(one.end)) for one in breaks)


def _break_lengths(works: list[Work]) -> dict[tuple[int, int], int]:
    """Return how long each unpaid break is, with those that go on from it or lead to it.

    A break during which a shift ends and the next begins is one break.
    """
    every = sorted(
        minutes
        for work in works
        for minutes in _in_minutes(one for one in work.shift.breaks if not one.is_paid)
    )
    lengths: dict[tuple[int, int], int] = {}
    joined: list[tuple[int, int]] = []
    for one in every:
        if joined and joined[-1][1] != one[0]:
            joined = []
        joined.append(one)
        lengths.update(dict.fromkeys(joined, joined[-1][1] - joined[0][0]))
    return lengths


def _counted(work: Work, lengths: dict[tuple[int, int], int]) -> list[tuple[int, int]]:
    """Return the parts of a shift that count: the deduction is taken from its end."""
    parts, start = [], work.start
    if work.shift.breaks:
        for begin, until in unpaid_breaks(work, lengths):
            if start < min(begin, work.end):
                parts.append((start, min(begin, work.end)))
            start = max(start, until)
    if start < work.end:
        parts.append((start, work.end))
    deducted = work.shift.deducted
    while deducted and parts:
        begin, until = parts.pop()
        if until - begin > deducted:
            parts.append((begin, until - deducted))
        deducted -= min(deducted, until - begin)
    return parts
