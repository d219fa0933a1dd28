"""Pay periods: weekly, two-weekly, half-monthly or monthly, from any first day. Pure functions.

Periods touch and never overlap. A schedule is a list of changes; each holds from a day on, and cuts
the last period before it, so that a day belongs to one period whatever the company changes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from timetracking.base.periods import Period

_DAY = timedelta(days=1)
# Every month has these days, so a period that begins on one begins in every month.
LAST_MONTHLY = 28
LAST_HALF = 13
_HALF = 15


class Kind(models.TextChoices):
    """How long the periods are."""

    WEEKLY = "weekly", _("Weekly")
    TWO_WEEKLY = "two-weekly", _("Every two weeks")
    HALF_MONTHLY = "half-monthly", _("Twice a month")
    MONTHLY = "monthly", _("Monthly")


_WEEKS = {Kind.WEEKLY: 7, Kind.TWO_WEEKLY: 14}


@dataclass(frozen=True, order=True)
class Change:
    """From the day `since` on the periods are of this kind, and one of them begins on `first`.

    With `first` after the 28th there are no monthly periods: see `fits`.
    """

    since: date
    kind: Kind
    first: date

    @property
    def text(self) -> str:
        """The change as it is stored."""
        return f"{self.since.isoformat()} {self.kind.value} {self.first.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return a stored change."""
        since, kind, first = text.split(" ")
        return cls(date.fromisoformat(since), Kind(kind), date.fromisoformat(first))

    def period_of(self, day: date) -> Period:
        """Return the period of a day as if there were no other change."""
        if length := _WEEKS.get(self.kind):
            first = day - timedelta(days=(day - self.first).days % length)
            return Period(first, first + timedelta(days=length - 1))
        starts = sorted(_starts_around(day, self._days))
        first = max(start for start in starts if start <= day)
        return Period(first, min(start for start in starts if start > day) - _DAY)

    @property
    def _days(self) -> tuple[int, ...]:
        """The days of the month on which periods begin."""
        if self.kind == Kind.MONTHLY:
            return (self.first.day,)
        lower = self.first.day if self.first.day <= LAST_HALF else self.first.day - _HALF
        return lower, lower + _HALF


def fits(kind: Kind, first: date) -> bool:
    """Return whether periods of this kind can begin on the day `first` in every month.

    Monthly: from the 1st to the 28th. Half-monthly: from the 1st to the 13th, or the day 15 days
    after one of these.
    """
    if kind == Kind.MONTHLY:
        return first.day <= LAST_MONTHLY
    if kind == Kind.HALF_MONTHLY:
        return first.day <= LAST_HALF or _HALF < first.day <= LAST_HALF + _HALF
    return True


# What a company has until it chooses.
_CALENDAR_MONTHS = Change(date.min, Kind.MONTHLY, date(1970, 1, 1))


@dataclass(frozen=True)
class Schedule:
    """The pay periods of a company: its changes in order, the first of which has no beginning."""

    changes: tuple[Change, ...] = (_CALENDAR_MONTHS,)

    @classmethod
    def of(cls, stored: Iterable[str]) -> Self:
        """Return the schedule that `Rules.pay_schedule` stores; none stands for calendar months."""
        changes = tuple(sorted(Change.parse(text) for text in stored))
        return cls(changes) if changes else cls()

    @property
    def stored(self) -> list[str]:
        """The schedule as it is stored."""
        return [change.text for change in self.changes]

    def change_of(self, day: date) -> Change:
        """Return the change that holds on a day."""
        return next((one for one in reversed(self.changes) if one.since <= day), self.changes[0])

    def period_of(self, day: date) -> Period:
        """Return the period to which a day belongs."""
        change = self.change_of(day)
        period = change.period_of(day)
        first, last = period.first, period.last
        if change is not self.changes[0]:
            first = max(first, change.since)
        following = (one.since for one in self.changes if one.since > day)
        if (end := next(following, None)) is not None:
            last = min(last, end - _DAY)
        return Period(first, last)

    def previous(self, period: Period) -> Period:
        """Return the period before."""
        return self.period_of(period.first - _DAY)

    def next(self, period: Period) -> Period:
        """Return the period after."""
        return self.period_of(period.last + _DAY)

    def begins(self, day: date) -> bool:
        """Return whether a period begins on a day."""
        return self.period_of(day).first == day

    def latest(self, day: date, number: int) -> Iterator[Period]:
        """Yield the period of a day and those before it, the latest first."""
        period = self.period_of(day)
        for _number in range(number):
            yield period
            period = self.previous(period)

    def following(self, period: Period) -> Iterator[Period]:
        """Yield a period and all that come after it."""
        while True:
            yield period
            period = self.next(period)

    def changed(self, kind: Kind, first: date, *, since: date | None) -> "Schedule":
        """Return the schedule with periods of another kind from the day `since` on, or always."""
        if since is None:
            return Schedule((Change(date.min, kind, first),))
        kept = tuple(one for one in self.changes if one.since < since)
        return Schedule((*kept, Change(since, kind, first)))


def _starts_around(day: date, days: Iterable[int]) -> Iterator[date]:
    """Yield the days of the month before, of this month and of the next one."""
    month = day.replace(day=1)
    before, after = (month - _DAY).replace(day=1), (month + timedelta(days=31)).replace(day=1)
    for one in (before, month, after):
        for number in days:
            yield one.replace(day=number)
