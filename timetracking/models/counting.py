"""The hours of a shift, in whole minutes: the one rule for rows, lists and reports. Asks nothing.

A minute is a number, counted from 1970 in UTC, so that local changes of the clocks do not matter.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

# Rule 11c: enough for a double shift. A longer one is never recorded, and one that is still open
# counts for no more.
LONGEST = timedelta(hours=24)
MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# The first minute and the one at the end; None while it lasts.
Minutes = tuple[int, int | None]


def minute_of(moment: datetime) -> int:
    """Return the minute that clocks showed at an aware moment: rule 11a cuts seconds off.

    So whoever adds up the times that a page shows gets the hours that it shows.
    """
    return (moment - _EPOCH) // MINUTE


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Return the time between two aware moments as clocks showed them: whole minutes, rule 11a."""
    return timedelta(minutes=minute_of(end) - minute_of(start))


def end_of(check_in: datetime, check_out: datetime | None, now: datetime) -> datetime:
    """Return the check-out, or `now` for an open shift; never a time before the check-in.

    An open shift counts for at most a day: who is in for longer has forgotten to clock out.
    """
    return check_out or min(max(now, check_in), check_in + LONGEST)


def is_overlong(check_in: datetime, check_out: datetime | None, now: datetime) -> bool:
    """Return whether a shift is open and has been for longer than a shift may be."""
    return check_out is None and elapsed(check_in, now) > LONGEST


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
        return self.until(self.end)

    def until(self, minute: int) -> int:
        """Return those before a minute of the shift."""
        counted = self.end - self.start - self.deducted
        worked = minute - self.start
        for one in self.unpaid:
            counted -= minutes_within(one, self.start, self.end)
            worked -= minutes_within(one, self.start, minute)
        return min(worked, max(counted, 0))

    def within(self, first: int, last: int) -> int:
        """Return those within [first, last), whose parts add up to all of them."""
        return self.until(self._clamped(last)) - self.until(self._clamped(first))

    def _clamped(self, minute: int) -> int:
        return min(max(minute, self.start), self.end)
