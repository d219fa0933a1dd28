"""Clocking in and out: each says what it means, and a form sent twice is answered once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from timetracking.exceptions import (
    AlreadyClockedIn,
    KeyReused,
    NotClockedIn,
    NotEmployed,
    OverlappingLog,
    PunchRefused,
)
from timetracking.models import Employee, Source, WorkLog, zone_at
from timetracking.models.punch import Action, Punch
from timetracking.services.constraints import refusals
from timetracking.services.locations import hold_open, place_of_punch

# A shift has an end after its start, be it by the least that the database can tell apart.
_SHORTEST = timedelta(microseconds=1)


def clock_in(
    employee: Employee,
    *,
    key: UUID,
    now: datetime,
    time_zone: ZoneInfo,
    location_id: int | None = None,
    source: Source = Source.WEB,
    notes: str = "",
) -> WorkLog:
    """Begin a shift at `now`, or repeat the answer that `key` got before.

    Without `location_id` it begins at the one location that the employee belongs to, if any. Its
    zone is the location's, or else the company's, which is `time_zone`. Locks the employee's row to
    the transaction's end. Raises a PunchRefused, which is recorded: AlreadyClockedIn,
    OverlappingLog, NotEmployed, LocationNeeded, NotYourLocation, LocationClosed. KeyReused is
    raised alone.
    """

    def begin(locked: Employee) -> WorkLog:
        def in_the_way() -> PunchRefused:
            open_logs = WorkLog.objects.for_employee(locked).open().select_related("location")
            if (log := open_logs.first()) is None:
                return OverlappingLog()
            return AlreadyClockedIn(log.check_in, now=now, zone=zone_at(log.location, time_zone))

        location = place_of_punch(locked, location_id)
        # An open log violates both, and PostgreSQL names the one it happens to check first.
        with refusals({"work_logs_one_open": in_the_way, "work_logs_no_overlap": in_the_way}):
            log = WorkLog.objects.create(
                employee=locked,
                check_in=now,
                location=location,
                time_zone=zone_at(location, time_zone).key,
                source=source,
                notes=notes,
            )
            if location:
                hold_open(location)
            return log

    return _punch(employee, key=key, action=Action.IN, act=begin)


def clock_out(employee: Employee, *, key: UUID, now: datetime, notes: str = "") -> WorkLog:
    """End the open shift at `now`, or repeat the answer that `key` got before.

    The note is added to the shift's. Locks the employee's row to the transaction's end. Raises a
    PunchRefused, which is recorded: NotClockedIn, NotEmployed. KeyReused is raised alone.
    """

    def end(locked: Employee) -> WorkLog:
        log = WorkLog.objects.for_employee(locked).open().first()
        if log is None:
            raise NotClockedIn
        log.check_out = max(now, log.check_in + _SHORTEST)
        log.notes = "\n".join(filter(None, [log.notes, notes]))
        log.save(update_fields=["check_out", "notes"])
        return log

    return _punch(employee, key=key, action=Action.OUT, act=end)


def _punch(
    employee: Employee, *, key: UUID, action: Action, act: Callable[[Employee], WorkLog]
) -> WorkLog:
    # No savepoint of its own in a request's transaction: a refusal is raised outside the block,
    # or its record would be undone.
    with transaction.atomic(savepoint=False):
        # Two inserts at once that exclude each other wait for each other: a deadlock, and a 500
        # where there should be a refusal. Taking turns at the row also lets a replay wait for the
        # first answer. "No key", because rows that refer to the employee need not wait.
        locked = Employee.objects.select_for_update(no_key=True).get(pk=employee.pk)
        punch = Punch.objects.of_form(locked, key).select_related("work_log").first()
        answer = _repeat(punch, action) if punch else _attempt(locked, act)
        if punch is None:
            _record(locked, key, action, answer)
    if isinstance(answer, PunchRefused):
        raise answer
    return answer


def _repeat(punch: Punch, action: Action) -> WorkLog | PunchRefused:
    if punch.action != action:
        return KeyReused()
    return punch.work_log or PunchRefused(punch.refusal)


def _attempt(employee: Employee, act: Callable[[Employee], WorkLog]) -> WorkLog | PunchRefused:
    if not employee.is_active:
        return NotEmployed()
    try:
        return act(employee)
    except PunchRefused as refusal:
        return refusal


def _record(employee: Employee, key: UUID, action: Action, answer: WorkLog | PunchRefused) -> None:
    refused = isinstance(answer, PunchRefused)
    Punch.objects.create(
        employee=employee,
        key=key,
        action=action,
        work_log=None if isinstance(answer, PunchRefused) else answer,
        refusal=str(answer) if refused else "",
    )
