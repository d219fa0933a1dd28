"""The address says what is asked; what is wrong with it is said, and the usual is asked instead."""

from datetime import date
from typing import Any

import pytest

from timetracking.base.periods import Period
from timetracking.models import Location
from timetracking.reports.question import LONGEST, Question, presets

TODAY = date(2026, 11, 18)
# Digits, for `str.isdigit`.
FULL_WIDTH = "".join(chr(ord(one) + 0xFEE0) if one != "-" else one for one in "2026-11-18")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def asked(**words: str) -> tuple[Question, list[str]]:
    if "first" in words:
        words["from"] = words.pop("first")
    question, wrong = Question.asked(words, location=None, today=TODAY, starts_on=1)
    return question, [str(error) for error in wrong]


def test_without_a_question_it_is_the_month() -> None:
    assert asked() == (Question(NOVEMBER), [])


def test_an_address_gives_the_same_question_again() -> None:
    bar = Location(pk=3, name="Bar")
    question = Question(Period(TODAY, TODAY), "location", "percent", bar, "year")
    assert question.query == (
        "from=2026-11-18&to=2026-11-18&by=location&measure=percent&location=3&against=year"
    )
    pairs: dict[str, Any] = dict(pair.split("=") for pair in question.query.split("&"))
    again, wrong = Question.asked(pairs, location=bar, today=TODAY, starts_on=1)
    assert (again, wrong) == (question, [])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"first": "2026-11-31"}, "That period does not exist"),
        ({"first": "2026-11-30", "to": "2026-11-01"}, "That period does not exist"),
        ({"first": "2025-01-01", "to": "2026-01-02"}, "at most 366 days"),
        ({"first": "0000-01-01"}, "That period does not exist"),
        ({"first": FULL_WIDTH}, "That period does not exist"),
        ({"by": "colour"}, "cannot be grouped like that"),
        ({"measure": "fun"}, "There is no such figure"),
        ({"against": "me"}, "cannot be compared with that"),
        ({"measure": "sales", "by": "person"}, "Sales belong to a location and a day"),
        ({"measure": "percent", "by": "position"}, "Sales belong to a location and a day"),
    ],
)
def test_what_is_wrong_is_said(words: dict[str, str], sentence: str) -> None:
    question, wrong = asked(**words)
    assert len(wrong) == 1
    assert sentence in wrong[0]
    assert question.period == NOVEMBER
    assert asked(**dict(pair.split("=") for pair in question.query.split("&")))[1] == []


def test_a_leap_year_is_the_longest_period() -> None:
    question, wrong = asked(first="2028-01-01", to="2028-12-31")
    assert (len(question.period.days), wrong) == (LONGEST, [])


def test_earlier_periods() -> None:
    def earlier(first: str, last: str, against: str) -> Period | None:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
        return Question(period, against=against).earlier

    def period(first: str, last: str) -> Period:
        return Period(date.fromisoformat(first), date.fromisoformat(last))

    assert earlier("2026-11-01", "2026-11-30", "") is None
    assert earlier("2026-11-01", "2026-11-30", "before") == period("2026-10-01", "2026-10-31")
    assert earlier("2026-11-09", "2026-11-15", "before") == period("2026-11-02", "2026-11-08")
    assert earlier("2028-02-01", "2028-02-29", "year") == period("2027-02-01", "2027-02-28")


def test_presets() -> None:
    found = {one.label: one.period for one in presets(TODAY, 1)}
    assert found["This week"] == Period(date(2026, 11, 16), date(2026, 11, 22))
    assert found["Last week"] == Period(date(2026, 11, 9), date(2026, 11, 15))
    assert found["This month"] == NOVEMBER
    assert found["Last month"] == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert found["This year"] == Period(date(2026, 1, 1), date(2026, 12, 31))
