"""The hours of a shift, in whole minutes: the one rule for rows, lists and reports. Asks nothing.

A minute is a number, counted from 1970 in UTC, so that local changes of the clocks do not matter.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

# Rule 11c: enough for a double shift. A longer one is never recorded, and one that is still open
# counts for no more.
LONGEST = timedelta(hours=24)
MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

M = TypeVar("M", int, datetime)
# The first minute and the one at the end; None while it lasts.
Minutes = tuple[int, int | None]


def minute_of(moment: datetime) -> int:
    """Return the minute that clocks showed at an aware moment: rule 11a cuts seconds off.

    So whoever adds up the times that a page shows gets the hours that it shows.
    """
    return (moment - _EPOCH) // MINUTE


def minute_of_number(microseconds: int) -> int:
    """Return the same for a moment that is the number of microseconds since 1970 in UTC."""
    return microseconds // 60_000_000


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Return the time between two aware moments as clocks showed them: whole minutes, rule 11a."""
    return timedelta(minutes=minute_of(end) - minute_of(start))


def end_of(start: M, end: M | None, now: M) -> M:
    """Return when a shift ends, or `now` for one that is open; never a time before its start.

    The three are moments, or minutes. An open shift counts for at most a day: who is in for longer
    has forgotten to clock out.
    """
    longest: Any = LONGEST if isinstance(start, datetime) else LONGEST // MINUTE
    return min(max(now, start), start + longest) if end is None else end


def is_overlong(start: int, now: int) -> bool:
    """Return whether an open shift has been open for longer than a shift may be."""
    return now - start > LONGEST // MINUTE


def minutes_within(span: Minutes, start: int, end: int) -> int:
    """Return the minutes of a break within [start, end); an open one lasts until `end`."""
    first, last = span
    return max(min(end, end if last is None else last) - max(start, first), 0)


class Worked(NamedTuple):
    """The minutes of a shift that count as work.

    `unpaid` are its unpaid breaks. The `deducted` minutes are at its end: the work beyond the
    threshold is what lacks a break. Both together never take more than there is.
    """

    start: int
    end: int
    unpaid: Sequence[Minutes]
    deducted: int

    @property
    def minutes(self) -> int:
        """All of them."""
        return max(self._without_breaks(self.end) - self.deducted, 0)

    def until(self, minute: int) -> int:
        """Return those before a minute of the shift."""
        return min(self._without_breaks(minute), self.minutes)

    def within(self, first: int, last: int) -> int:
        """Return those within [first, last), whose parts add up to all of them."""
        return self.until(self._clamped(last)) - self.until(self._clamped(first))

    def _without_breaks(self, minute: int) -> int:
        taken = sum([minutes_within(one, self.start, minute) for one in self.unpaid])
        return minute - self.start - taken

    def _clamped(self, minute: int) -> int:
        return min(max(minute, self.start), self.end)
