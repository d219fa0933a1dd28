"""Short ways to write down shifts, people and rules, and what the engine makes of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.inputs import (
    Absence,
    Break,
    Calendar,
    Contract,
    Key,
    Period,
    Person,
    Rate,
    Shift,
)
from timetracking.pay.engine.pay import Pay, pay
from timetracking.pay.engine.rules import Premium, RuleSet, Step

MADRID, BERLIN, LONDON = "Europe/Madrid", "Europe/Berlin", "Europe/London"
NEW_YORK, LOS_ANGELES = "America/New_York", "America/Los_Angeles"
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
# A month that begins and ends with a week: Monday 1 June to Sunday 28 June.
JUNE = Period(date(2026, 6, 1), date(2026, 6, 28))
NEW_YEAR = date(2026, 1, 1)


def at(moment: str, zone: str = MADRID, *, fold: int = 0) -> datetime:
    """Return the moment at which clocks show it: "2026-06-01 09:00"."""
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone), fold=fold)


def rest(start: str, end: str, zone: str = MADRID, *, paid: bool = False) -> Break:
    return Break(at(start, zone), at(end, zone), paid)


@dataclass
class Shifts:
    """Makes shifts of one zone with keys in order."""

    zone: str = MADRID
    location: Key | None = "bar"
    made: list[Shift] = field(default_factory=list)

    def add(
        self,
        start: str,
        end: str,
        *breaks: Break,
        deducted: int = 0,
        position: str = "",
        location: Key | None = None,
        is_provisional: bool = False,
    ) -> "Shifts":
        """Add a shift; an end without a date is on the day of the start."""
        if len(end) == len("09:00"):
            end = f"{start[:10]} {end}"
        shift = Shift(
            key=len(self.made) + 1,
            zone=self.zone,
            check_in=at(start, self.zone),
            check_out=at(end, self.zone),
            location=location or self.location,
            breaks=breaks,
            deducted=deducted,
            position=position,
            is_provisional=is_provisional,
        )
        self.made.append(shift)
        return self

    def days(self, first: str, hours: Iterable[float], start: int = 8) -> "Shifts":
        """Add a shift of so many hours on each day from `first`, none for 0."""
        day = date.fromisoformat(first)
        for number, length in enumerate(hours):
            if length:
                that_day = date.fromordinal(day.toordinal() + number)
                end = start * 60 + round(length * 60)
                self.add(f"{that_day} {start:02}:00", f"{that_day} {end // 60:02}:{end % 60:02}")
        return self


def person(
    shifts: Shifts | Iterable[Shift] = (),
    *,
    rate: str = "10",
    weekly: int = 40,
    working_days: tuple[int, ...] = (1, 2, 3, 4, 5),
    salary: str | None = None,
    rates: tuple[Rate, ...] | None = None,
    holidays: dict[Key | None, Calendar] | None = None,
    absences: tuple[Absence, ...] = (),
) -> Person:
    """Return somebody with a contract and a rate since New Year."""
    contract = Contract(
        NEW_YEAR, weekly * 60, working_days, salary=Decimal(salary) if salary else None
    )
    hourly = () if salary else (Rate(NEW_YEAR, Decimal(rate)),)
    return Person(
        key=1,
        contracts=(contract,),
        rates=hourly if rates is None else rates,
        shifts=tuple(shifts.made if isinstance(shifts, Shifts) else shifts),
        holidays=holidays or {},
        home="bar",
        absences=absences,
    )


def steps(*pairs: tuple[float, str]) -> tuple[Step, ...]:
    """Return steps of overtime, each after so many hours with its multiplier."""
    return tuple(Step(round(hours * 60), Decimal(multiplier)) for hours, multiplier in pairs)


def night(percent: str = "25", begins: int = 22, ends: int = 6) -> Premium:
    return Premium("night", Decimal(percent), begins * 60, ends * 60)


def sunday(percent: str = "50") -> Premium:
    return Premium("sunday", Decimal(percent), weekdays=(7,))


PLAIN = RuleSet("plain")


def paid(
    somebody: Person | Shifts, rules: RuleSet | RuleBook = PLAIN, period: Period = JUNE
) -> Pay:
    """Return the pay of somebody, or of whoever had these shifts."""
    one = person(somebody) if isinstance(somebody, Shifts) else somebody
    return pay(one, period, rules if isinstance(rules, RuleBook) else RuleBook.of(rules))


def minutes(result: Pay) -> dict[str, int]:
    """Return the minutes by the code of the line, over all locations and rates."""
    sums: dict[str, int] = {}
    for line in result.lines:
        sums[line.code] = sums.get(line.code, 0) + line.minutes
    return sums


def amounts(result: Pay) -> dict[str, Decimal]:
    """Return the amounts by the code of the line, over all locations and rates."""
    sums: dict[str, Decimal] = {}
    for line in result.lines:
        sums[line.code] = sums.get(line.code, Decimal()) + line.amount
    return sums


def total(result: Pay) -> Decimal:
    """Return the sum of all amounts."""
    return sum((line.amount for line in result.lines), Decimal())
