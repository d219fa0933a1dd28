"""Daily and weekly overtime: each hour counts once, and each week stands alone (rule 15)."""

from datetime import date

import pytest

from tests.timetracking.pay.building import JUNE, Shifts, minutes, paid, person, steps
from timetracking.pay.engine.book import RuleBook, first_day_needed
from timetracking.pay.engine.inputs import Period
from timetracking.pay.engine.rules import Additional, RuleSet

BOTH = RuleSet("both", daily=steps((8, "1.25")), weekly=steps((40, "1.5")))


def test_a_threshold_splits_a_shift() -> None:
    result = paid(Shifts().add("2026-06-01 08:00", "18:00"), BOTH)
    overtime = next(line for line in result.lines if line.name == "overtime")
    piece = overtime.explanation["parts"][0]["pieces"][0]
    assert (piece["from"], piece["minutes"]) == ("2026-06-01T16:00+02:00", 120)


def test_steps_follow_each_other() -> None:
    rules = RuleSet("steps", daily=steps((8, "1.25"), (10, "1.5"), (12, "2")))
    result = paid(Shifts().add("2026-06-01 06:00", "19:00"), rules)
    assert minutes(result) == {
        "regular": 480,
        "overtime-1.25": 120,
        "overtime-1.5": 120,
        "overtime-2": 60,
    }


def test_two_shifts_of_a_day_count_together() -> None:
    worked = Shifts().add("2026-06-01 06:00", "11:00").add("2026-06-01 17:00", "22:00")
    assert minutes(paid(worked, BOTH)) == {"regular": 480, "overtime-1.25": 120}


def test_an_hour_counts_once() -> None:
    """Six days of nine hours are 14 hours of overtime, and not more.

    The ninth hour of four days is over the day alone. That of Friday is over the week as well, and
    so is all of Saturday: the higher factor counts.
    """
    worked = Shifts().days("2026-06-01", [9] * 6)
    assert minutes(paid(worked, BOTH)) == {
        "regular": 2400,
        "overtime-1.25": 240,
        "overtime-1.5": 600,
    }


def test_a_night_shift_belongs_to_the_day_on_which_it_began() -> None:
    """Rule 8: ten hours over midnight are two of overtime, and the next day begins anew."""
    worked = Shifts().add("2026-06-01 20:00", "2026-06-02 06:00").add("2026-06-02 20:00", "23:00")
    assert minutes(paid(worked, BOTH)) == {"regular": 660, "overtime-1.25": 120}


def test_moving_to_another_location_at_night_begins_no_new_day() -> None:
    worked = Shifts().add("2026-06-01 20:00", "2026-06-02 01:00")
    worked.add("2026-06-02 01:00", "06:00", location="hotel")
    assert minutes(paid(worked, BOTH)) == {"regular": 480, "overtime-1.25": 120}


@pytest.mark.parametrize(("week_start", "overtime"), [(1, 600), (7, 0)])
def test_the_start_of_the_week_is_a_setting(week_start: int, overtime: int) -> None:
    """Five days from Wednesday on: Sunday is in the same week, or begins the next one."""
    rules = RuleSet("week", week_start=week_start, weekly=steps((40, "1.5")))
    result = paid(Shifts().days("2026-06-03", [10] * 5), rules)
    assert minutes(result).get("overtime-1.5", 0) == overtime


def test_a_shift_over_the_end_of_a_week_is_cut_at_midnight() -> None:
    """Rule 11b: Sunday 22:00 to Monday 06:00 are two hours of one week and six of the next."""
    rules = RuleSet("week", weekly=steps((40, "1.5")))
    worked = (
        Shifts().days("2026-06-01", [8, 8, 8, 8, 8]).add("2026-06-07 22:00", "2026-06-08 06:00")
    )
    assert minutes(paid(worked, rules)) == {"regular": 2400 + 360, "overtime-1.5": 120}


def test_a_change_of_monday_recomputes_sunday() -> None:
    rules = RuleSet("week", weekly=steps((40, "1.5")))
    week = [0, 8, 8, 8, 8, 0, 8]
    before = paid(Shifts().days("2026-06-01", week), rules)
    after = paid(Shifts().days("2026-06-01", [8, *week[1:]]), rules)
    assert before.hours.days[6].overtime == 0
    assert after.hours.days[6].overtime == 480


def test_a_week_that_began_before_the_period_counts_from_its_first_day() -> None:
    rules = RuleSet("week", weekly=steps((40, "1.5")))
    period = Period(date(2026, 6, 5), date(2026, 6, 30))
    result = paid(Shifts().days("2026-06-01", [10] * 5), rules, period)
    assert minutes(result) == {"overtime-1.5": 600}
    # Monday's first minutes may belong to a shift that began on Sunday.
    assert first_day_needed(period, RuleBook.of(rules)) == date(2026, 5, 31)


def test_each_day_has_the_version_of_the_rules_that_holds_on_it() -> None:
    """Rule 16c."""
    book = RuleBook(
        [
            (date(2026, 1, 1), RuleSet("own", 1, daily=steps((8, "1.25")))),
            (date(2026, 6, 15), RuleSet("own", 2, daily=steps((9, "1.5")))),
        ]
    )
    worked = Shifts().days("2026-06-01", [10]).days("2026-06-15", [10])
    assert minutes(paid(worked, book)) == {
        "regular": 8 * 60 + 9 * 60,
        "overtime-1.25": 120,
        "overtime-1.5": 60,
    }


def test_work_beyond_a_contract_and_below_overtime_is_additional() -> None:
    rules = RuleSet("part time", weekly=steps((40, "1.5")), additional=Additional())
    somebody = person(Shifts().days("2026-06-01", [9] * 5), weekly=20)
    assert minutes(paid(somebody, rules)) == {
        "regular": 1200,
        "additional": 1200,
        "overtime-1.5": 300,
    }


def test_a_change_of_zones_does_not_reset_the_week() -> None:
    """Auckland's Monday is Los Angeles' Sunday, which belongs to the week before."""
    rules = RuleSet("week", weekly=steps((8, "1.5")))
    auckland = Shifts("Pacific/Auckland").add("2026-06-08 08:00", "14:00")
    angeles = Shifts("America/Los_Angeles").add("2026-06-07 16:00", "20:00")
    again = Shifts("Pacific/Auckland").add("2026-06-09 14:00", "18:00")
    result = paid(person([*auckland.made, *angeles.made, *again.made]), rules, JUNE)
    assert minutes(result) == {"regular": 8 * 60 + 4 * 60, "overtime-1.5": 120}
