"""Taps, each of which counts once: a form that is sent twice gets the same outcome."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.judging import require_self
from timetracking.base.locks import LockedEmployee, lock_employee
from timetracking.clocking.errors import KeyReused, NotEmployed, PunchUndone
from timetracking.models import Action, Employee, Kiosk, Punch, Source, WorkLog
from timetracking.shifts.errors import PunchRefused
from timetracking.shifts.marks import NO_MARK, Mark


@dataclass(frozen=True)
class Tap:
    """A tap at the moment `now`; `key` makes it count once.

    If the kiosk was offline, `device_at` is the moment by its own clock. `still_working` is the id
    of a long shift that the employee says is still going on. `mark` says why someone else has to
    review the shift after the tap, and who may not.
    """

    key: UUID
    now: datetime
    by: Author
    kiosk: Kiosk | None = None
    device_at: datetime | None = None
    still_working: int | None = None
    mark: Mark = NO_MARK

    @property
    def source(self) -> Source:
        """Where the tap comes from."""
        return Source(self.by.origin)


def process_once(
    employee: Employee, tap: Tap, action: Action, perform: Callable[[LockedEmployee], WorkLog]
) -> WorkLog:
    """Call `perform` with the locked employee and record the outcome, or repeat the recorded one.

    A PunchRefused that `perform` raises is recorded and repeated too, and so is NotEmployed for an
    employee who has left. KeyReused and PunchUndone, which concern only the key, are not recorded,
    nor is a refused tap of an offline kiosk if the managers have the same to deal with.
    Raises NotAllowed for a tap by someone else.
    """
    require_self(tap.by, employee)
    # No savepoint in a request's transaction, and the refusal is raised outside the block:
    # otherwise its record would be rolled back.
    with transaction.atomic(savepoint=False):
        # Without the lock, two conflicting inserts would deadlock: a 500 instead of a refusal. It
        # also makes a repeated tap wait for the outcome of the first.
        locked = lock_employee(employee.pk)
        punch = Punch.objects.for_form(locked, tap.key).select_related("work_log").first()
        outcome = _repeat(punch, action) if punch else _attempt(locked, perform)
        if punch is None and not _is_repeated(locked, tap, action, outcome):
            _record(locked, tap, action, outcome)
    if isinstance(outcome, PunchRefused):
        raise outcome
    return outcome


def refuse(employee: Employee, tap: Tap, action: Action, refusal: PunchRefused) -> WorkLog:
    """Record that a tap is refused and raise `refusal`, or repeat the first outcome of its key.

    Locks the employee's row until the transaction ends. Raises a PunchRefused.
    """

    def refuse_tap(_locked: LockedEmployee) -> WorkLog:
        raise refusal

    return process_once(employee, tap, action, refuse_tap)


def _repeat(punch: Punch, action: Action) -> WorkLog | PunchRefused:
    if punch.action != action:
        return KeyReused()
    if punch.refusal:
        return PunchRefused(punch.refusal)
    # Undone by the employee, or the shift was removed by a manager: it must not begin again.
    return punch.work_log if punch.work_log and not punch.undone_at else PunchUndone()


def _attempt(
    employee: LockedEmployee, perform: Callable[[LockedEmployee], WorkLog]
) -> WorkLog | PunchRefused:
    if not employee.is_active:
        return NotEmployed()
    try:
        return perform(employee)
    except PunchRefused as refusal:
        return refusal


def _is_repeated(
    employee: Employee, tap: Tap, action: Action, outcome: WorkLog | PunchRefused
) -> bool:
    """Return whether the managers have the same refused tap of an offline kiosk to deal with.

    They see one of a person, an action and a minute, whatever its key: a second one tells them
    nothing, and hundreds would hide the others.
    """
    if tap.device_at is None or not isinstance(outcome, PunchRefused):
        return False
    waiting = Punch.objects.filter(employee=employee).to_settle()
    return waiting.repeated(action, tap.device_at).exists()


def _record(employee: Employee, tap: Tap, action: Action, outcome: WorkLog | PunchRefused) -> None:
    log = None if isinstance(outcome, PunchRefused) else outcome
    Punch.objects.create(
        employee=employee,
        key=tap.key,
        action=action,
        work_log=log,
        log_version=log.version if log else None,
        refusal="" if log else str(outcome),
        source=tap.source,
        kiosk=tap.kiosk,
        device_at=tap.device_at,
    )
