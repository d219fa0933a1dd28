"""What somebody gets for a period, and the hours that it is for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from timetracking.pay.engine.bank import Balance
from timetracking.pay.engine.lines import Line
from timetracking.pay.engine.pay import Hours

_NOTHING = Decimal(0)
# Have no rate of an hour, by what they are.
_WITHOUT_RATE = ("salary", "banked")


@dataclass(frozen=True)
class PersonPay:
    """What somebody gets for a period. `hours` and `balance` are None once it is stored."""

    employee: int
    lines: tuple[Line, ...]
    hours: Hours | None = None
    balance: Balance | None = None

    @property
    def amount(self) -> Decimal:
        """The sum of all lines."""
        return sum((line.amount for line in self.lines), _NOTHING)

    @property
    def minutes(self) -> int:
        """The worked minutes of the period, as on its grid; adjustments are of other periods."""
        return sum(line.minutes for line in self.lines if line.is_time and not line.adjusts)

    @property
    def lacks_rate(self) -> bool:
        """Whether hours have no price, because no rate and no salary holds on their day."""
        return any(
            line.is_time and line.minutes and line.rate is None and not line.adjusts
            for line in self.lines
            if line.name not in _WITHOUT_RATE
        )


def with_targets(hours: Hours, targets: Mapping[date, int]) -> Hours:
    """Return the hours with the minutes to work on each day, none on a day without a contract."""
    days = tuple(replace(day, target=targets.get(day.day, 0)) for day in hours.days)
    return replace(hours, days=days)
