"""Salaries: what a monthly amount is in a period, split between the locations of the hours."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from timetracking.pay.engine.inputs import Contract, Key, Period, Person
from timetracking.pay.engine.kinds import SALARY
from timetracking.pay.engine.lines import Group, Groups, Line
from timetracking.pay.engine.rules import RuleSet
from timetracking.pay.engine.terms import Terms, round_half_up

_LONGER_THAN_A_MONTH = timedelta(days=31)


def salary_lines(
    person: Person, groups: Groups, period: Period, places: int, rules: RuleSet
) -> Iterator[Line]:
    """Yield the lines of each salary that holds on days of the period.

    It is split in proportion to the regular hours at each location, to the cent; without hours the
    person's home bears it.
    """
    salaried = [group for group in groups if group.kind is SALARY]
    for contract in person.contracts:
        due = share_of(contract, period)
        if due is None:
            continue
        own = _joined(group for group in salaried if group.terms.contract is contract)
        if not own:
            own = [Group(SALARY, Terms(None, None, contract), person.home)]
        yield from _split(own, due, places, rules)


def share_of(contract: Contract, period: Period) -> Fraction | None:
    """Return what a salary is in a period: of each month, its share of the month's days.

    None without a salary, or if the contract holds on no day of the period.
    """
    first = max(contract.first, period.first)
    last = min(contract.last or period.last, period.last)
    if contract.salary is None or first > last:
        return None
    share = Fraction()
    while first <= last:
        following = (first.replace(day=1) + _LONGER_THAN_A_MONTH).replace(day=1)
        until = min(following, last + timedelta(days=1))
        share += Fraction((until - first).days, (following - first.replace(day=1)).days)
        first = until
    return share * Fraction(contract.salary)


def _joined(groups: Iterable[Group]) -> list[Group]:
    """Return one group for each location, whatever the rates for other hours were."""
    by_location: dict[Key | None, Group] = {}
    for group in groups:
        one = by_location.get(group.location)
        if one is None:
            terms = Terms(None, None, group.terms.contract)
            one = by_location[group.location] = Group(SALARY, terms, group.location)
        one.minutes += group.minutes
        one.pieces += group.pieces
    return sorted(by_location.values(), key=lambda group: str(group.location))


def _split(groups: list[Group], due: Fraction, places: int, rules: RuleSet) -> Iterator[Line]:
    minutes = sum(group.minutes for group in groups)
    so_far, paid = 0, Decimal(0)
    for group in groups:
        so_far += group.minutes
        share = Fraction(so_far, minutes) if minutes else Fraction(1)
        # The sum so far is rounded, so that the parts add up to the whole.
        total = round_half_up(due * share, places)
        contract = group.terms.contract
        group.note = {
            "salary": str(contract.salary if contract else ""),
            "due": str(round_half_up(due, places)),
        }
        yield group.line(places, rules, amount=total - paid)
        paid = total
