"""Punches: each says what it means, and a form sent twice is answered once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.locks import lock_employee
from timetracking.clocking.errors import (
    AlreadyClockedIn,
    AlreadyOnBreak,
    BreakAfterwards,
    ForgottenShift,
    KeyReused,
    NoSuchBreak,
    NotClockedIn,
    NotEmployed,
    NotOnBreak,
    OverlappingBreak,
    OverlappingLog,
    PunchUndone,
)
from timetracking.clocking.places import place_of_punch
from timetracking.models import (
    Action,
    Break,
    BreakKind,
    Employee,
    Kiosk,
    Punch,
    Rules,
    Source,
    WorkLog,
    zone_at,
)
from timetracking.shifts import running as shifts
from timetracking.shifts.errors import PunchRefused
from timetracking.shifts.places import hold_open
from timetracking.shifts.snapshots import snapshot
from timetracking.trail.recording import record

# Workers' clocks differ a little: a break may begin this much before the shift, and begins with it.
_SKEW = timedelta(seconds=5)


@dataclass(frozen=True)
class Tap:
    """One tap: `key` makes it count once, `now` is when it was.

    From a kiosk that was offline, `device_at` is when its own clock said that it was.
    `still_working` is the id of a shift that has run for long and goes on, as its employee says.
    """

    key: UUID
    now: datetime
    by: Author
    kiosk: Kiosk | None = None
    device_at: datetime | None = None
    still_working: int | None = None

    @property
    def source(self) -> Source:
        """Where the tap came from."""
        return Source(self.by.origin)


def clock_in(
    employee: Employee,
    *,
    key: UUID,
    now: datetime,
    time_zone: ZoneInfo,
    location_id: int | None = None,
    by: Author | None = None,
    notes: str = "",
    kiosk: Kiosk | None = None,
    device_at: datetime | None = None,
) -> WorkLog:
    """Begin a shift at `now`, or repeat the answer that `key` got before.

    Without `location_id` it begins at the one location that the employee belongs to, if any. Its
    zone is the location's, or else the company's, which is `time_zone`. Locks the employee's row to
    the transaction's end. Raises a PunchRefused, which is recorded: AlreadyClockedIn,
    OverlappingLog, NotEmployed, LocationNeeded, NotYourLocation, LocationClosed. KeyReused and
    PunchUndone are raised alone.
    """
    tap = Tap(key, now, by or Author(employee), kiosk, device_at)

    def begin(locked: Employee) -> WorkLog:
        def in_the_way() -> PunchRefused:
            open_logs = WorkLog.objects.for_employee(locked).open().select_related("location")
            if (log := open_logs.first()) is None or log.check_in > now:
                return OverlappingLog()
            return AlreadyClockedIn(log.check_in, now=now, zone=log.zone)

        location = place_of_punch(locked, location_id)
        # An open log violates both, and PostgreSQL names the one it happens to check first.
        with refusals({"work_logs_one_open": in_the_way, "work_logs_no_overlap": in_the_way}):
            log = WorkLog.objects.create(
                employee=locked,
                check_in=now,
                location=location,
                time_zone=zone_at(location, time_zone).key,
                source=tap.source,
                notes=notes,
            )
            if location:
                hold_open(location)
        after = snapshot(log, breaks=())
        record(log, by=tap.by, before=None, after=after, employee=locked)
        return log

    return punch_once(employee, tap, Action.IN, begin)


def clock_out(
    employee: Employee,
    *,
    key: UUID,
    now: datetime,
    notes: str = "",
    by: Author | None = None,
    kiosk: Kiosk | None = None,
    device_at: datetime | None = None,
    still_working: int | None = None,
) -> WorkLog:
    """End the open shift at `now`, its open break too, or repeat the answer that `key` got before.

    The note is added to the shift's; what the break rules take off is written down. Of a shift that
    has run for the company's reminder hours, `still_working` must be the id. Locks the employee's
    row to the transaction's end. Raises a PunchRefused, which is recorded: NotClockedIn,
    ForgottenShift, NotEmployed, BreakAfterwards. KeyReused and PunchUndone are raised alone.
    """
    tap = Tap(key, now, by or Author(employee), kiosk, device_at, still_working)

    def leave(locked: Employee) -> WorkLog:
        log, rules = _running(locked, tap)
        if tap.device_at and shifts.has_break_after(log, now + _SKEW):
            raise BreakAfterwards
        with shifts.changing(log, by=tap.by):
            shifts.end(log, now, rules)
            log.notes = "\n".join(filter(None, [log.notes, notes]))
        return log

    return punch_once(employee, tap, Action.OUT, leave)


def start_break(
    employee: Employee,
    *,
    key: UUID,
    now: datetime,
    kind_id: int | None = None,
    by: Author | None = None,
    kiosk: Kiosk | None = None,
    device_at: datetime | None = None,
    still_working: int | None = None,
) -> WorkLog:
    """Begin a break of a kind at `now`, of the only one if none is named; or repeat the answer.

    `still_working` is as for clocking out. Locks the employee's row to the transaction's end.
    Raises a PunchRefused, which is recorded: NotClockedIn, ForgottenShift, AlreadyOnBreak,
    NoSuchBreak, OverlappingBreak, NotEmployed. KeyReused and PunchUndone are raised alone.
    """
    tap = Tap(key, now, by or Author(employee), kiosk, device_at, still_working)

    def pause(locked: Employee) -> WorkLog:
        log, _rules = _running(locked, tap)
        kind = _kind(kind_id)
        if running := shifts.open_break(log):
            raise AlreadyOnBreak(running.start, zone=log.zone)
        with shifts.changing(log, by=tap.by), refusals({"breaks_no_overlap": OverlappingBreak}):
            start = max(now, log.check_in)
            Break.objects.create(work_log=log, kind=kind, is_paid=kind.is_paid, start=start)
        return log

    return punch_once(employee, tap, Action.BREAK, pause)


def end_break(
    employee: Employee,
    *,
    key: UUID,
    now: datetime,
    by: Author | None = None,
    kiosk: Kiosk | None = None,
    device_at: datetime | None = None,
    still_working: int | None = None,
) -> WorkLog:
    """End the break that runs, or repeat the answer that `key` got before.

    `still_working` is as for clocking out. Locks the employee's row to the transaction's end.
    Raises a PunchRefused, which is recorded: NotClockedIn, ForgottenShift, NotOnBreak, NotEmployed.
    KeyReused and PunchUndone are raised alone.
    """
    tap = Tap(key, now, by or Author(employee), kiosk, device_at, still_working)

    def resume(locked: Employee) -> WorkLog:
        log, _rules = _running(locked, tap)
        pause = shifts.open_break(log)
        if pause is None or now < pause.start - _SKEW:
            raise NotOnBreak
        with shifts.changing(log, by=tap.by):
            pause.end = max(now, pause.start + shifts.SHORTEST)
            pause.save(update_fields=["end"])
        return log

    return punch_once(employee, tap, Action.BACK, resume)


def refuse(employee: Employee, refusal: PunchRefused, *, action: Action, tap: Tap) -> WorkLog:
    """Record that a tap is refused, and raise `refusal`; or repeat the answer that its key got.

    Locks the employee's row to the transaction's end. Raises a PunchRefused.
    """

    def no(_locked: Employee) -> WorkLog:
        raise refusal

    return punch_once(employee, tap, action, no)


def _running(employee: Employee, tap: Tap) -> tuple[WorkLog, Rules]:
    log = WorkLog.objects.for_employee(employee).open().select_related("employee").first()
    if log is None or tap.now < log.check_in - _SKEW:
        raise NotClockedIn
    rules = Rules.objects.get()
    if log.pk != tap.still_working and shifts.is_stale(log, rules, tap.now):
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


def punch_once(
    employee: Employee, tap: Tap, action: Action, act: Callable[[Employee], WorkLog]
) -> WorkLog:
    """Do what a tap means, to the locked employee, and record it; or repeat the answer of its key.

    Raises a PunchRefused: those that `act` raises are recorded, and to be repeated, too.
    """
    # No savepoint of its own in a request's transaction: a refusal is raised outside the block,
    # or its record would be undone.
    with transaction.atomic(savepoint=False):
        # Two inserts at once that exclude each other wait for each other: a deadlock, and a 500
        # where there should be a refusal. Taking turns at the row also lets a replay wait for the
        # first answer.
        locked = lock_employee(employee.pk)
        punch = Punch.objects.of_form(locked, tap.key).select_related("work_log").first()
        answer = _repeat(punch, action) if punch else _attempt(locked, act)
        if punch is None:
            _record(locked, tap, action, answer)
    if isinstance(answer, PunchRefused):
        raise answer
    return answer


def _repeat(punch: Punch, action: Action) -> WorkLog | PunchRefused:
    if punch.action != action:
        return KeyReused()
    if punch.refusal:
        return PunchRefused(punch.refusal)
    # Undone by themselves, or the shift removed by a manager: either way it must not begin again.
    return punch.work_log if punch.work_log and not punch.undone_at else PunchUndone()


def _attempt(employee: Employee, act: Callable[[Employee], WorkLog]) -> WorkLog | PunchRefused:
    if not employee.is_active:
        return NotEmployed()
    try:
        return act(employee)
    except PunchRefused as refusal:
        return refusal


def _record(employee: Employee, tap: Tap, action: Action, answer: WorkLog | PunchRefused) -> None:
    log = None if isinstance(answer, PunchRefused) else answer
    Punch.objects.create(
        employee=employee,
        key=tap.key,
        action=action,
        work_log=log,
        log_version=log.version if log else None,
        refusal="" if log else str(answer),
        source=tap.source,
        kiosk=tap.kiosk,
        device_at=tap.device_at,
    )
