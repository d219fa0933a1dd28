"""Reads what the engine needs of many people, in a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timetracking.base.local_time import day_start
from timetracking.calendars.days import DayOff
from timetracking.calendars.holidays import Days, holidays_of, shared
from timetracking.contracts.reading import contracts_of, rates_of, targets_within
from timetracking.models import (
    Break,
    CompanySettings,
    Contract,
    EmployeeLocation,
    Location,
    Rate,
    WorkLog,
)
from timetracking.pay.engine import inputs
from timetracking.shifts.display import MAX_ZONE_DIFFERENCE

_DAY = timedelta(days=1)
# Whoever leaves or comes is found by a contract of these years.
_ALWAYS = date.min, date.max


@dataclass(frozen=True)
class Gathered:
    """A person as the engine takes them, and the minutes to work on each day with a contract."""

    person: inputs.Person
    targets: Mapping[date, int]


def gather(
    employees: Collection[int],
    first: date,
    last: date,
    *,
    company: CompanySettings,
    now: datetime,
    since: date | None = None,
) -> dict[int, Gathered]:
    """Return what the pay of people from `first` to `last` depends on, by their id.

    Takes seven queries, however many people there are. Shifts are read from `since`, which
    `first_day_needed` or `first_day_for_warnings` gives; an open one ends `now`. Targets are from
    `first` on.
    """
    ids = list(employees)
    logs = _logs(ids, since or first, last, company)
    contracts, rates = contracts_of(ids, *_ALWAYS), rates_of(ids, since or first, last)
    places = _placements(ids)
    locations = {log.location_id: log.location for own in logs.values() for log in own}
    locations |= {place.pk: place for own in places.values() for place in own}
    found = holidays_of([None, *filter(None, locations.values())], since or first, last)
    calendars: dict[inputs.Key | None, inputs.Calendar] = {
        pk: _calendar(days) for pk, days in found.items()
    }
    return {
        pk: _gathered(
            inputs.Person(
                key=pk,
                contracts=tuple(_contract(one) for one in contracts.get(pk, [])),
                rates=tuple(_rate(one) for one in rates.get(pk, [])),
                shifts=tuple(_shift(log, now) for log in logs.get(pk, [])),
                holidays=calendars,
                home=next((place.pk for place in places.get(pk, [])), None),
            ),
            contracts.get(pk, []),
            _own_days(found, places.get(pk, [])),
            (first, last),
        )
        for pk in ids
    }


def _gathered(
    person: inputs.Person,
    contracts: list[Contract],
    off: Mapping[date, DayOff],
    days: tuple[date, date],
) -> Gathered:
    return Gathered(person, targets_within(contracts, off, *days))


def _logs(
    employees: list[int], first: date, last: date, company: CompanySettings
) -> dict[int, list[WorkLog]]:
    start = day_start(first, company.zone) - MAX_ZONE_DIFFERENCE
    end = day_start(last + _DAY, company.zone) + MAX_ZONE_DIFFERENCE
    rows = WorkLog.objects.filter(employee__in=employees).overlapping(start, end)
    by_person: dict[int, list[WorkLog]] = {}
    for log in rows.select_related("location").prefetch_related("breaks").order_by("check_in"):
        if first <= log.date <= last:
            by_person.setdefault(log.employee_id, []).append(log)
    return by_person


def _placements(employees: list[int]) -> dict[int, list[Location]]:
    """Return the open locations of people, by id."""
    rows = EmployeeLocation.objects.filter(employee__in=employees, location__is_active=True)
    places: dict[int, list[Location]] = {}
    for row in rows.select_related("location").order_by("location"):
        places.setdefault(row.employee_id, []).append(row.location)
    return places


def _own_days(found: Mapping[int | None, Days], places: Iterable[Location]) -> Days:
    """Return the holidays of somebody: those of all their locations, or the company's."""
    own = [found[place.pk] for place in places]
    return shared(own) if own else found[None]


def _calendar(days: Days) -> dict[date, inputs.Holiday]:
    return {day: inputs.Holiday(off.name, off.is_half) for day, off in days.items()}


def _contract(row: Contract) -> inputs.Contract:
    days = tuple(day for day, minutes in enumerate(row.weekday_minutes, 1) if minutes)
    return inputs.Contract(
        first=row.starts_on,
        last=row.ends_on,
        weekly_minutes=round(row.hours * 60),
        working_days=days,
        salary=row.salary,
        position=row.position,
    )


def _rate(row: Rate) -> inputs.Rate:
    return inputs.Rate(row.starts_on, row.amount)


def _shift(log: WorkLog, now: datetime) -> inputs.Shift:
    end = log.end(now)
    return inputs.Shift(
        key=log.pk,
        zone=log.time_zone,
        check_in=log.check_in,
        check_out=end,
        location=log.location_id,
        breaks=tuple(_break(one, end) for one in log.breaks.all()),
        deducted=log.deducted // 60,
        is_provisional=log.check_out is None or log.is_to_review(now),
    )


def _break(row: Break, end: datetime) -> inputs.Break:
    return inputs.Break(row.start, max(row.start, row.end or end), row.is_paid)
