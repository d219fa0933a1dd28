"""Weeks of seven days that begin on a weekday of the company's choice."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Self

from timetracking.base.errors import UnknownWeek
from timetracking.base.local_time import week_bounds

_LABEL = re.compile(r"([0-9]{4})-W([0-9]{2})")
_FIRST_YEAR, _LAST_YEAR = 1970, 9998


@dataclass(frozen=True, order=True)
class Week:
    """The seven days from `start`."""

    start: date

    @classmethod
    def of(cls, day: date, *, starts_on: int) -> Self:
        """Return the week of `day` when weeks start on ISO weekday `starts_on`."""
        return cls(day - timedelta(days=(day.isoweekday() - starts_on) % 7))

    @classmethod
    def parse(cls, label: str, *, starts_on: int) -> Self:
        """Return the week with this label; raise UnknownWeek if there is none."""
        match = _LABEL.fullmatch(label)
        year, number = map(int, match.groups()) if match else (0, 0)
        if _FIRST_YEAR <= year <= _LAST_YEAR:
            with suppress(ValueError):
                fourth_day = date.fromisocalendar(year, number, (starts_on + 2) % 7 + 1)
                return cls(fourth_day - timedelta(days=3))
        raise UnknownWeek

    @classmethod
    def shown(cls, label: str | None, *, today: date, starts_on: int) -> Self:
        """Return the week with this label, today's for None; raise UnknownWeek for a future one."""
        current = cls.of(today, starts_on=starts_on)
        week = current if label is None else cls.parse(label, starts_on=starts_on)
        if week > current:
            raise UnknownWeek
        return week

    @property
    def label(self) -> str:
        """The ISO week, such as 2026-W47, of the fourth day, and so of most of the week."""
        year, number, _weekday = (self.start + timedelta(days=3)).isocalendar()
        return f"{year}-W{number:02}"

    @property
    def end(self) -> date:
        """The last day."""
        return self.start + timedelta(days=6)

    @property
    def days(self) -> list[date]:
        """All seven days."""
        return [self.start + timedelta(days=number) for number in range(7)]

    @property
    def previous(self) -> "Week":
        """The week before."""
        return Week(self.start - timedelta(days=7))

    @property
    def next(self) -> "Week":
        """The week after."""
        return Week(self.start + timedelta(days=7))

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the first moments of this week and the next, in UTC."""
        return week_bounds(self.start, zone)
