"""Target, balance and cost beside and below the team's hours, and the marks of holidays.

What they need of all people is read once for a page, in two queries.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from places.money import amount
from timetracking.base.minutes import duration, signed
from timetracking.calendars.holidays import Days, holidays_at, shared
from timetracking.contracts.reading import targets_within
from timetracking.models import Contract, Employee, EmployeeLocation, Holiday, Location, Pay, Rate
from timetracking.reports.cost import UNRATED, Rates, cents, with_salary
from timetracking.timesheets import marks
from timetracking.timesheets.columns import (
    Asked,
    Column,
    DayRow,
    Shown,
    register_column,
    register_row,
)
from timetracking.timesheets.marks import HOLIDAY, Marked

_CENT, _MINUTE = Decimal("0.01"), timedelta(minutes=1)


@dataclass(frozen=True)
class Person:
    """What was agreed with somebody, and the holidays where they work.

    `is_seen` says that the reader may see their contracts, and `is_managed` their rates too.
    """

    contracts: list[Contract]
    rates: Rates
    off: Days
    is_seen: bool
    is_managed: bool


class Terms:
    """What was agreed with the people of a page."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.people = dict(_people(asked))

    @cached_property
    def targets(self) -> dict[int, dict[date, int]]:
        """The target of each day with a contract, of those whose contracts may be seen."""
        period, found = self._asked.period, {}
        # Many people have the same hours: 15,000 days are too many to ask for each alone.
        known: dict[Any, dict[date, int]] = {}
        for pk, person in self.people.items():
            if not (person.is_seen and person.contracts):
                continue
            key = id(person.off), tuple(map(_terms, person.contracts))
            if key not in known:
                known[key] = targets_within(person.contracts, person.off, period.first, period.last)
            found[pk] = known[key]
        return found

    @cached_property
    def costs(self) -> dict[int, list[int]]:
        """What an hour of each person costs on each day, in cents or UNRATED.

        Who may not be managed by the reader, or has no rate at all, is missing.
        """
        days = self._asked.period.days
        known: dict[Any, list[int]] = {}
        found = {}
        for pk, person in self.people.items():
            if person.is_managed and person.rates:
                key = tuple(person.rates)
                if key not in known:
                    known[key] = list(_prices(person.rates, days))
                found[pk] = known[key]
        return found


def connect() -> None:
    """Let the team's hours show these."""
    marks.register(holidays)
    for column in (target, balance, cost):
        register_column(column)
    register_row(cost_by_day)


def terms_of(asked: Asked) -> Terms:
    """Return the terms of a page, which are read when they are first asked for."""
    if "terms" not in asked.known:
        asked.known["terms"] = Terms(asked)
    terms: Terms = asked.known["terms"]
    return terms


def holidays(asked: Asked) -> Iterator[Marked]:
    """Mark the holidays of each person."""
    for pk, person in terms_of(asked).people.items():
        for day in person.off:
            yield pk, day, HOLIDAY


def target(shown: Shown) -> Column | None:
    """Return what each person should work in the period."""
    sums = {pk: sum(days.values()) for pk, days in _targets(shown).items()}
    texts = {pk: duration(minutes * _MINUTE) for pk, minutes in sums.items()}
    return Column(_("Target"), texts, duration(sum(sums.values()) * _MINUTE))


def balance(shown: Shown) -> Column | None:
    """Return the hours less the target of the days that have begun."""
    today = shown.asked.today
    balances = {
        pk: shown.minutes[pk] - sum(minutes for day, minutes in days.items() if day <= today)
        for pk, days in _targets(shown).items()
    }
    nothing = duration(timedelta())
    texts = {pk: signed(minutes * _MINUTE) or nothing for pk, minutes in balances.items()}
    return Column(_("Balance"), texts, signed(sum(balances.values()) * _MINUTE))


def cost(shown: Shown) -> Column | None:
    """Return what the hours cost by the rates of their days, without premiums."""
    prices, costs = terms_of(shown.asked).costs, {}
    for pk, minutes in shown.days.items():
        if pk in prices and (any(minutes) or shown.minutes[pk]) and max(prices[pk]) >= 0:
            costs[pk] = _cost_of(shown, pk, prices[pk])
    texts = {pk: _money(value, shown) for pk, value in costs.items()}
    return Column(_("Basic pay"), texts, _money(sum(costs.values(), Decimal()), shown))


def cost_by_day(shown: Shown) -> DayRow | None:
    """Return what each day costs, of the people whose rates the reader may see."""
    days = shown.asked.period.days
    prices, sums = terms_of(shown.asked).costs, [0] * len(days)
    for pk, minutes in shown.days.items():
        for number, price in enumerate(prices.get(pk, ())):
            if minutes[number] and price > 0:
                sums[number] += price * minutes[number]
    if not any(sums):
        return None
    costs = zip(days, map(_rounded, sums), strict=True)
    texts = {day: _money(value, shown) for day, value in costs if value}
    return DayRow(_("Basic pay"), texts)


def _targets(shown: Shown) -> dict[int, dict[date, int]]:
    targets = terms_of(shown.asked).targets
    return {pk: targets[pk] for pk in shown.days if pk in targets}


def _terms(contract: Contract) -> tuple[Any, ...]:
    return contract.starts_on, contract.ends_on, tuple(contract.weekday_minutes)


def _prices(rates: Rates, days: Sequence[date]) -> Iterator[int]:
    """Yield the price of each day; both are in order."""
    price, following = UNRATED, 0
    for day in days:
        while following < len(rates) and rates[following][0] <= day:
            price = cents(rates[following][1])
            following += 1
        yield price


def _cost_of(shown: Shown, pk: int, prices: Sequence[int]) -> Decimal:
    """Return the cost of a row; what is carried over an edge has the price of the day there."""
    minutes = shown.days[pk]
    worked = zip(prices, minutes, strict=True)
    total = sum(price * length for price, length in worked if length and price > 0)
    carried = shown.minutes[pk] - sum(minutes)
    return _rounded(total + carried * max(prices[0 if carried > 0 else -1], 0))


def _rounded(cent_minutes: int) -> Decimal:
    return (Decimal(cent_minutes) / 6000).quantize(_CENT, ROUND_HALF_UP)


def _money(value: Decimal, shown: Shown) -> str:
    return amount(value, shown.asked.company.currency)


def _people(asked: Asked) -> Iterator[tuple[int, Person]]:
    """Read what was agreed with all people in one query, and the company's holidays in another."""
    period, company = asked.period, asked.company
    own = list(Holiday.objects.filter(day__lte=period.last))
    calendars: dict[tuple[Any, ...], Days] = {}
    for pk, contracts, rates, places, is_managed in _rows(asked):
        here = tuple((one["pk"], one["country"], one["region"]) for one in places) or (None,)
        if here not in calendars:
            calendars[here] = shared(
                [
                    holidays_at(_location(place), company, own, period.first, period.last)
                    for place in here
                ]
            )
        agreed = [_contract(pk, one) for one in contracts]
        yield (
            pk,
            Person(
                contracts=agreed,
                rates=_rates(rates, agreed),
                off=calendars[here],
                is_seen=is_managed or pk == asked.actor.pk,
                is_managed=is_managed,
            ),
        )


def _rows(asked: Asked) -> "QuerySet[Employee, Any]":
    person = OuterRef("pk")
    contracts = Contract.objects.filter(employee=person)
    contracts = contracts.within(asked.period.first, asked.period.last).by_day()
    fields = ("starts_on", "ends_on", "hours", "weekday_minutes", "pay", "salary")
    rates = Rate.objects.filter(employee=person, starts_on__lte=asked.period.last)
    places = EmployeeLocation.objects.filter(employee=person, location__is_active=True)
    managed = Employee.objects.managed_by(asked.actor).filter(pk=person)
    staff = Employee.objects.filter(pk__in=[one.pk for one in asked.people]).order_by()
    return staff.values_list(
        "pk",
        ArraySubquery(contracts.values(data=JSONObject(**{name: name for name in fields}))),
        ArraySubquery(
            rates.order_by("starts_on").values(data=JSONObject(since="starts_on", amount="amount"))
        ),
        ArraySubquery(
            places.order_by("location").values(
                data=JSONObject(
                    pk="location", country="location__country", region="location__region"
                )
            )
        ),
        Exists(managed),
    )


def _contract(employee: int, data: dict[str, Any]) -> Contract:
    ends = data["ends_on"]
    return Contract(
        employee_id=employee,
        starts_on=date.fromisoformat(data["starts_on"]),
        ends_on=date.fromisoformat(ends) if ends else None,
        hours=Decimal(str(data["hours"])),
        weekday_minutes=data["weekday_minutes"],
        pay=data["pay"],
        salary=None if data["salary"] is None else Decimal(str(data["salary"])),
    )


def _rates(rows: list[dict[str, Any]], contracts: list[Contract]) -> Rates:
    rates: Rates = [(date.fromisoformat(row["since"]), Decimal(str(row["amount"]))) for row in rows]
    for contract in contracts:
        if contract.pay == Pay.SALARY:
            rates = with_salary(rates, contract)
    return rates


def _location(place: tuple[int, str, str] | None) -> Location | None:
    if place is None:
        return None
    pk, country, region = place
    return Location(pk=pk, country=country, region=region)
