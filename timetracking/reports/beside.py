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
from timetracking.reports.cost import Prices, Rates, with_salary
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
        period = self._asked.period
        return {
            pk: targets_within(person.contracts, person.off, period.first, period.last)
            for pk, person in self.people.items()
            if person.is_seen and person.contracts
        }

    @cached_property
    def prices(self) -> Prices:
        """What an hour of each person costs."""
        period = self._asked.period
        rates = {pk: one.rates for pk, one in self.people.items() if one.is_managed}
        return Prices(rates, self.people, period.first, period.last)


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
    days = shown.asked.period.days
    costs = {}
    for pk in shown.days:
        has_hours = any(shown.days[pk]) or shown.minutes[pk]
        prices = _prices(shown, pk, days) if has_hours else []
        if any(price >= 0 for price in prices):
            costs[pk] = _cost_of(shown, pk, prices)
    texts = {pk: _money(value, shown) for pk, value in costs.items()}
    return Column(_("Basic pay"), texts, _money(sum(costs.values(), Decimal()), shown))


def cost_by_day(shown: Shown) -> DayRow | None:
    """Return what each day costs, of the people whose rates the reader may see."""
    days = shown.asked.period.days
    cents = [0] * len(days)
    for pk, minutes in shown.days.items():
        for number, price in enumerate(_prices(shown, pk, days)):
            cents[number] += max(price, 0) * minutes[number]
    if not any(cents):
        return None
    costs = zip(days, map(_rounded, cents), strict=True)
    texts = {day: _money(value, shown) for day, value in costs if value}
    return DayRow(_("Basic pay"), texts)


def _targets(shown: Shown) -> dict[int, dict[date, int]]:
    targets = terms_of(shown.asked).targets
    return {pk: targets[pk] for pk in shown.days if pk in targets}


def _prices(shown: Shown, pk: int, days: Sequence[date]) -> list[int]:
    prices = terms_of(shown.asked).prices
    return [prices.at(pk, day) for day in days]


def _cost_of(shown: Shown, pk: int, prices: Sequence[int]) -> Decimal:
    """Return the cost of a row; what is carried over an edge has the price of the day there."""
    minutes = shown.days[pk]
    cents = sum(max(price, 0) * length for price, length in zip(prices, minutes, strict=True))
    carried = shown.minutes[pk] - sum(minutes)
    return _rounded(cents + carried * max(prices[0 if carried > 0 else -1], 0))


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
