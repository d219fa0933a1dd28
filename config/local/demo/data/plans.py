"""Four weeks of believable shifts, the same each time for the same day and person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from config.local.demo.data.rosters import Person, Rota
from timetracking.base.local_time import local_date
from timetracking.models import Employee, Location, zone_at

WEEKS = 4
_IN_NOW = 3
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
class PlannedBreak:
    """A break of a planned shift; without an end it runs."""

    is_paid: bool
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class PlannedShift:
    """A shift that is not worked yet; without an end it runs."""

    employee: Employee
    location: Location
    start: datetime
    end: datetime | None = None
    notes: str = ""
    breaks: tuple[PlannedBreak, ...] = ()


def plan(
    workers: Sequence[tuple[Person, Employee, list[Location]]],
    *,
    now: datetime,
    zone: ZoneInfo,
    random: Random,
) -> list[PlannedShift]:
    """Return what all of them worked up to `now`, where each belongs; `zone` is the company's."""
    shifts: list[PlannedShift] = []
    rested: list[tuple[bool, datetime, Employee, Location]] = []
    weekday = str(local_date(now, zone).isoweekday())
    for person, employee, theirs in workers:
        worked = history(employee, person.rota, theirs, now=now, zone=zone, random=random)
        last_out = worked[-1].end if worked else None
        if person.left:
            worked = [shift for shift in worked[: len(worked) // 2] if shift.end]
        elif person.forgets and last_out:
            # It runs on, as when someone went home without clocking out.
            worked[-1] = replace(worked[-1], end=None)
        elif not person.visitor and last_out:
            off_today = weekday not in person.rota.days
            rested.append((off_today, last_out, employee, theirs[0]))
        shifts += worked
    # Today's people first, and of them those who have been away longest.
    rested.sort(key=lambda one: one[:2])
    running = [
        still_in(employee, place, last_out=last_out, now=now, random=random)
        for _off_today, last_out, employee, place in rested[:_IN_NOW]
    ]
    running[-1] = on_break(running[-1], now=now)
    return shifts + running


def history(
    employee: Employee,
    rota: Rota,
    places: Sequence[Location],
    *,
    now: datetime,
    zone: ZoneInfo,
    random: Random,
) -> list[PlannedShift]:
    """Return the shifts up to yesterday; a night shift that is not over yet is still open.

    Each day is spent at one of `places`; `zone` is the company's.
    """
    shifts: list[PlannedShift] = []
    today = local_date(now, zone)
    for back in range(WEEKS * 7, 0, -1):
        day = today - timedelta(days=back)
        if str(day.isoweekday()) not in rota.days or random.random() < 0.05:
            continue
        place = places[day.toordinal() % len(places)]
        begin = datetime.combine(day, rota.start, tzinfo=zone_at(place, zone)).astimezone(UTC)
        note = random.choice(_NOTES) if random.random() < 0.08 else ""
        start = begin + _minutes(random, -9, 7)
        end = begin + timedelta(hours=rota.hours) + _minutes(random, -6, 24)
        breaks = _breaks(begin, rota, random)
        end += sum(((one.end or now) - one.start for one in breaks if not one.is_paid), timedelta())
        if start >= now or (shifts and (shifts[-1].end or now) >= start):
            continue
        over = tuple(one for one in breaks if one.end and one.end <= now)
        shifts.append(PlannedShift(employee, place, start, end if end <= now else None, note, over))
    return shifts


def still_in(
    employee: Employee, place: Location, *, last_out: datetime, now: datetime, random: Random
) -> PlannedShift:
    """Return a shift that began a while ago, after `last_out`, and runs."""
    start = max(now - _minutes(random, 25, 190), last_out + (now - last_out) / 2)
    return PlannedShift(employee, place, start)


def on_break(shift: PlannedShift, *, now: datetime) -> PlannedShift:
    """Let someone who is in be on a break since a few minutes ago."""
    since = max(now - timedelta(minutes=12), shift.start + (now - shift.start) / 2)
    return replace(shift, breaks=(*shift.breaks, PlannedBreak(False, since, None)))


def _breaks(start: datetime, rota: Rota, random: Random) -> list[PlannedBreak]:
    if not rota.lunch_after:
        return []
    lunch = start + timedelta(hours=rota.lunch_after) + _minutes(random, -20, 20)
    breaks = [PlannedBreak(False, lunch, lunch + _minutes(random, 26, 41))]
    if random.random() < 0.3:
        coffee = start + timedelta(hours=2) + _minutes(random, -15, 15)
        breaks.insert(0, PlannedBreak(True, coffee, coffee + _minutes(random, 6, 14)))
    return breaks


def _minutes(random: Random, low: int, high: int) -> timedelta:
    return timedelta(seconds=random.randint(low * 60, high * 60))
