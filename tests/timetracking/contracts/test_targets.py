from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timetracking.contracts.agreed import contract
from timetracking.calendars.days import DayOff
from timetracking.contracts.targets import contract_on, spread, target_of
from timetracking.models import Employee, Portion

MONDAY = date(2026, 11, 16)
ANA = Employee(pk=1, name="Ana")


def test_a_day_has_the_minutes_of_its_weekday() -> None:
    agreed = [contract(ANA, date(2026, 1, 1), hours="38.5")]
    week = [target_of(MONDAY + timedelta(days=n), agreed, {}) for n in range(7)]
    assert week == [462, 462, 462, 462, 462, 0, 0]


def test_a_holiday_has_none_and_half_a_one_the_half() -> None:
    agreed = [contract(ANA, date(2026, 1, 1), hours="37.75")]
    off = {MONDAY: DayOff("Whole"), MONDAY + timedelta(days=1): DayOff("Half", Portion.HALF)}
    assert agreed[0].weekday_minutes[1] == 453
    assert [target_of(day, agreed, off) for day in off] == [0, 227]


def test_a_change_in_mid_week_counts_from_its_day() -> None:
    wednesday = MONDAY + timedelta(days=2)
    agreed = [
        contract(ANA, date(2026, 1, 1), wednesday - timedelta(days=1)),
        contract(ANA, wednesday, hours="20"),
    ]
    week = [target_of(MONDAY + timedelta(days=n), agreed, {}) for n in range(5)]
    assert week == [480, 480, 240, 240, 240]


def test_a_day_without_a_contract_has_no_target() -> None:
    agreed = [contract(ANA, MONDAY, MONDAY)]
    assert target_of(MONDAY - timedelta(days=1), agreed, {}) is None
    assert target_of(MONDAY, agreed, {}) == 480
    assert target_of(MONDAY + timedelta(days=1), agreed, {}) is None
    assert contract_on(date.max, [contract(ANA, MONDAY)]) is not None


def test_who_works_on_call_has_a_target_of_nothing() -> None:
    assert target_of(MONDAY, [contract(ANA, MONDAY, hours="0", days=[])], {}) == 0


@given(st.integers(0, 168 * 60), st.sets(st.integers(0, 6)))
def test_the_days_add_up_to_the_week(weekly: int, weekdays: set[int]) -> None:
    minutes = spread(weekly, list(weekdays))
    assert sum(minutes) == (weekly if weekdays else 0)
    shares = [minutes[day] for day in weekdays]
    assert not shares or max(shares) - min(shares) <= 1


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2100, 12, 31), date(1950, 1, 1)])
def test_days_far_away_have_targets_too(day: date) -> None:
    assert target_of(day, [contract(ANA, date(1950, 1, 1), hours="7", days=range(7))], {}) == 60
