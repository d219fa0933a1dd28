from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from timetracking.base.minutes import duration
from timetracking.templatetags.timetracking_format import clock_time, duration_iso


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


def test_a_duration_for_machines_is_iso() -> None:
    assert duration_iso(timedelta(hours=27, minutes=12, seconds=5)) == "PT27H12M5S"


def test_a_time_is_shown_in_the_active_zone() -> None:
    moment = datetime(2026, 11, 18, 7, 58, 59, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Madrid")):
        assert clock_time(moment) == "08:58"
    with timezone.override(ZoneInfo("America/New_York")):
        assert clock_time(moment) == "02:58"
    assert clock_time(None) == ""
