"""Durations in hours and minutes."""

from datetime import timedelta

import pytest

from timetracking.base.minutes import duration


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "0 min"),
        (timedelta(seconds=59, microseconds=999_999), "0 min"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h 00"),
        (timedelta(hours=3, minutes=5), "3 h 05"),
        (timedelta(hours=3, minutes=12, seconds=40), "3 h 12"),
        (timedelta(days=7, hours=1), "169 h 00"),
        (None, ""),
    ],
)
def test_a_duration_is_hours_and_minutes(length: timedelta | None, text: str) -> None:
    assert duration(length) == text
