"""Four weeks of believable shifts, the same each time for the same day and person."""

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
    """A shift that is not written yet, and its breaks: paid or not, from when to when.

    A break that runs has no end.
    """

    log: WorkLog
    pauses: list[tuple[bool, datetime, datetime | None]] = field(default_factory=list)


def history(
    employee: Employee,
    rota: Rota,
    places: Sequence[Location],
    *,
    now: datetime,
    zone: ZoneInfo,
    random: Random,
) -> list[Worked]:
    """Return the shifts up to yesterday; a night shift that is not over yet is still open.

    Each day is spent at one of `places`; `zone` is the company's.
    """
    found: list[Worked] = []
    today = local_date(now, zone)
    for back in range(WEEKS * 7, 0, -1):
        day = today - timedelta(days=back)
        if str(day.isoweekday()) not in rota.days or random.random() < 0.05:
            continue
        place = places[day.toordinal() % len(places)]
        here = zone_at(place, zone)
        start = datetime.combine(day, rota.start, tzinfo=here).astimezone(UTC)
        note = random.choice(_NOTES) if random.random() < 0.08 else ""
        check_in = start + _minutes(random, -9, 7)
        check_out = start + timedelta(hours=rota.hours) + _minutes(random, -6, 24)
        pauses = _pauses(start, rota, random)
        check_out += sum((end - begin for paid, begin, end in pauses if not paid), timedelta())
        if check_in >= now or (found and (found[-1].log.check_out or now) >= check_in):
            continue
        log = WorkLog(
            employee=employee,
            check_in=check_in,
            check_out=check_out if check_out <= now else None,
            notes=note,
            location=place,
            time_zone=here.key,
        )
        found.append(Worked(log, [pause for pause in pauses if pause[2] <= now]))
    return found


def still_in(
    employee: Employee,
    place: Location,
    *,
    last_out: datetime,
    now: datetime,
    zone: ZoneInfo,
    random: Random,
) -> Worked:
    """Return a shift that began a while ago, after `last_out`, and runs."""
    check_in = max(now - _minutes(random, 25, 190), last_out + (now - last_out) / 2)
    here = zone_at(place, zone)
    log = WorkLog(employee=employee, check_in=check_in, location=place, time_zone=here.key)
    return Worked(log)


def rest(worked: Worked, *, now: datetime) -> None:
    """Let someone who is in be on a break since a few minutes ago."""
    since = worked.log.check_in
    worked.pauses.append((False, max(now - timedelta(minutes=12), since + (now - since) / 2), None))


def _pauses(start: datetime, rota: Rota, random: Random) -> list[tuple[bool, datetime, datetime]]:
    if not rota.lunch_after:
        return []
    lunch = start + timedelta(hours=rota.lunch_after) + _minutes(random, -20, 20)
    pauses = [(False, lunch, lunch + _minutes(random, 26, 41))]
    if random.random() < 0.3:
        coffee = start + timedelta(hours=2) + _minutes(random, -15, 15)
        pauses.insert(0, (True, coffee, coffee + _minutes(random, 6, 14)))
    return pauses


def _minutes(random: Random, low: int, high: int) -> timedelta:
    return timedelta(seconds=random.randint(low * 60, high * 60))
