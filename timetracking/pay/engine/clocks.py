"""Minutes as numbers: since 1970 in UTC, and by the clocks of a zone.

A clock's minute is the minute in UTC plus the offset of the zone. Days are ordinals, as of `date`.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 1440
_EPOCH = date(1970, 1, 1).toordinal()
_MINUTE = timedelta(minutes=1)


def minute_of(moment: datetime) -> int:
    """Return the minute that clocks show at an aware moment: seconds are cut off (rule 11a)."""
    return int(moment.timestamp() // 60)


@lru_cache(maxsize=100_000)
def offset_at(minute: int, zone: str) -> int:
    """Return by how many minutes the clocks of a zone are ahead of UTC."""
    moment = datetime.fromtimestamp(minute * 60, ZoneInfo(zone))
    return (moment.utcoffset() or timedelta()) // _MINUTE


def day_of(minute: int, offset: int) -> int:
    """Return the day, as an ordinal, on which clocks with this offset show the minute."""
    return (minute + offset) // DAY + _EPOCH


def first_minute(day: int, offset: int) -> int:
    """Return the minute at which clocks with this offset show midnight of a day."""
    return (day - _EPOCH) * DAY - offset


def week_of(day: int, week_start: int) -> int:
    """Return the first day of the week of `day`, if weeks start on this ISO weekday."""
    return day - (day - week_start) % 7


def weekday(day: int) -> int:
    """Return the ISO weekday of a day."""
    return (day - 1) % 7 + 1


def within_days(start: int, end: int, zone: str) -> Iterator[tuple[int, int, int, int]]:
    """Cut [start, end) at each midnight of the zone, and where its clocks change.

    Yields start, end, offset and day of each part. The hour that clocks repeat belongs to the day
    that they show, as everything else does.
    """
    for begin, until, offset in _with_one_offset(start, end, zone):
        while begin < until:
            day = day_of(begin, offset)
            stop = min(until, first_minute(day + 1, offset))
            yield begin, stop, offset, day
            begin = stop


def shown(minute: int, offset: int) -> str:
    """Return the minute in ISO 8601, as clocks with this offset show it."""
    zone = timezone(timedelta(minutes=offset))
    moment = datetime.fromtimestamp(minute * 60, UTC).astimezone(zone)
    return moment.isoformat(timespec="minutes")


def _with_one_offset(start: int, end: int, zone: str) -> Iterator[tuple[int, int, int]]:
    """Cut [start, end) where the clocks change; it is short enough for them to change only once."""
    before, after = offset_at(start, zone), offset_at(end, zone)
    if before == after:
        yield start, end, before
        return
    low, high = start, end
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset_at(middle, zone) == before else (low, middle)
    yield start, high, before
    if high < end:
        yield high, end, after
