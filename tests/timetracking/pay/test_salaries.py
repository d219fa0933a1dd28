"""Salaries, minimum shifts and targets."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.timetracking.pay.building import (
    JUNE,
    OCTOBER,
    Shifts,
    amounts,
    minutes,
    paid,
    person,
    total,
)
from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.inputs import Absence, Contract, Holiday, Period, Person
from timetracking.pay.engine.pay import worked
from timetracking.pay.engine.rules import RuleSet, Sourced
from timetracking.pay.engine.terms import hourly_of

PLAIN = RuleBook.of(RuleSet("plain"))
BOOK = RuleSet("plain")


def test_a_salary_is_split_between_locations_to_the_cent() -> None:
    shifts = Shifts().days("2026-10-05", [4]).days("2026-10-06", [4])
    for location in ("hotel", "cafe"):
        shifts.add(f"2026-10-0{7 if location == 'hotel' else 8} 08:00", "12:00", location=location)
    shifts.made.pop(1)
    result = paid(person(shifts, salary="1000"), BOOK, OCTOBER)
    assert [(line.location, str(line.amount)) for line in result.lines] == [
        ("bar", "333.33"),
        ("cafe", "333.34"),
        ("hotel", "333.33"),
    ]


def test_a_salary_without_hours_is_borne_by_the_home() -> None:
    (line,) = paid(person(salary="1000"), BOOK, OCTOBER).lines
    assert (line.code, line.location, line.amount, line.minutes) == (
        "salary", "bar", Decimal("1000.00"), 0,
    )  # fmt: skip


def test_who_leaves_in_mid_period_gets_their_share_of_the_month() -> None:
    leaving = Contract(date(2026, 1, 1), 2400, last=date(2026, 10, 10), salary=Decimal(3100))
    assert total(paid(Person(1, (leaving,)), BOOK, OCTOBER)) == Decimal(1000)


def test_a_period_over_two_months_has_a_share_of_each() -> None:
    """Half of June's 30 days, and 15 of July's 31."""
    period = Period(date(2026, 6, 16), date(2026, 7, 15))
    result = paid(person(salary="3100"), BOOK, period)
    assert total(result) == Decimal(1550) + Decimal(1500)


def test_a_person_without_contract_and_shifts_has_no_lines() -> None:
    result = paid(Person(1), BOOK, OCTOBER)
    assert result.lines == ()
    assert {day.target for day in result.hours.days} == {0}


def test_what_an_hour_of_a_salary_is_worth() -> None:
    contract = Contract(date(2026, 1, 1), 2400, salary=Decimal(1040))
    assert hourly_of(contract) == Decimal("6.0000")


def test_a_short_shift_is_paid_as_the_minimum() -> None:
    rules = RuleSet("minimum", minimum_shift=Sourced(180, "agreement"))
    result = paid(Shifts().add("2026-06-01 09:00", "10:00").add("2026-06-02 09:00", "13:00"), rules)
    assert minutes(result) == {"regular": 300, "minimum": 120}
    assert amounts(result)["minimum"] == Decimal(20)
    line = next(line for line in result.lines if line.code == "minimum")
    assert not line.is_time
    assert line.explanation["topped_up"] == [{"shift": 1, "worked": 60, "paid": 180}]
    assert result.hours.minutes == 300


# Targets: rule 16b.


def targets(somebody: Person) -> list[int]:
    week = Period(date(2026, 6, 1), date(2026, 6, 7))
    return [day.target for day in worked(somebody, week, PLAIN).days]


def test_a_week_is_spread_over_its_days_in_whole_minutes() -> None:
    contract = Contract(date(2026, 1, 1), 1000, (1, 2, 6))
    assert targets(Person(1, (contract,))) == [333, 333, 0, 0, 0, 334, 0]


def test_a_change_in_mid_week_counts_from_its_day() -> None:
    before = Contract(date(2026, 1, 1), 2400, last=date(2026, 6, 2))
    after = Contract(date(2026, 6, 3), 1200)
    assert targets(Person(1, (before, after))) == [480, 480, 240, 240, 240, 0, 0]


@pytest.mark.parametrize(("is_half", "target"), [(False, 0), (True, 240)])
def test_a_holiday_shortens_the_target(is_half: bool, target: int) -> None:
    somebody = person(holidays={"bar": {date(2026, 6, 4): Holiday("Corpus Christi", is_half)}})
    assert targets(somebody)[3] == target


def test_an_absence_paid_as_worked_shortens_the_target() -> None:
    leave = (Absence(date(2026, 6, 1)), Absence(date(2026, 6, 2), is_half=True))
    assert targets(person(absences=leave))[:3] == [0, 240, 480]


def test_half_a_holiday_and_half_a_day_off_are_a_day() -> None:
    somebody = person(
        holidays={"bar": {date(2026, 6, 4): Holiday("Corpus Christi", True)}},
        absences=(Absence(date(2026, 6, 4), is_half=True),),
    )
    assert targets(somebody)[3] == 0


def test_hours_alone_are_those_of_the_pay() -> None:
    somebody = person(Shifts().days("2026-06-01", [9, 9, 9]).add("2026-06-06 22:00", "23:00"))
    hours = worked(somebody, JUNE, PLAIN)
    of_pay = paid(somebody).hours
    assert [replace(day, overtime=0) for day in of_pay.days] == list(hours.days)
    assert hours.minutes == of_pay.minutes == 28 * 60


def test_a_provisional_shift_marks_its_day() -> None:
    somebody = person(Shifts().add("2026-06-01 09:00", "17:00", is_provisional=True))
    result = paid(somebody)
    assert [day.is_provisional for day in result.hours.days[:2]] == [True, False]
    assert result.lines[0].explanation["parts"][0]["pieces"][0]["is_provisional"]
