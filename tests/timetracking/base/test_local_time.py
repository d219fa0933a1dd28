from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from timetracking.base.errors import AmbiguousTime, NonexistentTime
from timetracking.base.local_time import (
    day_start,
    is_ambiguous,
    local_date,
    resolve_local,
    week_bounds,
)
from timetracking.models.counting import elapsed

MADRID = ZoneInfo("Europe/Madrid")


def naive(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001 - what a clock on the wall shows


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "moment"),
    [
        (naive(1, 15, 12), utc(1, 15, 11)),
        (naive(7, 15, 12), utc(7, 15, 10)),
        (naive(3, 29, 1, 59), utc(3, 29, 0, 59)),
        (naive(3, 29, 3), utc(3, 29, 1)),
        (naive(10, 25, 1, 59), utc(10, 24, 23, 59)),
        (naive(10, 25, 3), utc(10, 25, 2)),
    ],
)
def test_a_local_time_is_a_moment(local: datetime, moment: datetime) -> None:
    assert resolve_local(local, MADRID) == moment
    assert resolve_local(local, MADRID, "second") == moment
    assert not is_ambiguous(local, MADRID)


@pytest.mark.parametrize("local", [naive(3, 29, 2), naive(3, 29, 2, 59)])
def test_a_time_the_clocks_skip_is_refused(local: datetime) -> None:
    with pytest.raises(NonexistentTime, match="does not exist on that day"):
        resolve_local(local, MADRID)
    with pytest.raises(NonexistentTime):
        resolve_local(local, MADRID, "first")
    assert not is_ambiguous(local, MADRID)


@pytest.mark.parametrize("local", [naive(10, 25, 2), naive(10, 25, 2, 59)])
def test_a_time_that_happens_twice_is_asked_about(local: datetime) -> None:
    with pytest.raises(AmbiguousTime, match="happens twice"):
        resolve_local(local, MADRID)
    assert is_ambiguous(local, MADRID)


def test_the_answer_says_which_one() -> None:
    local = naive(10, 25, 2, 30)
    assert resolve_local(local, MADRID, "first") == utc(10, 25, 0, 30)
    assert resolve_local(local, MADRID, "second") == utc(10, 25, 1, 30)


def test_a_date_is_that_of_the_zone() -> None:
    moment = utc(11, 18, 23, 30)
    assert local_date(moment, MADRID) == date(2026, 11, 19)
    assert local_date(moment, ZoneInfo("America/New_York")) == date(2026, 11, 18)


def test_a_day_starts_after_a_midnight_that_is_skipped() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # 24 April 2026: from 00:00 to 01:00
    start = day_start(date(2026, 4, 24), cairo)
    assert start.astimezone(cairo).isoformat() == "2026-04-24T01:00:00+03:00"
    assert local_date(start - timedelta(microseconds=1), cairo) == date(2026, 4, 23)


@pytest.mark.parametrize(
    ("first_day", "hours"),
    [(date(2026, 11, 16), 168), (date(2026, 3, 23), 167), (date(2026, 10, 19), 169)],
)
def test_a_week_is_as_long_as_the_clocks_make_it(first_day: date, hours: int) -> None:
    start, end = week_bounds(first_day, MADRID)
    assert end - start == timedelta(hours=hours)
    assert (local_date(start, MADRID), local_date(end, MADRID)) == (
        first_day,
        first_day + timedelta(days=7),
    )


@pytest.mark.parametrize(
    ("start", "hours"), [((3, 28), 7), ((10, 24), 9), ((11, 18), 8)], ids=["spring", "autumn", "no"]
)
def test_a_night_is_as_long_as_it_lasts(start: tuple[int, int], hours: int) -> None:
    month, day = start
    begin = datetime(2026, month, day, 22, tzinfo=MADRID)
    end = datetime(2026, month, day + 1, 6, tzinfo=MADRID)
    assert end - begin == timedelta(hours=8)  # why the subtraction has to be in UTC
    assert elapsed(begin, end) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (timedelta(), timedelta(seconds=59, microseconds=999_999), 0),
        (timedelta(seconds=59), timedelta(seconds=60), 1),
        (timedelta(seconds=5), timedelta(seconds=25), 0),
        (timedelta(minutes=5, seconds=50), timedelta(minutes=37, seconds=10), 32),
    ],
)
def test_elapsed_time_is_the_difference_of_the_minutes_shown(
    start: timedelta, end: timedelta, minutes: int
) -> None:
    nine = utc(11, 18, 9)
    assert elapsed(nine + start, nine + end) == timedelta(minutes=minutes)
