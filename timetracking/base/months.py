"""Calendar months."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Self

from timetracking.base.local_time import day_start

_LONGER_THAN_A_MONTH = timedelta(days=31)


@dataclass(frozen=True, order=True)
class Month:
    """The month that begins on the day `start`."""

    start: date

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month of `day`."""
        return cls(day.replace(day=1))

    @property
    def end(self) -> date:
        """The last day."""
        return self._next_start - timedelta(days=1)

    @property
    def days(self) -> list[date]:
        """All its days."""
        length = (self._next_start - self.start).days
        return [self.start + timedelta(days=number) for number in range(length)]

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the first moments of this month and the next, in UTC."""
        return day_start(self.start, zone), day_start(self._next_start, zone)

    @property
    def _next_start(self) -> date:
        return (self.start + _LONGER_THAN_A_MONTH).replace(day=1)
