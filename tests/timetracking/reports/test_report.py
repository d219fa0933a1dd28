"""What reports answer: rows that add up to totals, for those who may see them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.timetracking.conftest import NOW, MakeEmployee, MakeLog, asks, madrid
from timetracking.base.errors import NotAllowed
from timetracking.base.periods import Period
from timetracking.models import (
    CompanySettings,
    Employee,
    EmployeeLocation,
    Location,
    Role,
    Sale,
)
from timetracking.reports.question import Question
from timetracking.reports.report import Report, report

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def answer(
    actor: Employee, company: CompanySettings, period: Period = NOVEMBER, **words: Any
) -> Report:
    return report(actor, Question(period, **words), company=company, now=NOW)


def hours_of(found: Report) -> dict[str, int]:
    return {row.label: row.facts.minutes for row in found.rows}


@pytest.fixture
def bar(company: CompanySettings) -> Location:
    return Location.objects.create(name="Bar")


@pytest.fixture
def pier(company: CompanySettings) -> Location:
    return Location.objects.create(name="Pier")


def place(employee: Employee, *locations: Location) -> None:
    for location in locations:
        EmployeeLocation.objects.create(employee=employee, location=location)


def test_a_shift_counts_at_its_location_and_its_person(
    owner: Employee, ana: Employee, ben: Employee, bar: Location, pier: Location,
    company: CompanySettings, make_log: MakeLog,
) -> None:  # fmt: skip
    place(ana, bar)
    place(ben, bar, pier)
    make_log(ana, madrid(16, 8), madrid(16, 12), location=bar)
    make_log(ana, madrid(17, 8), madrid(17, 11), location=pier)
    make_log(ben, madrid(17, 8), madrid(17, 10), location=pier)
    make_log(ben, madrid(18, 8), madrid(18, 9))
    found = answer(owner, company, by="location", measure="borrowed")
    assert hours_of(found) == {"Pier": 300, "Bar": 240, "No location": 60}
    assert {row.label: row.facts.borrowed for row in found.rows} == {
        "Pier": 180,
        "Bar": 0,
        "No location": 0,
    }
    people = answer(owner, company, by="person")
    assert hours_of(people) == {"Ana": 420, "Ben": 180}
    there = answer(owner, company, by="person", location=pier)
    assert hours_of(there) == {"Ana": 180, "Ben": 120}
    assert (found.total.minutes, people.total.minutes, there.total.minutes) == (600, 600, 300)


def test_days_weeks_and_months_add_up_to_one_total(
    owner: Employee, ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    make_log(ana, madrid(31, 22, month=10), madrid(1, 6))
    make_log(ana, madrid(8, 22), madrid(9, 6))
    make_log(ana, madrid(17, 9), madrid(17, 17))
    found = {by: answer(owner, company, by=by) for by in ("day", "week", "month", "person")}
    assert {one.total.minutes for one in found.values()} == {6 * 60 + 8 * 60 + 8 * 60}
    for one in found.values():
        assert sum(row.facts.minutes for row in one.rows) == one.total.minutes
    assert hours_of(found["day"])["Carried over"] == 360
    weeks = [row.facts.minutes for row in found["week"].rows]
    assert weeks == [360, 120, 360, 480]
    assert found["day"].rows[-2].label == "Wed 18 Nov"  # today: later days have not begun


def test_cost_has_the_rate_of_each_person_and_is_rounded_once(
    owner: Employee, ana: Employee, ben: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    for day in (16, 17, 18):
        make_log(ana, madrid(day, 8), madrid(day, 8, 20))  # at 12.50
    make_log(ben, madrid(17, 8), madrid(17, 9))  # without a rate
    found = answer(owner, company, by="person", measure="cost")
    assert [(row.label, row.facts.cost) for row in found.rows] == [
        ("Ana", Decimal("12.50")),
        ("Ben", Decimal("0.00")),
    ]
    assert found.measure.value(found.rows[1].facts) is None
    assert (found.total.unrated, found.total.hidden) == (60, 0)
    days = answer(owner, company, by="day", measure="cost")
    # 20 minutes are 4.1666: the rows are a cent too high, and the total is not.
    assert sum(row.facts.cost for row in days.rows) == Decimal("12.51")
    assert days.total.cost == Decimal("12.50")


def test_an_open_shift_and_one_over_midnight_cost_what_they_count(
    owner: Employee, ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    make_log(ana, madrid(31, 22, month=10), madrid(1, 6))
    make_log(ana, madrid(18, 9))  # it is 13:00
    found = answer(owner, company, by="day", measure="cost")
    assert found.total.minutes == 10 * 60
    assert found.total.cost == Decimal("125.00")
    assert found.rows[-1].facts.cost == Decimal("75.00")


def test_managers_see_the_cost_of_members_alone(
    owner: Employee, manager: Employee, ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    for person in (owner, manager, ana):
        make_log(person, madrid(17, 8), madrid(17, 10))
    assert answer(owner, company, measure="cost").total.cost == Decimal("142.18")
    total = answer(manager, company, measure="cost").total
    assert (total.cost, total.minutes, total.hidden) == (Decimal("25.00"), 360, 240)


def test_a_limited_manager_sees_their_people_and_places(
    make_employee: MakeEmployee, ana: Employee, ben: Employee, bar: Location, pier: Location,
    company: CompanySettings, make_log: MakeLog,
) -> None:  # fmt: skip
    lea = make_employee("Lea", Role.MANAGER, is_limited=True)
    place(lea, bar)
    place(ana, bar, pier)
    place(ben, pier)
    make_log(ana, madrid(16, 8), madrid(16, 12), location=bar)
    make_log(ana, madrid(17, 8), madrid(17, 11), location=pier)
    make_log(ben, madrid(17, 8), madrid(17, 10), location=pier)
    Sale.objects.create(location=bar, day=date(2026, 11, 16), amount=100)
    Sale.objects.create(location=pier, day=date(2026, 11, 16), amount=900)
    assert hours_of(answer(lea, company, by="location")) == {"Bar": 240, "Other locations": 180}
    assert hours_of(answer(lea, company, by="person")) == {"Ana": 420}
    sold = answer(lea, company, by="location", measure="percent")
    assert sold.total.sales == 100
    assert [one.name for one, _days in sold.sold] == ["Bar"]


def test_members_have_no_reports(ana: Employee, company: CompanySettings) -> None:
    with pytest.raises(NotAllowed):
        answer(ana, company)


def test_sales_are_compared_with_cost(
    owner: Employee, ana: Employee, bar: Location, company: CompanySettings, make_log: MakeLog
) -> None:
    make_log(ana, madrid(16, 8), madrid(16, 12), location=bar)
    make_log(ana, madrid(17, 8), madrid(17, 12), location=bar)
    Sale.objects.create(location=bar, day=date(2026, 11, 16), amount=Decimal("200.00"))
    for by in ("day", "week", "month", "location"):
        found = answer(owner, company, by=by, measure="percent")
        assert found.measure.value(found.total) == Decimal("50.0")
    days = answer(owner, company, by="day", measure="percent")
    values = {row.label: days.measure.value(row.facts) for row in days.rows}
    assert values["Mon 16 Nov"] == Decimal("25.0")
    assert values["Tue 17 Nov"] is None
    assert days.sold == [(bar, 1)]
    assert days.days == 18


def test_the_period_before_stands_beside_each_row(
    owner: Employee, ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    make_log(ana, madrid(2, 8), madrid(2, 12))
    make_log(ana, madrid(2, 8, month=10), madrid(2, 11, month=10))
    make_log(ana, madrid(31, 8, month=10), madrid(31, 9, month=10))
    found = answer(owner, company, by="day", against="before")
    row = next(row for row in found.rows if row.label == "Mon 2 Nov")
    assert row.earlier is not None
    assert (row.facts.minutes, row.earlier.minutes) == (240, 180)
    assert found.rows[-1].label == "Days without a counterpart"
    assert found.earlier is not None
    sums = [sum(each.earlier.minutes for each in found.rows if each.earlier), 240]
    assert sums == [found.earlier.minutes, found.total.minutes]


@pytest.mark.parametrize("by", ["day", "week", "month", "location", "person"])
def test_the_queries_do_not_grow(
    by: str, owner: Employee, make_employee: MakeEmployee, bar: Location, pier: Location,
    company: CompanySettings, make_log: MakeLog,
) -> None:  # fmt: skip
    for number in range(12):
        person = make_employee(f"Person {number}", hourly_rate=10 + number)
        for day in range(1, 9):
            where = bar if day % 2 else pier
            make_log(person, madrid(day, 20), madrid(day + 1, 4), location=where)
    measure = "cost" if by == "person" else "percent"
    period = Period(date(2026, 11, 3), date(2026, 11, 9))
    with asks(10 if by == "person" else 11):
        found = answer(owner, company, period, by=by, measure=measure, against="before")
    assert found.total.minutes == 12 * (6 * 8 + 4) * 60
