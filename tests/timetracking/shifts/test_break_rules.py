"""The rule of automatic deduction, as a table; then what it must never do."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timetracking.company.break_presets import PRESETS
from timetracking.models import Rules
from timetracking.shifts.break_rules import BreakRules, deduction

GERMAN = BreakRules.of(Rules(deducts_breaks=True))
SWISS = BreakRules.of(Rules(deducts_breaks=True, **PRESETS["CH"].figures))
NONE = timedelta()


def hm(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


@pytest.mark.parametrize(
    ("worked", "taken", "expected"),
    [
        ("5:59", "0:00", "0:00"),
        ("6:00", "0:00", "0:00"),  # exactly six hours need none
        ("6:01", "0:00", "0:01"),  # never below the threshold
        ("6:20", "0:00", "0:20"),
        ("6:30", "0:00", "0:30"),
        ("8:00", "0:00", "0:30"),
        ("8:00", "0:20", "0:10"),
        ("8:00", "0:30", "0:00"),
        ("8:00", "1:00", "0:00"),
        ("9:00", "0:00", "0:30"),
        ("9:10", "0:00", "0:30"),  # an hour more never counts for less: 9:00 left 8:30
        ("9:40", "0:00", "0:40"),
        ("9:45", "0:00", "0:45"),
        ("11:00", "0:00", "0:45"),
        ("11:00", "0:30", "0:15"),
        ("9:05", "0:30", "0:05"),
        ("0:00", "0:00", "0:00"),
    ],
)
def test_the_german_rule(worked: str, taken: str, expected: str) -> None:
    assert deduction(hm(worked), hm(taken), GERMAN) == hm(expected)


@pytest.mark.parametrize(
    ("worked", "taken", "expected"),
    [
        ("5:30", "0:00", "0:00"),
        ("5:46", "0:00", "0:15"),
        ("7:30", "0:00", "0:30"),
        ("9:00", "0:30", "0:00"),
        ("9:20", "0:30", "0:20"),
        ("10:00", "0:15", "0:45"),
        ("10:00", "0:00", "1:00"),
    ],
)
def test_the_swiss_rule_of_three_steps(worked: str, taken: str, expected: str) -> None:
    assert deduction(hm(worked), hm(taken), SWISS) == hm(expected)


def test_a_company_that_deducts_nothing_has_no_rule() -> None:
    assert deduction(hm("12:00"), NONE, BreakRules.of(Rules())) == NONE


RULES = st.sampled_from([GERMAN, SWISS])
SECONDS = st.integers(0, 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@given(rules=RULES, worked=SECONDS, more=SECONDS, taken=SECONDS)
def test_more_work_never_counts_for_less(
    rules: BreakRules, worked: timedelta, more: timedelta, taken: timedelta
) -> None:
    less, longer = deduction(worked, taken, rules), deduction(worked + more, taken, rules)
    assert less <= worked
    assert worked - less <= worked + more - longer


@given(rules=RULES, worked=SECONDS, taken=SECONDS)
def test_what_is_deducted_makes_the_breaks_sufficient(
    rules: BreakRules, worked: timedelta, taken: timedelta
) -> None:
    deducted = deduction(worked, taken, rules)
    left = worked - deducted
    due = max((due for after, due in rules.tiers if left > after), default=NONE)
    assert taken + deducted >= due
