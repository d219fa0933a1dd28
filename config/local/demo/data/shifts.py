"""Four weeks of realistic shifts, always the same for the same day and person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from config.local.demo.data.rosters import Rota
from timetracking.base.local_time import local_date
from timetracking.models import Employee, Location, WorkLog, zone_at

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


@dataclass(frozen=True)
class Worked:
    """An unsaved shift, and its breaks: whether each is paid, its start and its end.

    The end of an open break is None.
    """

    log: WorkLog
    breaks: list[tuple[bool, datetime, datetime | None]] = field(default_factory=list)


def history(
    employee: Employee,
    rota: Rota,
    places: Sequence[Location],
    *,
    now: datetime,
    zone: ZoneInfo,
    random: Random,
) -> list[Worked]:
    """Return the shifts up to yesterday; a night shift that has not ended yet is open.

    Each shift is at one of `places`; `zone` is the company's.
    """
    shifts: list[Worked] = []
    today = local_date(now, zone)
    for days_ago in range(WEEKS * 7, 0, -1):
        day = today - timedelta(days=days_ago)
        if str(day.isoweekday()) not in rota.days or random.random() < 0.05:
            continue
        place = places[day.toordinal() % len(places)]
        local_zone = zone_at(place, zone)
        start = datetime.combine(day, rota.start, tzinfo=local_zone).astimezone(UTC)
        note = random.choice(_NOTES) if random.random() < 0.08 else ""
        check_in = start + _minutes(random, -9, 7)
        check_out = start + timedelta(hours=rota.hours) + _minutes(random, -6, 24)
        breaks = _breaks(start, rota, random)
        check_out += sum((end - begin for paid, begin, end in breaks if not paid), timedelta())
        if check_in >= now or (shifts and (shifts[-1].log.check_out or now) >= check_in):
            continue
        log = WorkLog(
            employee=employee,
            check_in=check_in,
            check_out=check_out if check_out <= now else None,
            notes=note,
            location=place,
            time_zone=local_zone.key,
        )
        shifts.append(Worked(log, [entry for entry in breaks if entry[2] <= now]))
    return shifts


def open_shift(
    employee: Employee,
    place: Location,
    *,
    last_out: datetime,
    now: datetime,
    zone: ZoneInfo,
    random: Random,
) -> Worked:
    """Return an open shift that began recently, but after `last_out`."""
    check_in = max(now - _minutes(random, 25, 190), last_out + (now - last_out) / 2)
    local_zone = zone_at(place, zone)
    log = WorkLog(employee=employee, check_in=check_in, location=place, time_zone=local_zone.key)
    return Worked(log)


def start_break(worked: Worked, *, now: datetime) -> None:
    """Add an open break that began a few minutes ago to an open shift."""
    check_in = worked.log.check_in
    start = max(now - timedelta(minutes=12), check_in + (now - check_in) / 2)
    worked.breaks.append((False, start, None))


def _breaks(start: datetime, rota: Rota, random: Random) -> list[tuple[bool, datetime, datetime]]:
    if not rota.lunch_after:
        return []
    lunch = start + timedelta(hours=rota.lunch_after) + _minutes(random, -20, 20)
    breaks = [(False, lunch, lunch + _minutes(random, 26, 41))]
    if random.random() < 0.3:
        coffee = start + timedelta(hours=2) + _minutes(random, -15, 15)
        breaks.insert(0, (True, coffee, coffee + _minutes(random, 6, 14)))
    return breaks


def _minutes(random: Random, low: int, high: int) -> timedelta:
    return timedelta(seconds=random.randint(low * 60, high * 60))
