"""Retroactive changes in locked periods: lines of the open one that say what they adjust."""

import json
from decimal import Decimal

from tests.timetracking.pay.building import JUNE, OCTOBER, Shifts, night, paid, person
from timetracking.pay.engine.adjusting import adjustments, as_data, from_data
from timetracking.pay.engine.inputs import Rate
from timetracking.pay.engine.lines import Line
from timetracking.pay.engine.rules import RuleSet

RULES = RuleSet("night", premiums=(night(),))


def lines(end: str = "23:00", rate: str = "10") -> tuple[Line, ...]:
    return paid(person(Shifts().add("2026-06-01 15:00", end), rate=rate), RULES).lines


def test_nothing_changed_is_no_line() -> None:
    assert adjustments(lines(), lines(), JUNE, OCTOBER) == ()


def test_a_raise_of_the_past_is_the_difference() -> None:
    (regular, premium) = adjustments(lines(), lines(rate="11"), JUNE, OCTOBER)
    assert (regular.code, regular.minutes, regular.amount) == ("regular", 0, Decimal("8.00"))
    assert (premium.code, premium.amount) == ("night-25", Decimal("0.25"))
    assert regular.adjusts == (JUNE.first, JUNE.last)
    assert regular.explanation["before"] == {"minutes": 480, "amount": "80.00"}
    assert regular.explanation["after"] == {"minutes": 480, "amount": "88.00"}
    assert regular.explanation["in_period"]["first"] == "2026-10-01"


def test_hours_that_are_taken_away_are_negative() -> None:
    (regular, premium) = adjustments(lines(), lines("22:00"), JUNE, OCTOBER)
    assert (regular.minutes, regular.amount) == (-60, Decimal("-10.00"))
    assert (premium.minutes, premium.amount) == (-60, Decimal("-2.50"))


def test_what_was_adjusted_before_is_not_adjusted_again() -> None:
    first = adjustments(lines(), lines(rate="11"), JUNE, OCTOBER)
    assert adjustments([*lines(), *first], lines(rate="11"), JUNE, OCTOBER) == ()
    third = adjustments([*lines(), *first], lines(rate="12"), JUNE, OCTOBER)
    assert [line.amount for line in third] == [Decimal("8.00"), Decimal("0.25")]


def test_a_stored_line_comes_back_as_it_was() -> None:
    for line in (*lines(), *adjustments(lines(), lines(rate="11"), JUNE, OCTOBER)):
        again = from_data(json.loads(json.dumps(as_data(line))))
        assert again == line
        assert again.explanation == line.explanation
        assert again.costs == line.costs


def test_a_line_without_a_rate_comes_back_without_one() -> None:
    (line,) = paid(person(Shifts().add("2026-06-01 09:00", "10:00"), rates=())).lines
    assert from_data(as_data(line)).rate is None


def test_a_change_from_one_rate_to_two_is_one_difference() -> None:
    two = (Rate(JUNE.first, Decimal(10)), Rate(JUNE.first.replace(day=2), Decimal(12)))
    worked = Shifts().days("2026-06-01", [8, 8])
    before, after = paid(person(worked)).lines, paid(person(worked, rates=two)).lines
    (line,) = adjustments(before, after, JUNE, OCTOBER)
    assert (line.minutes, line.amount) == (0, Decimal("16.00"))
