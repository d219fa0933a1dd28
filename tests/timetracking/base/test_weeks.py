from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timetracking.base.errors import UnknownWeek
from timetracking.base.weeks import Week

WEEKDAYS = st.integers(1, 7)
DAYS = st.dates(date(1971, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("starts_on", "first", "last", "label"),
    [
        (1, "2026-11-16", "2026-11-22", "2026-W47"),
        (7, "2026-11-15", "2026-11-21", "2026-W47"),
        (6, "2026-11-14", "2026-11-20", "2026-W47"),
        (3, "2026-11-18", "2026-11-24", "2026-W47"),
    ],
)
def test_a_week_starts_as_the_company_says(
    starts_on: int, first: str, last: str, label: str
) -> None:
    week = Week.of(date(2026, 11, 18), starts_on=starts_on)
    assert (week.start.isoformat(), week.end.isoformat(), week.label) == (first, last, label)


@pytest.mark.parametrize(
    ("day", "label"),
    [("2026-01-01", "2026-W01"), ("2027-01-01", "2026-W53"), ("2024-12-30", "2025-W01")],
)
def test_at_new_year_the_label_is_that_of_most_days(day: str, label: str) -> None:
    assert Week.of(date.fromisoformat(day), starts_on=1).label == label


@settings(deadline=None)
@given(day=DAYS, starts_on=WEEKDAYS)
def test_a_label_leads_back_to_its_week(day: date, starts_on: int) -> None:
    week = Week.of(day, starts_on=starts_on)
    assert week.start <= day <= week.end
    assert week.start.isoweekday() == starts_on
    assert Week.parse(week.label, starts_on=starts_on) == week


@settings(deadline=None)
@given(day=DAYS, starts_on=WEEKDAYS)
def test_weeks_follow_each_other_under_other_labels(day: date, starts_on: int) -> None:
    week = Week.of(day, starts_on=starts_on)
    assert week.next.start == week.end + timedelta(days=1)
    assert week.next.previous == week
    assert week.next.label > week.label


@pytest.mark.parametrize(
    "label",
    [
        "",
        "2026",
        "2026-47",
        "2026-W00",
        "2026-W54",
        "2025-W53",
        "2026-W4",
        "2026-W470",
        "26-W47",
        "0000-W01",
        "0001-W01",
        "9999-W52",
        "1969-W10",
        " 2026-W47",
        "2026-W47\n",
        "२०२६-W४७",
        "2026-w47",
        "-2026-W47",
        "'; DROP TABLE work_logs",
        "\0",
    ],
)
@pytest.mark.parametrize("starts_on", [1, 7])
def test_what_is_no_week_is_refused(label: str, starts_on: int) -> None:
    with pytest.raises(UnknownWeek):
        Week.parse(label, starts_on=starts_on)


def test_a_week_to_come_is_not_shown() -> None:
    today = date(2026, 11, 22)
    assert Week.shown("2026-W47", today=today, starts_on=1) == Week.shown(
        None, today=today, starts_on=1
    )
    with pytest.raises(UnknownWeek):
        Week.shown("2026-W48", today=today, starts_on=1)
