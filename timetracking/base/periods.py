"""Periods of whole days: `?from=2026-03-02&to=2026-03-08` in an address."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Self

from timetracking.base.errors import UnknownDay, UnknownPeriod
from timetracking.base.local_time import day_start
from timetracking.base.weeks import Week

# A page shows a column for each day.
LONGEST = 62
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST, _LAST = date(1970, 1, 1), date(9998, 12, 31)


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`."""

    first: date
    last: date

    @classmethod
    def shown(
        cls, first: str, last: str, *, today: date, starts_on: int, longest: int = LONGEST
    ) -> Self:
        """Return the period with these days, the week of `today` for two empty ones.

        With one of them, a week from or up to it. Raises UnknownPeriod for what is no day, for a
        period that ends before it begins or has more than `longest` days.
        """
        if not first and not last:
            week = Week.of(today, starts_on=starts_on)
            return cls(week.start, week.end)
        a_week = timedelta(days=6)
        try:
            start = _day(first) if first else _day(last) - a_week
            end = _day(last) if last else start + a_week
        except ValueError:
            raise UnknownPeriod(longest) from None
        if not start <= end or (end - start).days >= longest:
            raise UnknownPeriod(longest)
        return cls(start, end)

    @property
    def days(self) -> list[date]:
        """All its days."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def previous(self) -> "Period":
        """The period before: the month before for a whole month, else as many days before."""
        if self.is_month:
            last = self.first - timedelta(days=1)
            return Period(last.replace(day=1), last)
        return self._moved(-1)

    @property
    def next(self) -> "Period":
        """The period after."""
        if self.is_month:
            return Period.month_of(self.last + timedelta(days=1))
        return self._moved(1)

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """Return the month of a day."""
        first = day.replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
        return cls(first, following - timedelta(days=1))

    @property
    def is_month(self) -> bool:
        """Whether it is a whole month."""
        return self == Period.month_of(self.first)

    @property
    def query(self) -> str:
        """The period in an address, without a question mark."""
        return f"from={self.first.isoformat()}&to={self.last.isoformat()}"

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return its first moment and that of the day after, in UTC."""
        return day_start(self.first, zone), day_start(self.last + timedelta(days=1), zone)

    def _moved(self, steps: int) -> "Period":
        length = timedelta(days=len(self.days) * steps)
        return Period(self.first + length, self.last + length)


def shown_day(text: str, *, today: date) -> date:
    """Return the day of an address, `today` for an empty one. Raises UnknownDay."""
    try:
        return _day(text) if text else today
    except ValueError:
        raise UnknownDay from None


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    day = date.fromisoformat(text)
    if not _FIRST <= day <= _LAST:
        raise ValueError(text)
    return day
