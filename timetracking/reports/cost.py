"""What an hour of somebody costs: the one place where reports read rates."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from timetracking.models import Contract, Employee, Pay, Rate
from timetracking.reports.steps import Steps

# What an hour of one person costs: each with the day from which on it holds, in order. None from
# the end of a contract without a rate.
Rates = Sequence[tuple[date, Decimal | None]]
_WEEKS_A_MONTH = Decimal(52) / 12

UNRATED, HIDDEN = -1, -2
"""Stand for the price of an hour that has none, and of one that the reader may not see."""


def rates_seen_by(actor: Employee) -> Mapping[int, Rates]:
    """Return the rates that `actor` may see, by the id of the employee.

    These are the rates of everyone for an owner, and those of members whom they may see for a
    manager; whose rates may not be seen is missing. Who has no rate has an empty list. An hour of a
    salary costs 12/52 of the monthly amount by the hours a week (29 CFR 778.113). Three queries.
    """
    people = Employee.objects.managed_by(actor).order_by()
    found: dict[int, list[tuple[date, Decimal | None]]] = {
        pk: [] for pk in people.values_list("pk", flat=True)
    }
    rates = Rate.objects.filter(employee__in=found).order_by("starts_on")
    for pk, day, amount in rates.values_list("employee", "starts_on", "amount"):
        found[pk].append((day, amount))
    for contract in Contract.objects.filter(employee__in=found, pay=Pay.SALARY).by_day():
        pk = contract.employee_id
        found[pk] = with_salary(found[pk], contract)
    return found


def with_salary(rates: Rates, contract: Contract) -> list[tuple[date, Decimal | None]]:
    """Replace the rates of the days of a contract by what an hour of its salary costs."""
    first, last = contract.starts_on, contract.ends_on
    following = last + timedelta(days=1) if last else date.max
    kept = {day: amount for day, amount in rates if day < first or day >= following}
    if last:
        earlier = [amount for day, amount in rates if day <= following]
        kept.setdefault(following, earlier[-1] if earlier else None)
    month = contract.hours * _WEEKS_A_MONTH
    kept[first] = contract.salary / month if month and contract.salary is not None else None
    return sorted(kept.items())


class Prices(Steps):
    """What an hour of each person costs on each day, in cents, or UNRATED or HIDDEN."""

    def __init__(
        self, rates: Mapping[int, Rates], people: Collection[int], first: date, last: date
    ) -> None:
        """Take the prices of all `people`, on days from `first` to `last`."""
        known = {
            person: [(date.min, UNRATED), *((day, cents(rate)) for day, rate in rates[person])]
            if person in rates
            else [(date.min, HIDDEN)]
            for person in people
        }
        super().__init__(known, first, last)


def cents(rate: Decimal | None) -> int:
    """Return a rate in whole cents, rounded half up, or UNRATED."""
    return UNRATED if rate is None else int((rate * 100).to_integral_value(ROUND_HALF_UP))
