"""Accepts several things at once: each by its own service, with its own right and version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from timetracking.approvals.counting import Kind
from timetracking.approvals.errors import NoLongerWaiting
from timetracking.base.authors import Author
from timetracking.base.errors import TimeTrackingError
from timetracking.base.locks import lock_employees
from timetracking.corrections import deciding, editing
from timetracking.kiosk import refused_taps
from timetracking.models import Correction, Employee, Punch, WorkLog

if TYPE_CHECKING:
    from accounts.requests import Site


@dataclass(frozen=True)
class Choice:
    """One thing to accept; `version` is that of the shift which the list showed."""

    kind: Kind
    pk: int
    version: int | None


@dataclass(frozen=True)
class Outcome:
    """What became of a choice; `refusal` is empty if it was accepted."""

    name: str
    refusal: str


@transaction.atomic
def accept(choices: Sequence[Choice], *, by: Author, now: datetime, site: "Site") -> list[Outcome]:
    """Accept each choice as its own page would, and return what became of each, in their order.

    One that is refused undoes nothing of the others. Locks the rows of all employees concerned, in
    the order of their ids, before the first decision: what records it locks the end of the trail,
    and no employee may be locked after that.
    """
    rows = [(choice, _find(choice, by)) for choice in choices]
    lock_employees([row.employee_id for _choice, row in rows if row is not None])
    _lock_taps([row.pk for _choice, row in rows if isinstance(row, Punch)])
    return [_outcome(choice, row, by, now, site) for choice, row in rows]


def _lock_taps(pks: Sequence[int]) -> None:
    taps = Punch.objects.filter(pk__in=pks).order_by("pk")
    list(taps.select_for_update(of=["self"], no_key=True))


Row = Correction | WorkLog | Punch


def _find(choice: Choice, by: Author) -> Row | None:
    """Return the row, None if it is not there or the author may not see it."""
    if by.employee is None:
        return None
    seen = Employee.objects.seen_by(by.employee)
    models: dict[Kind, type[Correction] | type[WorkLog] | type[Punch]] = {
        Kind.REQUEST: Correction,
        Kind.REVIEW: WorkLog,
        Kind.TAP: Punch,
    }
    model = models.get(choice.kind)
    if model is None:
        return None
    rows = model._default_manager.select_related("employee")
    return rows.filter(pk=choice.pk, employee__in=seen).first()


def _outcome(choice: Choice, row: Row | None, by: Author, now: datetime, site: "Site") -> Outcome:
    if row is None:
        return Outcome("", str(NoLongerWaiting()))
    try:
        # A savepoint, so that a refusal in the middle leaves nothing behind.
        with transaction.atomic():
            _accept(choice, row, by, now, site)
    except TimeTrackingError as refusal:
        return Outcome(row.employee.name, str(refusal))
    return Outcome(row.employee.name, "")


def _accept(choice: Choice, row: Row, by: Author, now: datetime, site: "Site") -> None:
    if isinstance(row, Correction):
        decision = deciding.Decision(accepts=True, answer="", version=choice.version)
        deciding.decide(row, decision, by=by, now=now, site=site)
    elif isinstance(row, WorkLog):
        editing.confirm(row, version=choice.version, by=by)
    else:
        refused_taps.settle(row, by=by, now=now)
