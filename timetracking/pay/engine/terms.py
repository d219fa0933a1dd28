"""What somebody is employed for and paid on a day, and how long they are to work."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from timetracking.pay.engine.clocks import weekday
from timetracking.pay.engine.inputs import Contract, Person, Rate

# A year's months and weeks, to reduce a monthly salary to a week: 29 CFR 778.113(b).
MONTHS, WEEKS = 12, 52


@dataclass(frozen=True, eq=False, slots=True)
class Terms:
    """What a shift is paid by: an hour's rate, None if there is none, and the contract."""

    hourly: Fraction | None
    rate: Rate | None
    contract: Contract | None

    @property
    def is_salaried(self) -> bool:
        """Whether a salary pays the regular hours."""
        return self.contract is not None and self.contract.salary is not None


class TermsOf:
    """The terms and targets of one person, looked up once for each day and position."""

    def __init__(self, person: Person) -> None:
        self._contracts = sorted(person.contracts, key=lambda contract: contract.first)
        self._starts = [contract.first.toordinal() for contract in self._contracts]
        self._rates = sorted(person.rates, key=lambda rate: rate.since, reverse=True)
        self._found: dict[tuple[int, str], Terms] = {}
        self._same: dict[tuple[Rate | None, Contract | None], Terms] = {}
        self._holidays = person.holidays.get(person.home, {})
        self._absences: dict[date, int] = {}
        for absence in person.absences:
            halves = self._absences.get(absence.day, 0) + (1 if absence.is_half else 2)
            self._absences[absence.day] = min(halves, 2)

    def on(self, day: int, position: str) -> Terms:
        """Return the terms of a shift that belongs to `day`: rule 14."""
        found = self._found.get((day, position))
        if found is None:
            found = self._found[day, position] = self._look_up(day, position)
        return found

    def contract_on(self, day: int) -> Contract | None:
        """Return the contract that holds on a day; of several, the one that began last."""
        number = bisect_right(self._starts, day) - 1
        that_day = date.fromordinal(day)
        for contract in reversed(self._contracts[: number + 1]):
            if contract.covers(that_day):
                return contract
        return None

    def agreed(self, day: int) -> int:
        """Return the minutes that the contract has for a day, holidays and absences aside."""
        contract = self.contract_on(day)
        if contract is None:
            return 0
        return _spread(contract.weekly_minutes, contract.working_days).get(weekday(day), 0)

    def target(self, day: int) -> int:
        """Return the minutes that are to be worked on a day.

        None on a holiday or an absence that is paid as worked, half of them on half of one: rule
        16b.
        """
        agreed = self.agreed(day)
        if not agreed:
            return 0
        that_day = date.fromordinal(day)
        holiday = self._holidays.get(that_day)
        free = (1 if holiday.is_half else 2) if holiday else 0
        free += self._absences.get(that_day, 0)
        return agreed if not free else 0 if free > 1 else agreed - agreed // 2

    def _look_up(self, day: int, position: str) -> Terms:
        contract = self.contract_on(day)
        rate = self._rate_on(day, position or (contract.position if contract else ""))
        terms = self._same.get((rate, contract))
        if terms is None:
            hourly = Fraction(rate.hourly) if rate else _hourly(contract)
            terms = self._same[rate, contract] = Terms(hourly, rate, contract)
        return terms

    def _rate_on(self, day: int, position: str) -> Rate | None:
        general = None
        for rate in self._rates:
            if rate.since.toordinal() <= day:
                if rate.position == position:
                    return rate
                if not rate.position and general is None:
                    general = rate
        return general


@lru_cache(maxsize=1000)
def _spread(weekly: int, working_days: tuple[int, ...]) -> dict[int, int]:
    """Return the minutes of each working day: whole ones, whose sum is exactly that of the week."""
    days = sorted(set(working_days))
    until = [weekly * number // len(days) for number in range(len(days) + 1)] if days else [0]
    return {day: end - start for day, (start, end) in zip(days, pairwise(until), strict=True)}


def _hourly(contract: Contract | None) -> Fraction | None:
    """Return what an hour of a salary is worth: 29 CFR 778.113."""
    if contract is None or contract.salary is None or not contract.weekly_minutes:
        return None
    weekly = Fraction(contract.salary) * MONTHS / WEEKS
    return weekly * 60 / contract.weekly_minutes


def hourly_of(contract: Contract) -> Decimal | None:
    """Return what an hour of a salary is worth, to four places; None without a salary."""
    hourly = _hourly(contract)
    return None if hourly is None else round_half_up(hourly, 4)


def round_half_up(value: Fraction, places: int) -> Decimal:
    """Return the value with so many decimal places; a half is rounded away from zero."""
    scale = 10**places
    doubled = 2 * abs(value.numerator) * scale + value.denominator
    units = doubled // (2 * value.denominator)
    return Decimal(units if value >= 0 else -units).scaleb(-places)
