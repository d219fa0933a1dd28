from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from timetracking.templatetags.timetracking_format import clock_time, duration_iso


def test_a_duration_for_machines_is_iso() -> None:
    assert duration_iso(timedelta(hours=27, minutes=12, seconds=5)) == "PT27H12M5S"


def test_a_time_is_shown_in_the_active_zone() -> None:
    moment = datetime(2026, 11, 18, 7, 58, 59, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Madrid")):
        assert clock_time(moment) == "08:58"
    with timezone.override(ZoneInfo("America/New_York")):
        assert clock_time(moment) == "02:58"
    assert clock_time(None) == ""
