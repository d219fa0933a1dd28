"""The board: who is in at each location, for a screen on the wall. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import get_language

from timetracking.base.errors import UnknownLocation
from timetracking.models import Employee, EmployeeLocation, Location, Review, Rules, WorkLog
from timetracking.models.employee import EmployeeQuerySet
from timetracking.models.location import LocationQuerySet, zone_at
from timetracking.presence.presence import PresentEmployee, State, presence_of
from timetracking.shifts.running import with_breaks

# How long a provisionally ended shift stays on the board.
_SHOWN_AFTER_END = timedelta(hours=12)
# Up to how many people the board has large cards, and up to how many those of usual size.
_FEW, _SOME = 8, 32


@dataclass(frozen=True)
class BoardSection:
    """Who is in at a location (None: elsewhere), by state and name, and how many are out."""

    location: Location | None
    present: list[PresentEmployee]
    out: int

    def count(self, *states: State) -> int:
        """Return how many employees are in one of these states."""
        return sum(row.state in states for row in self.present)


@dataclass(frozen=True)
class Board:
    """Who is in, by location. `zone` is the location's if only one is shown, else the company's.

    `out` counts each employee who is not in once, even if they belong to several locations.
    """

    sections: list[BoardSection]
    out: int
    location: Location | None
    locations: list[Location]
    now: datetime
    zone: ZoneInfo

    @property
    def counts(self) -> dict[str, int]:
        """How many are in, on a break, expected to have left, and out, at all locations shown."""
        groups = {"in": [State.IN], "break": [State.BREAK], "late": [State.LATE, State.ENDED]}
        counts = {
            name: sum(section.count(*states) for section in self.sections)
            for name, states in groups.items()
        }
        return {**counts, "out": self.out}

    @property
    def size(self) -> str:
        """How many have to fit on the screen: "few", "some" or "many"; the cards are as large."""
        present = sum(len(section.present) for section in self.sections)
        return "few" if present <= _FEW else "some" if present <= _SOME else "many"

    @property
    def version(self) -> str:
        """A hash that changes exactly when the board looks different."""
        sections = [
            (
                section.location and section.location.name,
                section.out,
                list(map(_visible_state, section.present)),
            )
            for section in self.sections
        ]
        today = self.now.astimezone(self.zone).date()
        return sha256(
            repr((today, self.zone.key, get_language(), self.out, sections)).encode()
        ).hexdigest()[:16]


def board(
    *,
    now: datetime,
    zone: ZoneInfo,
    rules: Rules,
    actor: Employee,
    location_id: int | None = None,
) -> Board:
    """Return who is in at each location that `actor` may see, or only at `location_id`.

    A manager sees the people they manage, wherever they are in; a member sees the people of their
    own locations. `zone` is the company's. Always takes five queries. Raises UnknownLocation.
    """
    visible = list(_locations(actor).by_name())
    locations = [location for location in visible if location.is_active]
    shown = [location for location in locations if location_id in {None, location.pk}]
    if location_id is not None and not shown:
        raise UnknownLocation
    staff = list(_staff(actor).active().by_name())
    logs = _logs(now, rules)
    present = [
        presence_of(employee, logs[employee.pk], now, rules)
        for employee in staff
        if employee.pk in logs
    ]
    out_ids = {employee.pk for employee in staff} - logs.keys()
    members = _members(shown)
    sections = [_section(location, members[location.pk], present, out_ids) for location in shown]
    if location_id is None and (actor.leads or not visible):
        sections += _elsewhere(present, locations, out_ids)
    location = shown[0] if location_id is not None else None
    out = len(out_ids) if location is None else sum(section.out for section in sections)
    return Board(sections, out, location, locations, now, zone_at(location, zone))


def _locations(actor: Employee) -> LocationQuerySet:
    return Location.objects.seen_by(actor) if actor.leads else Location.objects.for_employee(actor)


def _staff(actor: Employee) -> EmployeeQuerySet:
    staff = Employee.objects.all()
    return staff.seen_by(actor) if actor.leads else staff.colleagues_of(actor)


def _logs(now: datetime, rules: Rules) -> dict[int, WorkLog]:
    """Return each employee's open shift, or else the one that Shiftbook ended recently."""
    since = now - timedelta(hours=rules.end_hours) - _SHOWN_AFTER_END
    ended = Q(review=Review.AUTOMATIC, check_in__gte=since)
    logs = WorkLog.objects.filter(Q(check_out=None) | ended).select_related("location")
    # The open shift comes last, so that it overwrites the other.
    ordered = sorted(with_breaks(logs), key=lambda log: (log.check_out is None, log.check_in))
    return {log.employee_id: log for log in ordered}


def _members(locations: list[Location]) -> dict[int, set[int]]:
    """Return the ids of the employees who belong to each location."""
    members: dict[int, set[int]] = {location.pk: set() for location in locations}
    pairs = EmployeeLocation.objects.filter(location__in=locations)
    for location_id, employee_id in pairs.values_list("location", "employee"):
        members[location_id].add(employee_id)
    return members


def _section(
    location: Location, member_ids: set[int], present: list[PresentEmployee], out_ids: set[int]
) -> BoardSection:
    rows = [row for row in present if row.location == location]
    return BoardSection(location, _sorted(rows), len(out_ids & member_ids))


def _elsewhere(
    present: list[PresentEmployee], locations: list[Location], out_ids: set[int]
) -> list[BoardSection]:
    rows = [row for row in present if row.location not in locations]
    if rows or not locations:
        return [BoardSection(None, _sorted(rows), 0 if locations else len(out_ids))]
    return []


def _sorted(rows: list[PresentEmployee]) -> list[PresentEmployee]:
    order = list(State)
    return sorted(rows, key=lambda row: order.index(row.state))


def _visible_state(row: PresentEmployee) -> tuple[object, ...]:
    employee = row.employee
    break_ = row.open_break and (row.open_break.kind.name, row.open_break.start)
    location = row.location and row.location.name
    times = row.since, row.state, break_, row.ended, row.to_review
    return employee.pk, employee.name, *times, location
