"""United States, federal law: the examples of 29 CFR 778 and 785."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.timetracking.pay.building import (
    JUNE,
    NEW_YEAR,
    NEW_YORK,
    Shifts,
    amounts,
    minutes,
    paid,
    person,
    rest,
    total,
)
from timetracking.pay.engine.inputs import Period, Rate
from timetracking.pay.engine.presets import PRESETS
from timetracking.pay.engine.rules import Premium

US = PRESETS["US"]
# Sunday 7 June to Saturday 20 June: two workweeks.
TWO_WEEKS = Period(date(2026, 6, 7), date(2026, 6, 20))
WEEK = Period(date(2026, 6, 7), date(2026, 6, 13))


def shifts() -> Shifts:
    return Shifts(NEW_YORK)


def test_each_workweek_stands_alone() -> None:
    """29 CFR 778.104: 30 hours and 50 hours are 10 hours of overtime, though on average 40."""
    worked = shifts().days("2026-06-08", [6] * 5).days("2026-06-15", [10] * 5)
    assert minutes(paid(worked, US, TWO_WEEKS)) == {"regular": 70 * 60, "overtime-1.5": 10 * 60}


def test_overtime_of_an_hourly_employee() -> None:
    """29 CFR 778.110: 46 hours at $12 are $480 and 6 hours at $18, or $588."""
    result = paid(person(shifts().days("2026-06-08", [8, 8, 8, 8, 8, 6]), rate="12"), US, WEEK)
    assert amounts(result) == {"regular": Decimal(480), "overtime-1.5": Decimal(108)}


def test_hours_at_all_locations_count_together() -> None:
    """29 CFR 778.103: all hours for one employer are totaled."""
    worked = shifts()
    for day in range(8, 13):
        worked.add(f"2026-06-{day:02} 08:00", "13:00", location="bar")
        worked.add(f"2026-06-{day:02} 14:00", "19:00", location="hotel")
    assert minutes(paid(worked, US, WEEK)) == {"regular": 2400, "overtime-1.5": 600}


def test_two_rates_in_a_week_have_a_weighted_average() -> None:
    """29 CFR 778.115, with the figures of the Texas Workforce Commission's example.

    44.5 hours at $10 and 8 at $8 are $509 for 52.5 hours; each of 12.5 hours of overtime gets half
    of the average on top: $60.60.
    """
    rates = (Rate(NEW_YEAR, Decimal(10), "office"), Rate(NEW_YEAR, Decimal(8), "phone"))
    worked = shifts()
    for day, end in ((8, "17:00"), (9, "17:00"), (10, "17:00"), (11, "17:00"), (12, "16:30")):
        worked.add(f"2026-06-{day:02} 08:00", end, position="office")
    worked.add("2026-06-13 08:00", "16:00", position="phone")
    result = paid(person(worked, rates=rates), US, WEEK)
    assert minutes(result)["overtime_premium-0.5"] == 12 * 60 + 30
    assert amounts(result)["overtime_premium-0.5"] == Decimal("60.60")
    assert total(result) == Decimal("569.60")
    premium = next(line for line in result.lines if line.code == "overtime_premium-0.5")
    assert premium.explanation["average"] == {
        "week": "2026-06-07",
        "earned": "509",
        "minutes": 3150,
    }
    assert premium.explanation["parts"][0]["rule"]["source"] == "29 CFR 778.115"


def test_overtime_of_a_week_over_the_end_of_a_period_is_paid_when_the_week_ends() -> None:
    """29 CFR 778.106: in the period in which the workweek ends."""
    worked = shifts().days("2026-06-07", [10] * 7)
    first = paid(worked, US, Period(date(2026, 6, 1), date(2026, 6, 12)))
    second = paid(worked, US, Period(date(2026, 6, 13), date(2026, 6, 26)))
    assert amounts(first) == {"regular": Decimal(400), "straight": Decimal(200)}
    assert amounts(second) == {"straight": Decimal(100), "overtime_premium-0.5": Decimal(150)}


@pytest.mark.parametrize(
    ("hours", "extra", "overtime"),
    [([7] * 5, None, None), ([8] * 5, "26.10", None), ([9] * 5, "26.10", "39.15")],
)
def test_a_salary_for_35_hours(hours: list[int], extra: str | None, overtime: str | None) -> None:
    """29 CFR 778.113(a): $182.70 for 35 hours are $5.22 an hour, and $7.83 beyond 40 hours."""
    salary = str(Decimal("182.70") * 52 / 12)
    result = paid(person(shifts().days("2026-06-08", hours), salary=salary, weekly=35), US, WEEK)
    assert amounts(result).get("additional") == (extra and Decimal(extra))
    assert amounts(result).get("overtime-1.5") == (overtime and Decimal(overtime))


def test_a_monthly_salary_is_reduced_to_its_week() -> None:
    """29 CFR 778.113(b): $1,040 a month are $240 a week, $6 an hour of 40, and $9 of overtime."""
    result = paid(person(shifts().days("2026-06-08", [9] * 5), salary="1040"), US, WEEK)
    assert amounts(result)["overtime-1.5"] == Decimal(45)


def test_short_rest_periods_are_paid_and_meals_are_not() -> None:
    """29 CFR 785.18 and 785.19: up to 20 minutes count as hours worked, 30 do not."""
    worked = shifts().add(
        "2026-06-08 08:00",
        "17:00",
        rest("2026-06-08 10:00", "2026-06-08 10:20", NEW_YORK),
        rest("2026-06-08 12:00", "2026-06-08 12:30", NEW_YORK),
    )
    assert minutes(paid(worked, US, JUNE)) == {"regular": 510}


def test_a_break_between_two_shifts_is_as_long_as_both_parts() -> None:
    """A meal of 30 minutes does not become paid because a shift was split in it."""
    meal = ("2026-06-08 12:00", "2026-06-08 12:15", "2026-06-08 12:30")
    worked = shifts().add("2026-06-08 08:00", "12:15", rest(meal[0], meal[1], NEW_YORK))
    worked.add("2026-06-08 12:15", "16:00", rest(meal[1], meal[2], NEW_YORK))
    assert minutes(paid(worked, US, JUNE)) == {"regular": 450}


def test_a_night_differential_is_part_of_the_regular_rate() -> None:
    """29 CFR 778.207(b): ten hours at night with 10 % raise the average of 50 hours to $10.20."""
    nights = Premium("night", Decimal(10), 21 * 60, 24 * 60)
    rules = replace(US, premiums=(nights,))
    result = paid(person(shifts().days("2026-06-08", [10] * 5, start=13)), rules, WEEK)
    assert amounts(result) == {
        "regular": Decimal(400),
        "straight": Decimal(100),
        "overtime_premium-0.5": Decimal("51.00"),
        "night-10": Decimal("10.00"),
    }


def test_extra_pay_for_sundays_may_be_excluded_from_it() -> None:
    """29 CFR 778.203: then a week with one rate is paid at one and a half times that."""
    sundays = Premium("sunday", Decimal(50), weekdays=(7,), is_excluded=True)
    rules = replace(US, premiums=(sundays,))
    result = paid(shifts().days("2026-06-07", [9, 9, 9, 9, 9]), rules, WEEK)
    assert amounts(result)["overtime-1.5"] == Decimal(75)
