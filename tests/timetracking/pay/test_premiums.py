"""Night, Sunday, holiday and late premiums by the wall clock (rule 16a)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.timetracking.pay.building import (
    OCTOBER,
    Shifts,
    amounts,
    minutes,
    night,
    paid,
    person,
    rest,
    sunday,
)
from timetracking.pay.engine.inputs import Holiday
from timetracking.pay.engine.rules import Premium, RuleSet

RULES = RuleSet("premiums", premiums=(night(), sunday()))


def test_a_sunday_premium_over_midnight_with_an_unpaid_break_inside() -> None:
    """Saturday 22:00 to Sunday 06:00 with a break from 01:30 to 02:00: 5 h 30 on Sunday."""
    worked = Shifts().add(
        "2026-06-06 22:00", "2026-06-07 06:00", rest("2026-06-07 01:30", "2026-06-07 02:00")
    )
    result = paid(worked, RULES)
    assert minutes(result) == {"regular": 450, "night-25": 450, "sunday-50": 330}
    premium = next(line for line in result.lines if line.name == "sunday")
    assert premium.explanation["parts"][0]["pieces"] == [
        {
            "shift": 1,
            "from": "2026-06-07T00:00+02:00",
            "to": "2026-06-07T06:00+02:00",
            "minutes": 330,
            "breaks": [
                {
                    "from": "2026-06-07T01:30+02:00",
                    "to": "2026-06-07T02:00+02:00",
                    "minutes": 30,
                    "is_paid": False,
                }
            ],
        }
    ]


def test_a_break_takes_from_the_premium_of_the_minutes_in_which_it_lies() -> None:
    worked = Shifts().add(
        "2026-06-01 18:00", "2026-06-01 23:00", rest("2026-06-01 21:45", "2026-06-01 22:15")
    )
    assert minutes(paid(worked, RULES)) == {"regular": 270, "night-25": 45}


def test_a_paid_break_has_the_premium() -> None:
    worked = Shifts().add(
        "2026-06-01 22:00",
        "2026-06-01 23:00",
        rest("2026-06-01 22:10", "2026-06-01 22:30", paid=True),
    )
    assert minutes(paid(worked, RULES)) == {"regular": 60, "night-25": 60}


@pytest.mark.parametrize(
    ("adds_up", "amount"),
    [(True, {"night-25": Decimal("20.00"), "sunday-50": Decimal("30.00")}),
     (False, {"night-25": Decimal("5.00"), "sunday-50": Decimal("30.00")})],
)  # fmt: skip
def test_two_premiums_add_up_or_the_higher_one_counts(
    adds_up: bool, amount: dict[str, Decimal]
) -> None:
    worked = Shifts().add("2026-06-06 22:00", "2026-06-07 06:00")
    result = amounts(paid(worked, replace(RULES, premiums_add_up=adds_up)))
    assert {code: result[code] for code in amount} == amount


def test_a_premium_on_overtime_is_of_the_plain_rate() -> None:
    from_ten = replace(RULES, daily=())
    worked = Shifts().add("2026-06-07 08:00", "18:00")
    assert amounts(paid(worked, from_ten))["sunday-50"] == Decimal("50.00")


def test_a_holiday_is_that_of_the_shifts_location() -> None:
    rules = RuleSet("holiday", premiums=(Premium("holiday", Decimal(100), on_holidays=True),))
    worked = Shifts().add("2026-06-04 09:00", "11:00", location="berlin")
    worked.add("2026-06-04 12:00", "15:00", location="munich")
    somebody = person(worked, holidays={"munich": {date(2026, 6, 4): Holiday("Fronleichnam")}})
    lines = {line.location: line.minutes for line in paid(somebody, rules).lines
             if line.name == "holiday"}  # fmt: skip
    assert lines == {"munich": 180}


def test_a_half_holiday_begins_at_the_minute_of_the_rules() -> None:
    rules = RuleSet(
        "half",
        premiums=(Premium("holiday", Decimal(100), on_holidays=True),),
        half_holiday_from=14 * 60,
    )
    worked = Shifts().add("2026-06-24 10:00", "18:00")
    somebody = person(worked, holidays={"bar": {date(2026, 6, 24): Holiday("San Juan", True)}})
    assert minutes(paid(somebody, rules))["holiday-100"] == 240


def test_a_holiday_ends_at_midnight() -> None:
    rules = RuleSet("holiday", premiums=(Premium("holiday", Decimal(100), on_holidays=True),))
    somebody = person(
        Shifts().add("2026-10-12 20:00", "2026-10-13 04:00"),
        holidays={"bar": {date(2026, 10, 12): Holiday("Fiesta Nacional")}},
    )
    assert minutes(paid(somebody, rules, OCTOBER))["holiday-100"] == 240


def test_a_late_premium_on_some_weekdays() -> None:
    late = Premium("late", Decimal(10), 20 * 60, 22 * 60, weekdays=(5, 6))
    worked = Shifts().days("2026-06-04", [4, 4, 4], start=19)
    assert minutes(paid(worked, RuleSet("late", premiums=(late,))))["late-10"] == 240


@pytest.mark.parametrize(("end", "has_it"), [("01:00", False), ("01:01", True)])
def test_a_premium_for_more_than_some_minutes(end: str, has_it: bool) -> None:
    rules = RuleSet("least", premiums=(replace(night(begins=23), over=120),))
    worked = Shifts().add("2026-06-01 20:00", f"2026-06-02 {end}")
    assert ("night-25" in minutes(paid(worked, rules))) == has_it


def test_without_the_premium_that_is_too_short_the_lower_one_counts() -> None:
    rules = RuleSet(
        "least", premiums=(replace(night("75"), over=120), sunday()), premiums_add_up=False
    )
    worked = Shifts().add("2026-06-07 21:00", "2026-06-07 23:00")
    assert minutes(paid(worked, rules)) == {"regular": 120, "sunday-50": 120}


def test_the_period_cuts_premiums_too() -> None:
    worked = Shifts().add("2026-10-31 22:00", "2026-11-01 06:00")
    assert minutes(paid(worked, RULES, OCTOBER)) == {"regular": 120, "night-25": 120}
