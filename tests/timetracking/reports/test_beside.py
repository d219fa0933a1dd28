"""Target, balance and cost beside the team's hours, and the marks of holidays."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, asks, madrid
from tests.timetracking.contracts.agreed import contract
from tests.timetracking.rates import give_rate
from timetracking.models import CompanySettings, Employee, Holiday, Pay, Portion, Rate
from timetracking.timesheets.columns import Column

# A Monday to Sunday that are over: today is Wednesday, 18 November.
WEEK = "/timesheets/?from=2026-11-09&to=2026-11-15"
THIS_WEEK = "/timesheets/?from=2026-11-16&to=2026-11-22"


@pytest.fixture(autouse=True)
def euros(company: CompanySettings) -> None:
    CompanySettings.objects.update(currency="EUR")


def columns(answer: Any) -> dict[str, Column]:
    return {str(column.label): column for column in answer.context["grid"].columns}


def test_target_balance_and_cost_stand_beside_the_hours(
    owner: Employee, ana: Employee, ben: Employee, browse: Browse, make_log: MakeLog
) -> None:
    contract(ana, date(2026, 1, 1), hours="40").save()
    Holiday.objects.create(day=date(2026, 11, 13), name="Feast", portion=Portion.WHOLE)
    Rate.objects.filter(employee=ana).update(amount="12.00")
    Rate.objects.create(employee=ana, starts_on=date(2026, 11, 12), amount="15.00")
    make_log(ana, madrid(10, 9), madrid(10, 17, 20))
    make_log(ana, madrid(12, 9), madrid(12, 17))
    make_log(ben, madrid(10, 9), madrid(10, 13))
    response = browse(owner).get(WEEK)
    found = columns(response)
    # Four days of eight hours, because Friday is a holiday.
    assert found["Target"].by_person == {ana.pk: "32 h 00"}
    assert found["Balance"].by_person == {ana.pk: "\N{MINUS SIGN}15 h 40"}
    # 8 h 20 at 12.00 and 8 h 00 at 15.00.
    assert found["Basic pay"].by_person == {ana.pk: "€220.00"}
    (below,) = response.context["grid"].below
    assert below.by_day == {date(2026, 11, 10): "€100.00", date(2026, 11, 12): "€120.00"}
    (row,) = [row for row in response.context["grid"].rows if row.employee == ana]
    assert [mark.name for mark in row.cells[4].marks] == ["holiday"]


def test_the_balance_counts_the_days_that_have_begun(
    owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    contract(ana, date(2026, 1, 1), hours="40").save()
    make_log(ana, madrid(16, 9), madrid(16, 17))
    found = columns(browse(owner).get(THIS_WEEK))
    assert found["Target"].by_person == {ana.pk: "40 h 00"}
    assert found["Balance"].by_person == {ana.pk: "\N{MINUS SIGN}16 h 00"}


def test_an_hour_of_a_salary_has_its_share_of_the_month(
    owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    agreed = contract(ana, date(2026, 11, 11), hours="30")
    agreed.pay, agreed.salary = Pay.SALARY, Decimal("1300.00")
    agreed.save()
    Rate.objects.filter(employee=ana).update(amount="20.00")
    make_log(ana, madrid(10, 9), madrid(10, 10))
    make_log(ana, madrid(12, 9), madrid(12, 11))
    # An hour at 20.00, and two of 1,300.00 for 130 hours a month.
    assert columns(browse(owner).get(WEEK))["Basic pay"].by_person == {ana.pk: "€40.00"}


def test_managers_see_contracts_and_rates_of_members_alone(
    manager: Employee, make_employee: MakeEmployee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    other = make_employee("Otto", "manager")
    Rate.objects.all().delete()
    for person in (manager, other, ana):
        contract(person, date(2026, 1, 1), hours="40").save()
        give_rate(person, "10.00")
        make_log(person, madrid(10, 9), madrid(10, 17))
    found = columns(browse(manager).get(WEEK))
    assert set(found["Target"].by_person) == {manager.pk, ana.pk}  # their own too
    assert found["Basic pay"].by_person == {ana.pk: "€80.00"}


def test_without_contracts_and_rates_there_is_no_column(
    owner: Employee, ben: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ben, madrid(10, 9), madrid(10, 17))
    response = browse(owner).get(WEEK)
    assert not response.context["grid"].columns
    assert not response.context["grid"].below


def test_two_queries_for_any_number_of_people(
    owner: Employee, make_employee: MakeEmployee, browse: Browse, make_log: MakeLog
) -> None:
    for number in range(8):
        person = make_employee(f"Person {number}")
        contract(person, date(2026, 1, 1), hours="40").save()
        give_rate(person, "10.00")
        make_log(person, madrid(10, 9), madrid(10, 17))
    client = browse(owner)
    client.get(WEEK)
    with asks(12):
        client.get(WEEK)
