"""Punches: each says what it means.

Each of the four does what a tap says, or repeats the answer that its key got before, and locks the
employee's row to the transaction's end. A PunchRefused that is raised is recorded, but for
KeyReused and PunchUndone.
"""

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from timetracking.base.locks import LockedEmployee
from timetracking.clocking.errors import (
    AlreadyClockedIn,
    AlreadyOnBreak,
    BreakAfterwards,
    ForgottenShift,
    NoSuchBreak,
    NotClockedIn,
    NotOnBreak,
    OverlappingBreak,
    OverlappingLog,
)
from timetracking.clocking.places import place_of_punch
from timetracking.clocking.taps import Tap, answer_once
from timetracking.models import Action, BreakKind, Employee, Rules, WorkLog, zone_at
from timetracking.shifts import breaks, writer
from timetracking.shifts.errors import BreakAfterEnd, BreakInTheWay, PunchRefused, ShiftInTheWay
from timetracking.shifts.rules import SHORTEST, is_too_long
from timetracking.shifts.running import is_stale, open_break

# Workers' clocks differ a little: a tap this much before the one that it follows comes with it.
_SKEW = timedelta(seconds=5)


def clock_in(
    employee: Employee,
    tap: Tap,
    *,
    time_zone: ZoneInfo,
    location_id: int | None = None,
    notes: str = "",
) -> WorkLog:
    """Begin a shift.

    Without `location_id` it begins at the one location that the employee belongs to, if any. Its
    zone is the location's, or else the company's, which is `time_zone`. Raises AlreadyClockedIn,
    OverlappingLog, NotEmployed, LocationNeeded, NotYourLocation, LocationClosed.
    """
    begin = partial(_begin, tap=tap, time_zone=time_zone, location_id=location_id, notes=notes)
    return answer_once(employee, tap, Action.IN, begin)


def clock_out(employee: Employee, tap: Tap, *, notes: str = "") -> WorkLog:
    """End the open shift, its open break too; the note is added to the shift's.

    Of a shift that has run for the company's reminder hours, the tap must say that they are still
    working. Raises NotClockedIn, ForgottenShift, NotEmployed, BreakAfterwards.
    """
    return answer_once(employee, tap, Action.OUT, partial(_end, tap=tap, notes=notes))


def start_break(employee: Employee, tap: Tap, *, kind_id: int | None = None) -> WorkLog:
    """Begin a break of a kind, of the only one if none is named.

    Long shifts are as for clocking out. Raises NotClockedIn, ForgottenShift, AlreadyOnBreak,
    NoSuchBreak, OverlappingBreak, NotEmployed.
    """
    return answer_once(employee, tap, Action.BREAK, partial(_start_break, tap=tap, kind_id=kind_id))


def end_break(employee: Employee, tap: Tap) -> WorkLog:
    """End the break that runs.

    Long shifts are as for clocking out. Raises NotClockedIn, ForgottenShift, NotOnBreak,
    NotEmployed.
    """
    return answer_once(employee, tap, Action.BACK, partial(_end_break, tap=tap))


def _begin(
    employee: LockedEmployee, *, tap: Tap, time_zone: ZoneInfo, location_id: int | None, notes: str
) -> WorkLog:
    location = place_of_punch(employee, location_id)
    try:
        return writer.begin(
            employee,
            tap.now,
            location=location,
            time_zone=zone_at(location, time_zone).key,
            by=tap.by,
            now=tap.now,
            source=tap.source,
            notes=notes,
        )
    except ShiftInTheWay:
        raise _in_the_way(employee, tap) from None


def _in_the_way(employee: LockedEmployee, tap: Tap) -> PunchRefused:
    # An open log violates both constraints, and PostgreSQL names the one it happens to check first.
    log = WorkLog.objects.for_employee(employee).open().select_related("location").first()
    if log is None or log.check_in > tap.now:
        return OverlappingLog()
    return AlreadyClockedIn(log.check_in, now=tap.now, zone=log.zone)


def _end(employee: LockedEmployee, *, tap: Tap, notes: str) -> WorkLog:
    log, rules = _running(employee, tap)
    prefetch_related_objects([log], "breaks")
    at = _after_other_taps(log, tap.now)
    try:
        writer.end(employee, log, at, by=tap.by, now=tap.now, rules=rules, note=notes)
    except BreakAfterEnd:
        raise BreakAfterwards from None
    return log


def _after_other_taps(log: WorkLog, now: datetime) -> datetime:
    """Return the end of a shift that is tapped `now`: a little later if a tap in it was."""
    ended = [taken.end for taken in log.breaks.all() if taken.end and taken.end > now]
    # Not at the end of a break itself: `reopen` would take it for one that the shift's end ended.
    taps = [moment + SHORTEST for moment in (log.check_in, *ended)]
    taps += [taken.start for taken in log.breaks.all() if taken.end is None]
    return max([now, *(tapped for tapped in taps if tapped <= now + _SKEW)])


def _start_break(employee: LockedEmployee, *, tap: Tap, kind_id: int | None) -> WorkLog:
    log, _rules = _running(employee, tap)
    kind = _kind(kind_id)
    if running := open_break(log):
        raise AlreadyOnBreak(running.start, zone=log.zone)
    start = max(tap.now, log.check_in)
    try:
        breaks.start_break(employee, log, kind, start, by=tap.by, now=tap.now)
    except BreakInTheWay:
        raise OverlappingBreak from None
    return log


def _end_break(employee: LockedEmployee, *, tap: Tap) -> WorkLog:
    log, _rules = _running(employee, tap)
    running = open_break(log)
    if running is None or tap.now < running.start - _SKEW:
        raise NotOnBreak
    end = max(tap.now, running.start + SHORTEST)
    breaks.end_break(employee, log, running, end, by=tap.by, now=tap.now)
    return log


def _running(employee: LockedEmployee, tap: Tap) -> tuple[WorkLog, Rules]:
    """Return the shift that a tap is about, and the company's rules."""
    log = WorkLog.objects.for_employee(employee).open().first()
    if log is None or tap.now < log.check_in - _SKEW:
        raise NotClockedIn
    rules = Rules.objects.get()
    goes_on = log.pk == tap.still_working and not is_too_long(log.check_in, tap.now)
    if is_stale(log, rules, tap.now) and not goes_on:
        raise ForgottenShift(log.check_in, zone=log.zone)
    return log, rules


def _kind(kind_id: int | None) -> BreakKind:
    offered = list(BreakKind.objects.offered())
    if kind_id is None and len(offered) == 1:
        return offered[0]
    found = next((kind for kind in offered if kind.pk == kind_id), None)
    if found is None:
        raise NoSuchBreak
    return found
