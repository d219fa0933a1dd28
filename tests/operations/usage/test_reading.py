"""How the companies stand, and how much they have grown within a month."""

from datetime import date, timedelta

from operations.usage import reading
from tests.operations.usage.conftest import was

TODAY = date(2026, 11, 20)
BEFORE = TODAY - timedelta(days=31)


def test_growth_is_against_a_month_before() -> None:
    was(1, TODAY, bytes=900, people=5)
    was(1, BEFORE, bytes=400, people=7)
    was(1, TODAY - timedelta(days=10), bytes=1, people=1)
    standing = reading.standings()[1]
    assert (standing.bytes, standing.people) == (900, 5)
    assert (standing.more_bytes, standing.more_people) == (500, -2)


def test_what_is_not_known_is_no_growth() -> None:
    was(1, TODAY, people=5)
    standing = reading.standings()[1]
    assert (standing.more_bytes, standing.more_people) == (None, None)
    was(1, BEFORE, people=None)
    was(2, TODAY, people=None)
    was(3, TODAY, bytes=700, people=4)
    standings = reading.standings()
    assert standings[1].more_people is None
    assert standings[2].more_people is None
    assert (standings[3].more_bytes, standings[3].more_people) == (700, 4)  # a new company


def test_days_are_sums_of_all_companies() -> None:
    was(1, TODAY, bytes=10, people=2, active=1, minutes=60)
    was(2, TODAY, bytes=20, people=None, active=None, minutes=None, state="suspended")
    was(1, BEFORE)
    (day,) = reading.days(since=BEFORE + timedelta(days=1))
    assert (day.day, day.served, day.suspended, day.archived) == (TODAY, 1, 1, 0)
    assert (day.people, day.active, day.minutes, day.bytes) == (2, 1, 60, 30)


def test_before_the_first_measurement_there_is_nothing() -> None:
    assert reading.newest() is None
    assert reading.standings() == {}
    assert reading.days(since=TODAY) == []
