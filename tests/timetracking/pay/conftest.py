"""An October in which Ana worked by the Spanish rules, and a way to lock it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.timetracking.conftest import NOW, MakeLog, madrid
from timetracking.base.authors import Author
from timetracking.base.periods import Period
from timetracking.contracts import agreeing, rates
from timetracking.contracts.targets import spread
from timetracking.models import (
    CompanySettings,
    Contract,
    Employee,
    EmployeeLocation,
    Location,
    Pay,
    PayPeriod,
    PayRules,
    Rate,
    WorkLog,
)
from timetracking.pay import rules
from timetracking.periods import approving, locking

SEPTEMBER = Period(date(2026, 9, 1), date(2026, 9, 30))
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))

Close = Callable[[], PayPeriod]
Agree = Callable[..., Contract]


@pytest.fixture
def euros(company: CompanySettings) -> CompanySettings:
    """Acme pays in euros, in Spain."""
    CompanySettings.objects.update(country="ES", currency="EUR")
    company.refresh_from_db()
    return company


@pytest.fixture
def spain(euros: CompanySettings, owner: Employee) -> PayRules:
    """Acme has the Spanish rules."""
    return rules.adopt(rules.preset("ES"), date(2026, 9, 1), by=Author(owner))


@pytest.fixture
def bar(euros: CompanySettings, ana: Employee) -> Location:
    """The bar, where Ana works."""
    place = Location.objects.create(name="Bar", time_zone="Europe/Madrid")
    EmployeeLocation.objects.create(employee=ana, location=place)
    return place


@pytest.fixture
def shifts(ana: Employee, bar: Location, make_log: MakeLog) -> list[WorkLog]:
    """A day of nine hours, and a night from 31 October into November."""
    return [
        make_log(ana, madrid(20, 9, month=10), madrid(20, 18, month=10), location=bar),
        make_log(ana, madrid(31, 20, month=10), madrid(1, 2), location=bar),
    ]


@pytest.fixture
def agree(owner: Employee) -> Agree:
    """Return a maker of contracts of 40 hours from Monday to Friday, by the hour."""

    def make(employee: Employee, first: date = date(2026, 1, 1), **more: Any) -> Contract:
        salary = more.pop("salary", None)
        contract = Contract(
            employee=employee,
            starts_on=first,
            **{"hours": Decimal(40), "weekday_minutes": spread(2400, range(5)), **more},
            pay=Pay.SALARY if salary else Pay.HOURLY,
            salary=salary,
        )
        return agreeing.save(contract, by=Author(owner), today=NOW.date())

    return make


@pytest.fixture
def close(owner: Employee) -> Close:
    """Return what approves everyone with hours in October and locks it, as the owner."""

    def lock() -> PayPeriod:
        for pk in locking.people_with_hours(OCTOBER):
            employee = Employee.objects.get(pk=pk)
            approving.approve(employee, OCTOBER, by=Author(owner), now=NOW)
        return locking.lock(OCTOBER, by=Author(owner), now=NOW)

    return lock


def raise_rate(employee: Employee, amount: str, since: date, by: Employee) -> None:
    """Give somebody another rate from a day on."""
    rate = Rate(employee=employee, starts_on=since, amount=Decimal(amount))
    rates.save(rate, by=Author(by), today=NOW.date())
