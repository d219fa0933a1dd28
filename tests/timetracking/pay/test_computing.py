"""The pay of people in an open period, from the rows of the company."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.timetracking.conftest import NOW, MakeEmployee, MakeLog, asks, madrid
from tests.timetracking.pay.conftest import NOVEMBER, OCTOBER, Agree
from timetracking.base.authors import Author
from timetracking.base.periods import Period
from timetracking.models import CompanySettings, Employee, Location, PayRules, WorkLog
from timetracking.pay import rules
from timetracking.pay.computing import pay_of
from timetracking.pay.engine.rules import Bank
from timetracking.pay.periods_of import of_engine
from timetracking.pay.reading import overview
from timetracking.pay.results import PersonPay
from timetracking.timesheets.grid import grid


def pay(
    people: Iterable[Employee], company: CompanySettings, period: Period = OCTOBER
) -> dict[int, PersonPay]:
    ids = [one.pk for one in people]
    return pay_of(ids, of_engine(period), company=company, now=NOW)


def facts(found: PersonPay) -> list[tuple[str, int, str]]:
    return [(line.code, line.minutes, str(line.amount)) for line in found.lines]


def test_without_rules_each_hour_is_paid_its_rate(
    euros: CompanySettings, ana: Employee, shifts: list[WorkLog]
) -> None:
    found = pay([ana], euros)[ana.pk]
    # Four hours of the night are in October.
    assert facts(found) == [("regular", 9 * 60 + 4 * 60, "162.50")]
    assert (found.minutes, found.amount, found.lacks_rate) == (780, Decimal("162.50"), False)


def test_rules_make_overtime_and_premiums(
    spain: PayRules, euros: CompanySettings, ana: Employee, shifts: list[WorkLog]
) -> None:
    assert facts(pay([ana], euros)[ana.pk]) == [
        ("regular", 780, "162.50"),
        ("night-25", 120, "6.25"),
    ]
    assert facts(pay([ana], euros, NOVEMBER)[ana.pk]) == [
        ("regular", 120, "25.00"),
        ("night-25", 120, "6.25"),
    ]


def test_lines_add_up_to_the_hours_of_the_grid(
    spain: PayRules,
    euros: CompanySettings,
    owner: Employee,
    ana: Employee,
    ben: Employee,
    shifts: list[WorkLog],
    make_log: MakeLog,
) -> None:
    make_log(ben, madrid(30, 22, month=9), madrid(1, 6, month=10))
    make_log(ben, madrid(24, 22, month=10), madrid(25, 6, month=10))  # the clocks go back
    for period in (OCTOBER, NOVEMBER):
        shown = overview(owner, period, company=euros, now=NOW)
        table = grid(owner, period, company=euros, now=NOW)
        hours = {row.employee.pk: row.total for row in table.rows if row.total}
        assert {row.employee.pk: row.pay.minutes for row in shown.rows} == hours
        assert shown.minutes == table.total


def test_queries_do_not_grow_with_people(
    spain: PayRules,
    euros: CompanySettings,
    ana: Employee,
    shifts: list[WorkLog],
    make_employee: MakeEmployee,
    make_log: MakeLog,
    agree: Agree,
) -> None:
    people = [ana]
    with asks(9):  # locked periods, rules, and seven of what people did and have
        pay(people, euros)
    for number in range(5):
        one = make_employee(f"P{number}", signs_in=False, email="", hourly_rate="10.00")
        agree(one)
        make_log(one, madrid(12, 9, month=10), madrid(12, 17, month=10))
        people.append(one)
    with asks(9):
        assert len(pay(people, euros)) == 6


def test_hours_without_a_rate_are_told(
    euros: CompanySettings, ben: Employee, make_log: MakeLog
) -> None:
    make_log(ben, madrid(12, 9, month=10), madrid(12, 17, month=10))
    found = pay([ben], euros)[ben.pk]
    assert (facts(found), found.lacks_rate) == ([("regular", 480, "0.00")], True)


def test_who_leaves_in_mid_period_gets_a_share_of_the_salary(
    euros: CompanySettings, ben: Employee, agree: Agree
) -> None:
    agree(ben, salary=Decimal(3100), ends_on=date(2026, 10, 10))
    found = pay([ben], euros)[ben.pk]
    assert facts(found) == [("salary", 0, "1000.00")]
    assert not found.lacks_rate
    assert pay([ben], euros, NOVEMBER)[ben.pk].lines == ()


def test_nobody_without_hours_has_lines(euros: CompanySettings, ana: Employee) -> None:
    found = pay([ana], euros)[ana.pk]
    assert (found.lines, found.minutes, found.amount) == ((), 0, Decimal(0))
    assert overview(ana, OCTOBER, company=euros, now=NOW).rows == []


def test_targets_are_those_of_the_contract_and_the_calendar(
    euros: CompanySettings, ana: Employee, bar: Location, agree: Agree
) -> None:
    minutes = [600, 600, 600, 600, 0, 0, 0]
    agree(ana, weekday_minutes=minutes)
    hours = pay([ana], euros)[ana.pk].hours
    assert hours is not None
    targets = {day.day.day: day.target for day in hours.days}
    assert (targets[1], targets[2], targets[5]) == (600, 0, 600)
    # 12 October is a holiday in Spain.
    assert targets[12] == 0


def test_an_open_shift_counts_until_now(
    euros: CompanySettings, ana: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 9))
    found = pay([ana], euros, NOVEMBER)[ana.pk]
    assert found.minutes == 4 * 60
    assert found.hours is not None
    assert next(day for day in found.hours.days if day.worked).is_provisional


def test_the_bank_keeps_overtime_and_pays_it_out(
    spain: PayRules,
    euros: CompanySettings,
    owner: Employee,
    ana: Employee,
    make_log: MakeLog,
    agree: Agree,
) -> None:
    agree(ana)
    make_log(ana, madrid(20, 8, month=10), madrid(20, 20, month=10))
    changed = replace(rules.rule_set(spain), bank=Bank(pays_out=True), premiums=())
    rules.change(changed, date(2026, 10, 1), by=Author(owner))
    found = pay([ana], euros)[ana.pk]
    assert facts(found) == [
        ("regular", 540, "112.50"),
        ("banked", 180, "0.00"),
        ("bank_payout", 180, "37.50"),
    ]
    assert found.balance is not None
    assert (found.balance.closing, found.balance.paid_out, found.balance.carried) == (180, 180, 0)


@pytest.mark.parametrize("who", ["manager", "ana"])
def test_people_see_whom_they_lead(
    who: str,
    euros: CompanySettings,
    owner: Employee,
    manager: Employee,
    ana: Employee,
    make_log: MakeLog,
) -> None:
    for one in (owner, manager, ana):
        make_log(one, madrid(12, 9, month=10), madrid(12, 17, month=10))
    actor = {"manager": manager, "ana": ana}[who]
    shown = overview(actor, OCTOBER, company=euros, now=NOW)
    assert [row.employee for row in shown.rows] == ([ana] if who == "manager" else [])
    everybody = overview(owner, OCTOBER, company=euros, now=NOW)
    assert {row.employee for row in everybody.rows} == {owner, manager, ana}
