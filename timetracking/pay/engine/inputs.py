"""What pay is computed from: a person's contracts, rates and shifts, and the days of a period.

All values are given; nothing here asks the database or the clock. Lengths are whole minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

Key = int | str
"""Names a person, a shift or a location in what comes out."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """All its days."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Break:
    """A break of a shift, between two aware moments."""

    start: datetime
    end: datetime
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift between two aware moments; seconds are cut off, as clocks show them (rule 11a).

    `zone` is the IANA name of the zone in which it was worked. An open shift is given with the
    current time as its end, and as provisional. `deducted` minutes at its end do not count.
    """

    key: Key
    zone: str
    check_in: datetime
    check_out: datetime
    location: Key | None = None
    breaks: tuple[Break, ...] = ()
    deducted: int = 0
    is_provisional: bool = False
    position: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """What somebody is employed for, from `first` to `last` or without an end.

    `weekly_minutes` are spread evenly over `working_days` (ISO weekdays). Whoever has a `salary`,
    an amount for each calendar month, is paid that; the others are paid by the hour.
    """

    first: date
    weekly_minutes: int
    working_days: tuple[int, ...] = (1, 2, 3, 4, 5)
    last: date | None = None
    salary: Decimal | None = None
    position: str = ""

    def covers(self, day: date) -> bool:
        """Return whether it holds on `day`."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Rate:
    """What an hour is paid from a day on: in one position, or in all that have no rate."""

    since: date
    hourly: Decimal
    position: str = ""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday; a half one begins at the minute of the day that the rule set names."""

    name: str
    is_half: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """A day, or half of one, on which somebody is absent and which is paid as if worked."""

    day: date
    is_half: bool = False


Calendar = Mapping[date, Holiday]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with all that their pay depends on, in any order.

    `home` is the location whose holidays shorten their target, and which bears a salary without
    hours. The holidays that give a premium are those of each shift's own location.
    """

    key: Key
    contracts: tuple[Contract, ...] = ()
    rates: tuple[Rate, ...] = ()
    shifts: tuple[Shift, ...] = ()
    holidays: Mapping[Key | None, Calendar] = field(default_factory=dict)
    home: Key | None = None
    absences: tuple[Absence, ...] = ()
