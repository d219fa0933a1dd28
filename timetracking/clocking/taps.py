"""One tap and its one answer: a form sent twice is answered once."""

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


def answer_once(
    employee: Employee, tap: Tap, action: Action, act: Callable[[LockedEmployee], WorkLog]
) -> WorkLog:
    """Do what a tap means, to the locked employee, and record it; or repeat the answer of its key.

    Raises a PunchRefused: those that `act` raises are recorded, and to be repeated, too. Of those
    that stand for the key alone, KeyReused and PunchUndone, nothing is recorded. Raises NotAllowed
    for the tap of someone else; whoever has left gets a recorded NotEmployed.
    """
    require_self(tap.by, employee)
    # No savepoint of its own in a request's transaction: a refusal is raised outside the block,
    # or its record would be undone.
    with transaction.atomic(savepoint=False):
        # Two inserts at once that exclude each other wait for each other: a deadlock, and a 500
        # where there should be a refusal. Taking turns at the row also lets a replay wait for the
        # first answer.
        locked = lock_employee(employee.pk)
        punch = Punch.objects.for_form(locked, tap.key).select_related("work_log").first()
        answer = _repeat(punch, action) if punch else _attempt(locked, act)
        if punch is None:
            _record(locked, tap, action, answer)
    if isinstance(answer, PunchRefused):
        raise answer
    return answer


def refuse(employee: Employee, tap: Tap, action: Action, refusal: PunchRefused) -> WorkLog:
    """Record that a tap is refused, and raise `refusal`; or repeat the answer that its key got.

    Locks the employee's row to the transaction's end. Raises a PunchRefused.
    """

    def no(_locked: LockedEmployee) -> WorkLog:
        raise refusal

    return answer_once(employee, tap, action, no)


def _repeat(punch: Punch, action: Action) -> WorkLog | PunchRefused:
    if punch.action != action:
        return KeyReused()
    if punch.refusal:
        return PunchRefused(punch.refusal)
    # Undone by themselves, or the shift removed by a manager: either way it must not begin again.
    return punch.work_log if punch.work_log and not punch.undone_at else PunchUndone()


def _attempt(
    employee: LockedEmployee, act: Callable[[LockedEmployee], WorkLog]
) -> WorkLog | PunchRefused:
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
