"""Who is in, who needs a look, who is on a break and who has left, now. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from timetracking.base.local_time import local_date
from timetracking.models import Employee, Location, Rules, WorkLog, zone_at
from timetracking.models.counting import elapsed
from timetracking.presence.presence import PresentEmployee, State, who_is_in
from timetracking.shifts.display import total_of
from timetracking.shifts.running import with_breaks

# A break that is longer has probably been forgotten, unless the rules require an even longer one.
_LONG_BREAK = timedelta(hours=1)
# No two zones are further apart, so nobody left today who clocked out before that.
_A_DAY = timedelta(hours=26 + 24)


@dataclass(frozen=True)
class Left:
    """Someone who has clocked out today, in the zone of their last shift.

    `worked` is the total of the day on which that shift began, as on their timesheet.
    """

    employee: Employee
    at: datetime
    zone: ZoneInfo
    worked: timedelta
    to_review: bool


@dataclass(frozen=True)
class Overview:
    """The people at `location`, or all whom the visitor may see, each in one of the groups.

    `late` are those who need a look: in for too long, or on a break for too long. `absent` are
    neither in nor have they been in today.
    """

    late: list[PresentEmployee]
    working: list[PresentEmployee]
    on_break: list[PresentEmployee]
    left: list[Left]
    absent: list[Employee]
    location: Location | None
    now: datetime
    zone: ZoneInfo

    @property
    def present(self) -> list[PresentEmployee]:
        """Everyone who is clocked in."""
        return [*self.late, *self.working, *self.on_break]

    def version(self, to_do: object) -> str:
        """Return a hash that changes exactly when the page looks different."""
        rows = [_visible(row) for row in self.present]
        groups = [len(group) for group in (self.late, self.working, self.on_break)]
        gone = [(one.employee.pk, one.at, one.worked, one.to_review) for one in self.left]
        out = [(one.pk, one.name) for one in self.absent]
        day = local_date(self.now, self.zone)
        seen = (day, rows, groups, gone, out, to_do)
        return sha256(repr(seen).encode()).hexdigest()[:16]


def overview(
    *,
    now: datetime,
    zone: ZoneInfo,
    rules: Rules,
    actor: Employee,
    location: Location | None = None,
) -> Overview:
    """Return the people whom `actor` may see, by what they do now, in five queries.

    With a location: who is in there, and who belongs there but is not in anywhere. `zone` is the
    company's; the day is that of the location, if there is one.
    """
    zone = zone_at(location, zone)
    staff = who_is_in(now=now, rules=rules, actor=actor, location=location)
    late = [row for row in staff.present if _is_late(row, rules, now)]
    others = [row for row in staff.present if row not in late]
    left = _left_today(staff.absent, now, zone)
    gone = {one.employee.pk for one in left}
    return Overview(
        late=late,
        working=[row for row in others if row.state == State.IN],
        on_break=[row for row in others if row.state == State.BREAK],
        left=left,
        absent=[employee for employee in staff.absent if employee.pk not in gone],
        location=location,
        now=now,
        zone=zone,
    )


def _visible(row: PresentEmployee) -> tuple[object, ...]:
    break_ = row.open_break and (row.open_break.kind.name, row.open_break.start)
    place = row.location and row.location.name
    times = row.since, row.worked, row.state, row.to_review
    return row.employee.pk, row.employee.name, *times, break_, place


def is_break_long(row: PresentEmployee, rules: Rules, now: datetime) -> bool:
    """Return whether someone has been on a break for longer than an hour, or than is required."""
    if row.open_break is None:
        return False
    longest = max(_LONG_BREAK, timedelta(minutes=rules.break_steps[-1][1]))
    return elapsed(row.open_break.start, max(now, row.open_break.start)) > longest


def _is_late(row: PresentEmployee, rules: Rules, now: datetime) -> bool:
    return row.state == State.LATE or is_break_long(row, rules, now)


def _left_today(absent: list[Employee], now: datetime, zone: ZoneInfo) -> list[Left]:
    """Return who of them ended a shift on this day, who left last first."""
    people = {employee.pk: employee for employee in absent}
    logs = WorkLog.objects.filter(employee__in=people, check_out__gt=now - _A_DAY)
    last: dict[int, Left] = {}
    days: dict[tuple[int, date], list[WorkLog]] = {}
    for log in with_breaks(logs.order_by("check_out")):
        of_the_day = days.setdefault((log.employee_id, log.date), [])
        of_the_day.append(log)
        if log.check_out and local_date(log.check_out, log.zone) == local_date(now, log.zone):
            last[log.employee_id] = Left(
                employee=people[log.employee_id],
                at=log.check_out,
                zone=log.zone,
                worked=total_of(one.duration(now) for one in of_the_day),
                to_review=any(one.is_to_review(now) for one in of_the_day),
            )
    return sorted(last.values(), key=lambda one: one.at, reverse=True)
