"""What pages show of recorded shifts, and what the visitor may do with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from timetracking.base.rights import can_edit_hours, can_review
from timetracking.corrections.inbox import Item
from timetracking.models import Correction, Employee, WorkLog
from timetracking.shifts.display import Shift
from timetracking.trail.history import History
from timetracking.web.requests import StaffRequest


@dataclass(frozen=True)
class Rights:
    """What the visitor may do with a shift."""

    is_own: bool
    can_edit: bool
    can_review: bool
    can_ask: bool


@dataclass(frozen=True)
class Card:
    """What a page shows of a shift; a removed shift is None, and its history stays."""

    employee: Employee
    shift: Shift | None
    presence: timedelta | None
    corrections: list[Item]
    history: History
    zone: tzinfo
    rights: Rights


def card_of(
    request: StaffRequest, log: WorkLog | None, employee: Employee, history: History, now: datetime
) -> Card:
    """Return the card of a shift, or of a removed one."""
    corrections = _corrections_of([log] if log else [])
    can_edit = can_edit_hours(request.employee, employee)
    return _card(request, log, employee, history, corrections, can_edit=can_edit, now=now)


def cards_of(
    request: StaffRequest,
    logs: Sequence[WorkLog],
    employee: Employee,
    histories: Mapping[int, History],
    now: datetime,
) -> list[Card]:
    """Return the cards of some of one person's shifts, with one query for their corrections."""
    corrections = _corrections_of(logs)
    can_edit = can_edit_hours(request.employee, employee)
    return [
        _card(request, log, employee, histories[log.pk], corrections, can_edit=can_edit, now=now)
        for log in logs
    ]


def _card(
    request: StaffRequest,
    log: WorkLog | None,
    employee: Employee,
    history: History,
    corrections: Sequence[Correction],
    *,
    can_edit: bool,
    now: datetime,
) -> Card:
    own = [one for one in corrections if log and one.work_log_id == log.pk]
    is_own = employee.pk == request.employee.pk
    is_pending = any(correction.status == "pending" for correction in own)
    is_open = log is None or log.day_is_open
    return Card(
        employee=employee,
        shift=Shift.of(log, now) if log else None,
        presence=log.presence(now) if log else None,
        corrections=[Item.of(correction) for correction in own],
        history=history,
        zone=log.zone if log else history.zone or request.company.zone,
        rights=Rights(
            is_own=is_own,
            can_edit=is_open and can_edit,
            can_review=log is not None
            and is_open
            and bool(log.review)
            and can_review(request.employee, log),
            can_ask=is_open and is_own and not is_pending,
        ),
    )


def _corrections_of(logs: Sequence[WorkLog]) -> list[Correction]:
    if not logs:
        return []
    newest = Correction.objects.filter(work_log__in=logs).order_by("-created_at", "-pk")
    return list(newest.select_related("employee", "asked_by", "decided_by"))
