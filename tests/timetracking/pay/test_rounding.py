"""Rounding: off by default, never beyond a neighbouring shift, never negative (rule 12)."""

from typing import Literal

import pytest

from tests.timetracking.pay.building import Shifts, minutes, paid, rest
from timetracking.pay.engine.rules import Rounding, RuleSet

NEAREST_15 = Rounding(15, "nearest")


def rules(into: Rounding, out: Rounding) -> RuleSet:
    return RuleSet("rounding", rounding_in=into, rounding_out=out)


def worked(start: str, end: str, into: Rounding, out: Rounding) -> int:
    result = paid(Shifts().add(f"2026-06-01 {start}", end), rules(into, out))
    return result.hours.minutes


def test_it_is_off_by_default() -> None:
    assert worked("08:59", "17:01", Rounding(), Rounding()) == 482


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("08:07", "17:00", 540),  # 29 CFR 785.48(b): seven minutes are rounded down
        ("08:08", "17:00", 525),  # and eight up
        ("08:00", "17:07", 540),
        ("08:00", "17:08", 555),
    ],
)
def test_to_the_nearest_quarter_of_an_hour(start: str, end: str, expected: int) -> None:
    assert worked(start, end, NEAREST_15, NEAREST_15) == expected


@pytest.mark.parametrize(("step", "minute"), [(6, 3), (10, 5)])
def test_a_tie_is_rounded_up_in_and_out_alike(step: int, minute: int) -> None:
    rounding = Rounding(step, "nearest")
    times = (f"08:{minute:02}", f"16:{minute:02}")
    assert worked(*times, rounding, rounding) == 480
    assert worked(times[0], "16:00", rounding, rounding) == 480 - step


Direction = Literal["nearest", "up", "down"]


@pytest.mark.parametrize(
    ("into", "out", "expected"),
    [("up", "down", 465), ("down", "up", 495), ("up", "up", 480), ("down", "down", 480)],
)
def test_in_and_out_are_rounded_apart(into: Direction, out: Direction, expected: int) -> None:
    assert worked("08:04", "16:04", Rounding(15, into), Rounding(15, out)) == expected


def test_a_short_shift_is_never_negative() -> None:
    assert worked("08:04", "08:10", Rounding(15, "up"), Rounding(15, "down")) == 0


def test_times_are_not_rounded_into_each_other() -> None:
    """Out at 12:56 up to 13:00, and in at 12:58 down to 12:45, would overlap by 15 minutes."""
    shifts = Shifts().add("2026-06-01 09:00", "12:56").add("2026-06-01 12:58", "17:00")
    result = paid(shifts, rules(Rounding(15, "down"), Rounding(15, "up")))
    assert result.hours.minutes == 480


def test_where_one_shift_goes_on_from_another_nothing_is_rounded() -> None:
    shifts = Shifts().add("2026-06-01 09:00", "12:56").add("2026-06-01 12:56", "17:00")
    result = paid(shifts, rules(Rounding(15, "up"), Rounding(15, "down")))
    assert result.hours.minutes == 480


def test_it_follows_the_clocks_of_the_zone() -> None:
    """Kathmandu is 5 h 45 ahead: 08:04 there is 02:19 in UTC."""
    shifts = Shifts("Asia/Kathmandu").add("2026-06-01 08:04", "16:00")
    rounding = Rounding(10, "nearest")
    assert paid(shifts, rules(rounding, rounding)).hours.minutes == 480


def test_a_break_before_the_rounded_start_takes_nothing() -> None:
    shifts = Shifts().add("2026-06-01 08:50", "17:00", rest("2026-06-01 08:52", "2026-06-01 08:58"))
    result = paid(shifts, rules(Rounding(15, "up"), Rounding()))
    assert result.hours.minutes == 480


def test_a_break_after_the_rounded_end_takes_nothing() -> None:
    shifts = Shifts().add("2026-06-01 09:00", "17:04", rest("2026-06-01 17:01", "2026-06-01 17:03"))
    result = paid(shifts, rules(Rounding(), Rounding(15, "down")))
    assert result.hours.minutes == 480


def test_the_explanation_shows_the_times_on_the_clock() -> None:
    shifts = Shifts().add("2026-06-01 08:04", "17:00")
    piece = (
        paid(shifts, rules(NEAREST_15, NEAREST_15)).lines[0].explanation["parts"][0]["pieces"][0]
    )
    assert (piece["from"], piece["clocked_in"]) == (
        "2026-06-01T08:00+02:00",
        "2026-06-01T08:04+02:00",
    )


def test_lines_add_up_to_the_rounded_hours() -> None:
    shifts = Shifts().days("2026-06-01", [8.1, 8.2, 8.3])
    result = paid(shifts, rules(NEAREST_15, NEAREST_15))
    assert sum(minutes(result).values()) == result.hours.minutes == 1470
