"""Who is in now, on a break, or should have left. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db.models import Q

from timetracking.models import (
    Break,
    Employee,
    EmployeeLocation,
    Location,
    Review,
    Rules,
    WorkLog,
)
from timetracking.models.employee import EmployeeQuerySet
from timetracking.models.location import LocationQuerySet, zone_at
from timetracking.presence.errors import UnknownLocation
from timetracking.shifts.running import is_stale, open_logs, with_breaks

# How long after a shift was ended provisionally it still stands on the board.
_SHOWN_AFTER_END = timedelta(hours=12)


class State(StrEnum):
    """What someone is doing now, as far as we know."""

    IN = "in"
    BREAK = "break"
    LATE = "late"
    """In for the company's `reminder_hours` and more: probably gone without clocking out."""
    ENDED = "ended"
    """Ended by Shiftbook, and not yet looked at."""


@dataclass(frozen=True)
class Present:
    """Someone who is clocked in, or whose shift was ended for them; `zone` is the shift's own."""

    employee: Employee
    since: datetime
    running: timedelta
    location: Location | None
    zone: ZoneInfo
    pause: Break | None
    state: State
    ended: datetime | None


@dataclass(frozen=True)
class Presence:
    """The active staff by name: who is in, and who is not; at `location`, or everywhere.

    `locations` are those that there is to choose from.
    """

    present: list[Present]
    absent: list[Employee]
    location: Location | None
    locations: list[Location]


@dataclass(frozen=True)
class Place:
    """One place on the board, None for elsewhere: who is there, by state and name, how many not."""

    location: Location | None
    present: list[Present]
    out: int

    def count(self, *states: State) -> int:
        """Return how many are in one of these states."""
        return sum(row.state in states for row in self.present)


@dataclass(frozen=True)
class Board:
    """Who is in, place by place; in `zone` when one place is shown, else in the company's.

    `out` counts everyone who is in nowhere once, also who belongs to several places.
    """

    places: list[Place]
    out: int
    location: Location | None
    locations: list[Location]
    now: datetime
    zone: ZoneInfo

    @property
    def counts(self) -> dict[str, int]:
        """How many are in, on a break, expected to have left, and out, in all places shown."""
        groups = {"in": [State.IN], "break": [State.BREAK], "late": [State.LATE, State.ENDED]}
        found = {
            name: sum(place.count(*states) for place in self.places)
            for name, states in groups.items()
        }
        return {**found, "out": self.out}

    @property
    def version(self) -> str:
        """A word that changes exactly when there is something else to show."""
        shown = [
            (place.location and place.location.name, place.out, list(map(_shown, place.present)))
            for place in self.places
        ]
        today = self.now.astimezone(self.zone).date()
        return sha256(repr((today, self.zone.key, self.out, shown)).encode()).hexdigest()[:16]


def who_is_in(
    *, now: datetime, rules: Rules, actor: Employee, asked: str | None = None
) -> Presence:
    """Return who of those whom `actor` may see is in and who is not at `now`, from four queries.

    At the location whose id is `asked` for: who is in there, and who belongs there and is in
    nowhere. Raises UnknownLocation.
    """
    locations = list(Location.objects.seen_by(actor).open().by_name())
    location = next((found for found in locations if str(found.pk) == asked), None)
    if asked and location is None:
        raise UnknownLocation
    running = open_logs()
    presence = Presence(present=[], absent=[], location=location, locations=locations)
    staff = Employee.objects.seen_by(actor).active()
    if location:
        inside = [pk for pk, log in running.items() if log.location_id == location.pk]
        staff = staff.at(location) | staff.filter(pk__in=inside)
    for employee in staff.by_name():
        log = running.get(employee.pk)
        if log is None:
            presence.absent.append(employee)
        elif location is None or log.location_id == location.pk:
            presence.present.append(_present(employee, log, now, rules))
    return presence


def board(
    *,
    now: datetime,
    zone: ZoneInfo,
    rules: Rules,
    actor: Employee,
    asked: int | None = None,
) -> Board:
    """Return who is in at each location whose people `actor` may see, or at the one `asked` for.

    A manager sees theirs, and who is in elsewhere; a member those of the locations they belong to.
    `zone` is the company's. From five queries, however many people. Raises UnknownLocation.
    """
    mine = list(_locations(actor).by_name())
    locations = [location for location in mine if location.is_active]
    shown = [found for found in locations if asked in {None, found.pk}]
    if asked is not None and not shown:
        raise UnknownLocation
    staff = list(_staff(actor).active().by_name())
    logs = _logs(now, rules)
    rows = [_present(one, logs[one.pk], now, rules) for one in staff if one.pk in logs]
    away = {one.pk for one in staff} - logs.keys()
    places = [_place(location, rows, away) for location in _with_people(shown)]
    if asked is None and (actor.leads or not mine):
        places += _elsewhere(rows, locations, away)
    location = shown[0] if asked is not None else None
    out = len(away) if location is None else sum(place.out for place in places)
    return Board(places, out, location, locations, now, zone_at(location, zone))


def _locations(actor: Employee) -> LocationQuerySet:
    return Location.objects.seen_by(actor) if actor.leads else Location.objects.for_employee(actor)


def _staff(actor: Employee) -> EmployeeQuerySet:
    found = Employee.objects.all()
    return found.seen_by(actor) if actor.leads else found.colleagues_of(actor)


def _logs(now: datetime, rules: Rules) -> dict[int, WorkLog]:
    """Return by employee the open shift, else the one that was ended for them lately."""
    since = now - timedelta(hours=rules.end_hours) - _SHOWN_AFTER_END
    ended = Q(review=Review.AUTOMATIC, check_in__gte=since)
    logs = WorkLog.objects.filter(Q(check_out=None) | ended).select_related("location")
    # The open one last, so that it stays.
    found = sorted(with_breaks(logs), key=lambda log: (log.check_out is None, log.check_in))
    return {log.employee_id: log for log in found}


def _with_people(locations: list[Location]) -> list[tuple[Location, set[int]]]:
    placed = EmployeeLocation.objects.filter(location__in=locations)
    pairs = set(placed.values_list("location", "employee"))
    return [(one, {pk for place, pk in pairs if place == one.pk}) for one in locations]


def _place(found: tuple[Location, set[int]], rows: list[Present], away: set[int]) -> Place:
    location, people = found
    here = [row for row in rows if row.location == location]
    return Place(location, _sorted(here), len(away & people))


def _elsewhere(rows: list[Present], locations: list[Location], away: set[int]) -> list[Place]:
    here = [row for row in rows if row.location not in locations]
    if here or not locations:
        return [Place(None, _sorted(here), 0 if locations else len(away))]
    return []


def _sorted(rows: list[Present]) -> list[Present]:
    order = list(State)
    return sorted(rows, key=lambda row: order.index(row.state))


def _present(employee: Employee, log: WorkLog, now: datetime, rules: Rules) -> Present:
    pause = next((pause for pause in log.breaks.all() if pause.end is None), None)
    return Present(
        employee=employee,
        since=log.check_in,
        running=log.duration(now),
        location=log.location,
        zone=log.zone,
        pause=pause,
        state=_state(log, pause, now, rules),
        ended=log.check_out,
    )


def _state(log: WorkLog, pause: Break | None, now: datetime, rules: Rules) -> State:
    if log.check_out is not None:
        return State.ENDED
    if is_stale(log, rules, now):
        return State.LATE
    return State.BREAK if pause else State.IN


def _shown(row: Present) -> tuple[object, ...]:
    pause = row.pause and (row.pause.kind.name, row.pause.start)
    where = row.location and row.location.name
    return row.employee.pk, row.employee.name, row.since, row.state, pause, row.ended, where
