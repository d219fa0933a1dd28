"""Reads contracts, rates and targets of many people at once, each in a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from django.db.models import Count, Max

from timetracking.calendars.days import DayOff
from timetracking.calendars.holidays import holidays_of_people
from timetracking.contracts.targets import target_of
from timetracking.models import Contract, Employee, Rate

Row = TypeVar("Row", Contract, Rate)


def contracts_of(employees: Collection[int], first: date, last: date) -> dict[int, list[Contract]]:
    """Return the contracts that hold on a day from `first` to `last`, by the id of the employee.

    Each list is in the order of days. Who has none is missing. Takes one query.
    """
    rows = Contract.objects.filter(employee__in=employees).within(first, last).by_day()
    return _grouped(rows)


def rates_of(employees: Collection[int], first: date, last: date) -> dict[int, list[Rate]]:
    """Return the rates that hold on a day from `first` to `last`, by the id of the employee.

    Each list is in the order of days, and begins with the rate that holds on `first`, if there is
    one. Who has none is missing. Takes one query.
    """
    rows = Rate.objects.filter(employee__in=employees, starts_on__lte=last)
    grouped = _grouped(rows.order_by("starts_on"))
    return {pk: _from(rates, first) for pk, rates in grouped.items()}


def rate_on(day: date, rates: Sequence[Rate]) -> Decimal | None:
    """Return the amount that holds on a day, None before the first rate; asks no query.

    `rates` are those of one person in the order of days, as from `rates_of`.
    """
    amounts = [rate.amount for rate in rates if rate.starts_on <= day]
    return amounts[-1] if amounts else None


def current_rates(employees: Collection[int], today: date) -> dict[int, Decimal]:
    """Return the rates that hold today, by the id of the employee, in one query."""
    return {
        pk: rates[-1].amount for pk, rates in rates_of(employees, today, today).items() if rates
    }


def current_rate(employee: Employee, today: date) -> Decimal | None:
    """Return what somebody's hour costs today, None without a rate."""
    return current_rates([employee.pk], today).get(employee.pk)


def targets_of(employees: Collection[int], first: date, last: date) -> dict[int, dict[date, int]]:
    """Return the minutes that each person should work on each day, in five queries at most.

    A day without a contract is missing. Absences do not count here.
    """
    contracts = contracts_of(employees, first, last)
    off = holidays_of_people(contracts, first, last)
    return {pk: targets_within(own, off.get(pk, {}), first, last) for pk, own in contracts.items()}


def targets_within(
    contracts: Sequence[Contract], off: Mapping[date, DayOff], first: date, last: date
) -> dict[date, int]:
    """Return the target of each day with a contract, in minutes; asks no query."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    targets = ((day, target_of(day, contracts, off)) for day in days)
    return {day: minutes for day, minutes in targets if minutes is not None}


def positions() -> list[str]:
    """Return the positions that contracts name, the most frequent and newest first."""
    rows = Contract.objects.exclude(position="").values("position")
    ordered = rows.annotate(n=Count("pk"), newest=Max("pk")).order_by("-n", "-newest")
    return [row["position"] for row in ordered[:200]]


def _from(rates: list[Rate], first: date) -> list[Rate]:
    """Leave out the rates that ended before `first`."""
    earlier = [rate for rate in rates if rate.starts_on <= first]
    return earlier[-1:] + [rate for rate in rates if rate.starts_on > first]


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.employee_id, []).append(row)
    return grouped
