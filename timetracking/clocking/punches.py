"""Punches: clock in, clock out, start a break, end a break.

Each function processes a tap, or repeats the first outcome of the tap's key, and locks the
employee's row until the transaction ends. Every PunchRefused that it raises is recorded, except
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
from timetracking.clocking.locations import location_of_punch
from timetracking.clocking.taps import Tap, process_once
from timetracking.models import Action, BreakKind, Employee, Rules, WorkLog, zone_at
from timetracking.shifts import breaks, writer
from timetracking.shifts.errors import BreakAfterEnd, BreakInTheWay, PunchRefused, ShiftInTheWay
from timetracking.shifts.rules import SHORTEST, is_too_long
from timetracking.shifts.running import is_stale, open_break

# The clocks of server processes differ a little: a tap may seem this much earlier than the last.
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

    Without `location_id` it begins at the only location of the employee, if they have one. Its zone
    is that of the location, or else `time_zone`, the company's. Raises AlreadyClockedIn,
    OverlappingLog, NotEmployed, LocationNeeded, NotYourLocation, LocationClosed.
    """
    begin = partial(_begin, tap=tap, time_zone=time_zone, location_id=location_id, notes=notes)
    return process_once(employee, tap, Action.IN, begin)


def clock_out(employee: Employee, tap: Tap, *, notes: str = "") -> WorkLog:
    """End the open shift and its open break; the note is added to the shift's.

    If the shift has run for the company's reminder hours, the tap must say that the employee is
    still working. Raises NotClockedIn, ForgottenShift, NotEmployed, BreakAfterwards.
    """
    return process_once(employee, tap, Action.OUT, partial(_end, tap=tap, notes=notes))


def start_break(
    employee: Employee, tap: Tap, *, kind_id: int | None = None, notes: str = ""
) -> WorkLog:
    """Begin a break of the given kind, or of the only kind; the note is added to the shift's.

    Long shifts are as for clocking out. Raises NotClockedIn, ForgottenShift, AlreadyOnBreak,
    NoSuchBreak, OverlappingBreak, NotEmployed.
    """
    begin = partial(_start_break, tap=tap, kind_id=kind_id, notes=notes)
    return process_once(employee, tap, Action.BREAK, begin)


def end_break(employee: Employee, tap: Tap, *, notes: str = "") -> WorkLog:
    """End the open break; the note is added to the shift's.

    Long shifts are as for clocking out. Raises NotClockedIn, ForgottenShift, NotOnBreak,
    NotEmployed.
    """
    return process_once(employee, tap, Action.BACK, partial(_end_break, tap=tap, notes=notes))


def _begin(
    employee: LockedEmployee, *, tap: Tap, time_zone: ZoneInfo, location_id: int | None, notes: str
) -> WorkLog:
    location = location_of_punch(employee, location_id)
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
            mark=tap.mark,
        )
    except ShiftInTheWay:
        raise _overlap_refusal(employee, tap) from None


def _overlap_refusal(employee: LockedEmployee, tap: Tap) -> PunchRefused:
    # An open shift violates both constraints, and PostgreSQL names whichever it checks first.
    log = WorkLog.objects.for_employee(employee).open().select_related("location").first()
    if log is None or log.check_in > tap.now:
        return OverlappingLog()
    return AlreadyClockedIn(log.check_in, now=tap.now, zone=log.zone)


def _end(employee: LockedEmployee, *, tap: Tap, notes: str) -> WorkLog:
    log, rules = _open_shift(employee, tap)
    prefetch_related_objects([log], "breaks")
    check_out = _after_other_taps(log, tap.now)
    try:
        writer.end(
            employee,
            log,
            check_out,
            by=tap.by,
            now=tap.now,
            rules=rules,
            note=notes,
            mark=tap.mark,
        )
    except BreakAfterEnd:
        raise BreakAfterwards from None
    return log


def _after_other_taps(log: WorkLog, now: datetime) -> datetime:
    """Return `now`, or a little later if an earlier tap of the shift has a later time."""
    ends = [break_.end for break_ in log.breaks.all() if break_.end and break_.end > now]
    # Later than the end of a break: `reopen` would mistake it for one that the shift's end ended.
    earliest = [moment + SHORTEST for moment in (log.check_in, *ends)]
    earliest += [break_.start for break_ in log.breaks.all() if break_.end is None]
    return max([now, *(moment for moment in earliest if moment <= now + _SKEW)])


def _start_break(employee: LockedEmployee, *, tap: Tap, kind_id: int | None, notes: str) -> WorkLog:
    log, _rules = _open_shift(employee, tap)
    kind = _kind(kind_id)
    if current_break := open_break(log):
        raise AlreadyOnBreak(current_break.start, zone=log.zone)
    start = max(tap.now, log.check_in)
    try:
        breaks.start_break(
            employee, log, kind, start, by=tap.by, now=tap.now, mark=tap.mark, note=notes
        )
    except BreakInTheWay:
        raise OverlappingBreak from None
    return log


def _end_break(employee: LockedEmployee, *, tap: Tap, notes: str) -> WorkLog:
    log, _rules = _open_shift(employee, tap)
    current_break = open_break(log)
    if current_break is None or tap.now < current_break.start - _SKEW:
        raise NotOnBreak
    end = max(tap.now, current_break.start + SHORTEST)
    breaks.end_break(
        employee, log, current_break, end, by=tap.by, now=tap.now, mark=tap.mark, note=notes
    )
    return log


def _open_shift(employee: LockedEmployee, tap: Tap) -> tuple[WorkLog, Rules]:
    """Return the open shift, which the tap is about, and the company's rules."""
    log = WorkLog.objects.for_employee(employee).open().first()
    if log is None or tap.now < log.check_in - _SKEW:
        raise NotClockedIn
    rules = Rules.objects.get()
    is_working = log.pk == tap.still_working and not is_too_long(log.check_in, tap.now)
    if is_stale(log, rules, tap.now) and not is_working:
        raise ForgottenShift(log.check_in, zone=log.zone)
    return log, rules


def _kind(kind_id: int | None) -> BreakKind:
    offered = list(BreakKind.objects.offered())
    if kind_id is None and len(offered) == 1:
        return offered[0]
    chosen = next((kind for kind in offered if kind.pk == kind_id), None)
    if chosen is None:
        raise NoSuchBreak
    return chosen
