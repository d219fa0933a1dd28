"""Zones: the nights on which clocks change, half hours, leap days (rules 6, 8 and 11b)."""

from datetime import date

import pytest

from tests.timetracking.pay.building import (
    OCTOBER,
    Shifts,
    at,
    minutes,
    night,
    paid,
    person,
    steps,
    sunday,
)
from timetracking.pay.engine.inputs import Period, Shift
from timetracking.pay.engine.rules import RuleSet

RULES = RuleSet("night", premiums=(night(), sunday()))
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("zone", "period", "start", "end", "elapsed", "on_sunday"),
    [
        ("Europe/Madrid", MARCH, "2026-03-28 22:00", "2026-03-29 06:00", 7, 5),
        ("Europe/Madrid", OCTOBER, "2026-10-24 22:00", "2026-10-25 06:00", 9, 7),
        ("America/New_York", MARCH, "2026-03-07 22:00", "2026-03-08 06:00", 7, 5),
        ("Australia/Lord_Howe", OCTOBER, "2026-10-03 22:00", "2026-10-04 06:00", 7.5, 5.5),
    ],
)
def test_hours_that_clocks_skip_or_repeat_count_as_they_elapsed(
    zone: str, period: Period, start: str, end: str, elapsed: float, on_sunday: float
) -> None:
    result = minutes(paid(Shifts(zone).add(start, end), RULES, period))
    assert result == {
        "regular": elapsed * 60,
        "night-25": elapsed * 60,
        "sunday-50": on_sunday * 60,
    }


def test_a_shift_within_the_hour_that_is_repeated() -> None:
    """From the first 02:30 to the second one."""
    start = at("2026-10-25 02:30", fold=0)
    shift = Shift(1, "Europe/Madrid", start, at("2026-10-25 02:30", fold=1), "bar")
    result = paid(person([shift]), RULES, OCTOBER)
    assert result.hours.minutes == 60
    piece = result.lines[0].explanation["parts"][0]["pieces"][0]
    assert (piece["from"], piece["to"]) == ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00")


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Pacific/Auckland", "UTC"])
def test_a_day_ends_at_midnight_of_the_shifts_own_zone(zone: str) -> None:
    worked = Shifts(zone).add("2026-10-31 20:00", "2026-11-01 04:30")
    hours = paid(worked, RULES, OCTOBER).hours
    assert (hours.minutes, hours.days[-1].worked, hours.carried_out) == (240, 510, 270)


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Pacific/Auckland"])
def test_a_night_begins_by_the_clocks_of_the_zone(zone: str) -> None:
    result = paid(Shifts(zone).add("2026-06-01 21:45", "22:45"), RULES)
    assert minutes(result) == {"regular": 60, "night-25": 45}


def test_auckland_is_a_day_ahead() -> None:
    """Monday 08:00 in Auckland is Sunday in UTC; it is Monday's work, without Sunday's premium."""
    result = paid(Shifts("Pacific/Auckland").add("2026-06-08 08:00", "16:00"), RULES)
    assert minutes(result) == {"regular": 480}
    assert result.hours.days[7].worked == 480


def test_where_clocks_skip_midnight() -> None:
    """Cairo: on 24 April 2026 clocks go from 00:00 to 01:00."""
    period = Period(date(2026, 4, 1), date(2026, 4, 23))
    hours = paid(
        Shifts("Africa/Cairo").add("2026-04-23 22:00", "2026-04-24 06:00"), RULES, period
    ).hours
    assert (hours.minutes, hours.carried_out, hours.days[-1].worked) == (120, 300, 420)


def test_a_leap_day() -> None:
    period = Period(date(2028, 2, 1), date(2028, 2, 29))
    worked = Shifts().add("2028-02-28 22:00", "2028-02-29 06:00")
    worked.add("2028-02-29 22:00", "2028-03-01 06:00")
    hours = paid(worked, RULES, period).hours
    assert len(hours.days) == 29
    assert (hours.minutes, hours.carried_out) == (480 + 120, 360)


def test_an_hour_more_in_a_night_can_be_overtime() -> None:
    rules = RuleSet("day", daily=steps((8, "1.5")))
    result = paid(Shifts().add("2026-10-24 22:00", "2026-10-25 06:00"), rules, OCTOBER)
    assert minutes(result) == {"regular": 480, "overtime-1.5": 60}


def test_what_began_before_a_period_is_carried_in() -> None:
    worked = Shifts().add("2026-09-30 22:00", "2026-10-01 06:00")
    hours = paid(worked, RULES, OCTOBER).hours
    assert (hours.minutes, hours.carried_in, hours.days[0].worked) == (360, 360, 0)
