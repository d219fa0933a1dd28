"""The days, weeks or months into which a period falls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from timetracking.base.months import Month
from timetracking.base.periods import Period
from timetracking.base.weeks import Week

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Spans:
    """The parts of a period in order, each from its first day to its last, without gaps.

    With `cuts`, a shift that reaches over midnight between two of them counts in both; without, a
    shift counts on the day on which it began, and only the edges of the period cut it.
    """

    period: Period
    parts: Sequence[Period]
    cuts: bool

    @property
    def edges(self) -> list[date]:
        """The days at whose midnight a shift is cut: the first of each part, and the day after."""
        parts = self.parts if self.cuts else [self.period]
        return [*(part.first for part in parts), self.period.last + DAY]


def by_day(period: Period) -> Spans:
    """Return the days of a period."""
    return Spans(period, [Period(day, day) for day in period.days], cuts=False)


def by_week(period: Period, starts_on: int) -> Spans:
    """Return the weeks, of which the first and the last have the days of the period alone."""
    parts, week = [], Week.of(period.first, starts_on=starts_on)
    while week.start <= period.last:
        parts.append(Period(max(week.start, period.first), min(week.end, period.last)))
        week = week.next
    return Spans(period, parts, cuts=True)


def by_month(period: Period) -> Spans:
    """Return the months, of which the first and the last have the days of the period alone."""
    parts, month = [], Month.of(period.first)
    while month.start <= period.last:
        parts.append(Period(max(month.start, period.first), min(month.end, period.last)))
        month = Month.of(month.end + DAY)
    return Spans(period, parts, cuts=True)


def whole(period: Period) -> Spans:
    """Return the period as its only part."""
    return Spans(period, [period], cuts=True)
