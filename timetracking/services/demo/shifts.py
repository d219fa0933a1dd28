"""Four weeks of believable shifts, the same each time for the same day and person."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from timetracking.models import Employee, Location, WorkLog, zone_at
from timetracking.services.demo.rosters import Rota
from timetracking.services.local_time import local_date

WEEKS = 4
_NOTES = [
    "Covered for Ana until noon.",
    "Delivery came late.",
    "Stayed to close the till.",
    "Bus strike.",
    "Training with the new oven.",
    "Left early, doctor.",
    "Wedding party, very busy.",
]


def history(
    employee: Employee,
    rota: Rota,
    places: Sequence[Location],
    *,
    now: datetime,
    zone: ZoneInfo,
    random: Random,
) -> list[WorkLog]:
    """Return the shifts up to yesterday; a night shift that is not over yet is still open.

    Each day is spent at one of `places`; `zone` is the company's.
    """
    logs: list[WorkLog] = []
    today = local_date(now, zone)
    for back in range(WEEKS * 7, 0, -1):
        day = today - timedelta(days=back)
        if str(day.isoweekday()) not in rota.days or random.random() < 0.05:
            continue
        place = places[day.toordinal() % len(places)]
        here = zone_at(place, zone)
        start = datetime.combine(day, rota.start, tzinfo=here).astimezone(UTC)
        note = random.choice(_NOTES) if random.random() < 0.08 else ""
        for check_in, check_out in _logs_of_day(start, rota, random):
            if check_in >= now or (logs and (logs[-1].check_out or now) >= check_in):
                continue
            logs.append(
                WorkLog(
                    employee=employee,
                    check_in=check_in,
                    check_out=check_out if check_out <= now else None,
                    notes=note,
                    location=place,
                    time_zone=here.key,
                )
            )
            note = ""
    return logs


def still_in(
    employee: Employee,
    place: Location,
    *,
    last_out: datetime,
    now: datetime,
    zone: ZoneInfo,
    random: Random,
) -> WorkLog:
    """Return a shift that began a while ago, after `last_out`, and runs."""
    check_in = max(now - _minutes(random, 25, 190), last_out + (now - last_out) / 2)
    here = zone_at(place, zone)
    return WorkLog(employee=employee, check_in=check_in, location=place, time_zone=here.key)


def _logs_of_day(
    start: datetime, rota: Rota, random: Random
) -> Iterator[tuple[datetime, datetime]]:
    check_in = start + _minutes(random, -9, 7)
    check_out = start + timedelta(hours=rota.hours) + _minutes(random, -6, 24)
    if not rota.lunch_after:
        yield check_in, check_out
        return
    lunch = start + timedelta(hours=rota.lunch_after) + _minutes(random, -20, 20)
    back = lunch + _minutes(random, 26, 41)
    yield check_in, lunch
    yield back, check_out + (back - lunch)


def _minutes(random: Random, low: int, high: int) -> timedelta:
    return timedelta(seconds=random.randint(low * 60, high * 60))
