"""Realistic shifts of this month and the last one, always the same for the same day and person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from config.local.demo.data.rosters import Person, Rota
from timetracking.base.local_time import local_date
from timetracking.models import Employee, Location, zone_at

# At least, also early in a month.
WEEKS = 4
_CLOCKED_IN = 3
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
    """A break of a planned shift; an open break has no end."""

    is_paid: bool
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class PlannedShift:
    """A planned shift; an open shift has no end."""

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
    """Return the workers' shifts up to `now`, at their locations; `zone` is the company's."""
    shifts: list[PlannedShift] = []
    off_duty: list[tuple[bool, datetime, Employee, Location]] = []
    weekday = str(local_date(now, zone).isoweekday())
    for person, employee, locations in workers:
        past = history(employee, person.rota, locations, now=now, zone=zone, random=random)
        last_out = past[-1].end if past else None
        if person.left:
            past = [shift for shift in past[: len(past) // 2] if shift.end]
        elif person.forgets and last_out:
            # Leave the shift open, as if the person went home without clocking out.
            past[-1] = replace(past[-1], end=None)
        elif not person.visitor and last_out:
            off_today = weekday not in person.rota.days
            off_duty.append((off_today, last_out, employee, locations[0]))
        shifts += past
    # First the people who work today, and of those the ones who clocked out longest ago.
    off_duty.sort(key=lambda entry: entry[:2])
    open_shifts = [
        open_shift(employee, location, last_out=last_out, now=now, random=random)
        for _off_today, last_out, employee, location in off_duty[:_CLOCKED_IN]
    ]
    open_shifts[-1] = with_open_break(open_shifts[-1], now=now)
    return shifts + open_shifts


def history(
    employee: Employee,
    rota: Rota,
    places: Sequence[Location],
    *,
    now: datetime,
    zone: ZoneInfo,
    random: Random,
) -> list[PlannedShift]:
    """Return the shifts up to yesterday; a night shift that has not ended yet is open.

    Each shift is at one of `places`; `zone` is the company's.
    """
    shifts: list[PlannedShift] = []
    today = local_date(now, zone)
    # From the first day of last month on, so that there is a whole pay period to close.
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    for days_ago in range(max((today - last_month).days, WEEKS * 7), 0, -1):
        day = today - timedelta(days=days_ago)
        if str(day.isoweekday()) not in rota.days or random.random() < 0.05:
            continue
        place = places[day.toordinal() % len(places)]
        on_time = datetime.combine(day, rota.start, tzinfo=zone_at(place, zone)).astimezone(UTC)
        note = random.choice(_NOTES) if random.random() < 0.08 else ""
        start = on_time + _minutes(random, -9, 7)
        end = on_time + timedelta(hours=rota.hours) + _minutes(random, -6, 24)
        breaks = _breaks(on_time, rota, random)
        unpaid = ((entry.end or now) - entry.start for entry in breaks if not entry.is_paid)
        end += sum(unpaid, timedelta())
        if start >= now or (shifts and (shifts[-1].end or now) >= start):
            continue
        ended = tuple(entry for entry in breaks if entry.end and entry.end <= now)
        shift_end = end if end <= now else None
        shifts.append(PlannedShift(employee, place, start, shift_end, note, ended))
    return shifts


def open_shift(
    employee: Employee, place: Location, *, last_out: datetime, now: datetime, random: Random
) -> PlannedShift:
    """Return an open shift that began recently, but after `last_out`."""
    start = max(now - _minutes(random, 25, 190), last_out + (now - last_out) / 2)
    return PlannedShift(employee, place, start)


def with_open_break(shift: PlannedShift, *, now: datetime) -> PlannedShift:
    """Return the shift with an open break that began a few minutes ago."""
    start = max(now - timedelta(minutes=12), shift.start + (now - shift.start) / 2)
    return replace(shift, breaks=(*shift.breaks, PlannedBreak(False, start, None)))


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
