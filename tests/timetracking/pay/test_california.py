"""California: Labor Code sections 500 and 510."""

from datetime import date

from tests.timetracking.pay.building import LOS_ANGELES, Shifts, minutes, paid
from timetracking.pay.engine.inputs import Period
from timetracking.pay.engine.presets import PRESETS

CALIFORNIA = PRESETS["US-CA"]
# A workweek from Sunday to Saturday.
WEEK = Period(date(2026, 6, 7), date(2026, 6, 13))


def of_hours(*hours: float) -> dict[str, int]:
    """Return the hours by kind for a week of such days, from Sunday on."""
    worked = Shifts(LOS_ANGELES).days("2026-06-07", hours)
    return {code: count // 60 for code, count in minutes(paid(worked, CALIFORNIA, WEEK)).items()}


def test_a_day_of_thirteen_hours() -> None:
    assert of_hours(13) == {"regular": 8, "overtime-1.5": 4, "overtime-2": 1}


def test_daily_overtime_does_not_count_again_for_the_week() -> None:
    """Five days of ten hours: 40 hours at the plain rate, and two of overtime each day."""
    assert of_hours(0, 10, 10, 10, 10, 10) == {"regular": 40, "overtime-1.5": 10}


def test_a_sixth_day_is_overtime_of_the_week() -> None:
    assert of_hours(0, 8, 8, 8, 8, 8, 8) == {"regular": 40, "overtime-1.5": 8}


def test_the_seventh_day_of_a_workweek() -> None:
    """The first eight hours at one and a half, those beyond at double."""
    assert of_hours(5, 5, 5, 5, 5, 5, 9) == {"regular": 30, "overtime-1.5": 8, "overtime-2": 1}


def test_seven_days_over_two_workweeks_have_no_seventh_day() -> None:
    assert of_hours(0, 5, 5, 5, 5, 5, 5) == {"regular": 30}


def test_more_than_twelve_hours_on_a_day_beyond_the_week() -> None:
    """Where week and day both apply, the higher counts once: 510(a), last sentence."""
    assert of_hours(0, 8, 8, 8, 8, 8, 13) == {"regular": 40, "overtime-1.5": 12, "overtime-2": 1}


def test_a_workday_ends_at_midnight() -> None:
    """Section 500(a): a workday is 24 hours from the same time; ten hours over midnight are two."""
    worked = Shifts(LOS_ANGELES).add("2026-06-08 18:00", "2026-06-09 04:00")
    assert minutes(paid(worked, CALIFORNIA, WEEK)) == {"regular": 600}
