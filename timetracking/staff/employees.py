"""Services of the staff list: save, invite, deactivate and reactivate employees."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from accounts import sessions
from accounts.invitations import send_invitation
from accounts.models import User
from accounts.requests import Site
from accounts.security.events import Event
from timetracking.base.allowances import require_room
from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import judge, require
from timetracking.base.locks import LockedEmployee, lock_employee
from timetracking.base.rights import can_deactivate, can_manage, can_reactivate
from timetracking.base.security import note
from timetracking.contracts import agreeing, rates
from timetracking.contracts.rates import RateFrom
from timetracking.models import Contract, Employee, Kiosk, Review, Role, Rules, WorkLog
from timetracking.notices import alerts
from timetracking.shifts import writer
from timetracking.shifts.errors import ShiftError
from timetracking.shifts.marks import Mark
from timetracking.shifts.wording import end_refusal
from timetracking.staff import addresses
from timetracking.staff.entries import EMAIL_TAKEN, judge_entry, save_membership
from timetracking.staff.errors import (
    AlreadyAccepted,
    EmailNeeded,
    ImpossibleEnd,
    LastOwner,
    NotActive,
    ShiftStillOpen,
)
from timetracking.staff.handover import Handover, hand_over, has_pin_by_right, has_pin_of_another
from timetracking.staff.losses import Standing, tell_of_losses
from timetracking.staff.owners import note_active, note_role
from timetracking.staff.pin_records import write_pin
from timetracking.staff.subjects import ENTRY, whole_entry
from timetracking.trail.recording import recorded, refuse_stale


def lock(pk: int) -> LockedEmployee:
    """Return the employee; lock the row, and those of owners and of people with a PIN of theirs.

    The locks are as those of `lock_all`. Raises Employee.DoesNotExist.
    """
    locked = lock_all([pk]).get(pk)
    if locked is None:
        raise Employee.DoesNotExist
    return locked


def lock_all(pks: Collection[int]) -> dict[int, LockedEmployee]:
    """Return those of the employees that exist, by id, with all locks that changing them needs.

    The locks are on their tablets, on all active owners and on the people whose PIN they set. The
    rows are locked in one order, so that two owners who demote each other at the same time neither
    deadlock nor leave the company without an owner.
    """
    # A tablet in use locks its own row before the employee's, so the tablets come first. So do
    # those that are not paired: pairing one waits, and then finds that its author may not any more.
    tablets = Kiosk.objects.filter(created_by__in=pks, revoked_at=None).order_by("pk")
    list(tablets.select_for_update(no_key=True))
    owners = Q(role=Role.OWNER, is_active=True)
    employees = Employee.objects.filter(Q(pk__in=pks) | owners | Q(pin_set_by__in=pks))
    locked = employees.select_related("user").select_for_update(of=["self"], no_key=True)
    return {row.pk: LockedEmployee(row) for row in locked.order_by("pk") if row.pk in pks}


@transaction.atomic
def save(
    employee: Employee,
    *,
    by: Author,
    membership: Mapping[int, bool] | None = None,
    seen: int | None = None,
    handover: Handover | None = None,
    rate: RateFrom | None = None,
    site: Site | None = None,
) -> Employee:
    """Save a new or changed entry, with the name and address of its sign-in.

    Whoever loses rights by it is told, and so are the other owners if an owner is lost; `site` is
    for the mails. A PIN is removed if whoever set it may no longer manage the employee. `handover`
    says what becomes of the tablets and PINs that the entry has no right to any more. `membership`
    has the ids of locations and whether the employee belongs to them; other locations stay the
    same. `rate` is a new hourly rate. `seen` is the version that the author saw, if known. Raises
    NotAllowed, EntryChanged, EmailTaken, EmailNeeded, LastOwner, HandoverNeeded, RateChanged and,
    for a new entry, NoRoom.
    """
    membership = membership or {}
    employee.is_limited = employee.is_limited and employee.role == Role.MANAGER
    require_room(0 if employee.pk else 1)
    locked = lock(employee.pk) if employee.pk else None
    actor = judge_entry(by, employee, locked, membership)
    if locked:
        _refresh(employee, locked)
        refuse_stale(locked, seen)
        if locked.is_owner and locked.is_active and not employee.is_owner:
            _refuse_last_owner(locked)
    if employee.user and not employee.email:
        raise EmailNeeded
    standing = Standing.of(locked) if locked else None
    had_pin_by_right = locked is not None and has_pin_by_right(locked)
    addresses.settle(employee, locked, by=by)
    with recorded(employee, previous=locked, by=by):
        with refusals(EMAIL_TAKEN):
            employee.save(update_fields=ENTRY if employee.pk else None)
            if employee.user:
                employee.user.email, employee.user.name = employee.email, employee.name
                employee.user.save(update_fields=["email", "name"])
        save_membership(employee, membership)
        if actor:
            # A limited manager may not move people to where they cannot see them.
            require(actor, can_manage, employee)
        if standing:
            changed, now = LockedEmployee(employee), timezone.now()
            _follow_losses(changed, standing, handover, by=by, now=now, site=site)
    is_promoted = locked is not None and Role(employee.role).rank > Role(locked.role).rank
    if had_pin_by_right or (is_promoted and has_pin_of_another(employee)):
        _remove_pin_without_right(LockedEmployee(employee), by=by)
    rates.set_from(LockedEmployee(employee), rate, by=by)
    note_role(employee, locked.role if locked else "", by=by)
    return employee


def _remove_pin_without_right(employee: LockedEmployee, *, by: Author) -> None:
    """Remove a PIN that someone else set if they may no longer manage the employee: they know it.

    One that was kept in a handover ends with a promotion.
    """
    if not has_pin_by_right(employee):
        write_pin(employee, "", by=by)


def _refresh(employee: Employee, locked: LockedEmployee) -> None:
    """Give an entry that a form has changed what forms do not change, as it is stored now."""
    employee.alerts = locked.alerts
    employee.pin, employee.pin_set_by_id = locked.pin, locked.pin_set_by_id


@transaction.atomic
def invite(employee: Employee, *, by: Author, site: Site, language: str) -> None:
    """Send an invitation to sign in after commit; it can be sent again.

    It is in their own language, if they have chosen one, or else in `language`.

    Locks only the employee's row, not the owners': the same request may have added the employee,
    and so holds the end of the trail, which must be the last lock. Raises NotAllowed, NotActive,
    EmailNeeded, AlreadyAccepted, EmailTaken.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_manage, locked)
    if not locked.is_active:
        raise NotActive(locked.name)
    if not locked.email:
        raise EmailNeeded
    if locked.has_accepted:
        raise AlreadyAccepted(locked.name)
    if locked.user is None:
        with recorded(locked, by=by):
            with refusals(EMAIL_TAKEN):
                locked.user = User.objects.create_user(locked.email, name=locked.name)
            locked.save(update_fields=["user"])
    note(Event.INVITED, by=by, about=locked)
    with translation.override(locked.language or language):
        send_invitation(locked.user, site=site)


@transaction.atomic
def deactivate(
    employee: Employee,
    *,
    by: Author,
    now: datetime,
    ended_at: datetime | None = None,
    last_day: date | None = None,
    handover: Handover | None = None,
    site: Site | None = None,
) -> None:
    """Deactivate an employee: end their open shift at `ended_at`, their sign-in and sessions.

    Their contract ends after `last_day`, by default the day of `now` in the current time zone. They
    are told, and someone else has to review the end of the shift. `handover` and `site` are as for
    `save`. Raises NotAllowed, LastOwner, ImpossibleEnd, DayTooFar, ShiftStillOpen if `ended_at` is
    missing, HandoverNeeded if `handover` is.
    """
    locked = lock(employee.pk)
    judge(by, can_deactivate, locked)
    if locked.is_owner and locked.is_active:
        _refuse_last_owner(locked)
    standing = Standing.of(locked)
    with recorded(locked, by=by, snapshot=whole_entry):
        locked.is_active, locked.pin, locked.pin_set_by = False, "", None
        locked.save(update_fields=["is_active", "pin", "pin_set_by"])
        _follow_losses(locked, standing, handover, by=by, now=now, site=site)
        open_log = WorkLog.objects.for_employee(locked).open().first()
        if open_log:
            _end_shift(locked, open_log, ended_at, now, by)
            alerts.tell(locked, alerts.Kind.SHIFT_ENDED, by=by, site=site)
        if locked.user:
            sessions.deactivate(locked.user)
    agreeing.leave(locked, last_day or timezone.localdate(now), by=by)
    note_active(locked, Event.DEACTIVATED, by=by)


@transaction.atomic
def reactivate(employee: Employee, *, by: Author, site: Site | None = None) -> Contract | None:
    """Reactivate an employee and their sign-in, but not their PIN, and tell them.

    Return the contract that begins, like the last one, from today in the current time zone; None
    if they never had one. `site` is for the mail. Raises NotAllowed and NoRoom.
    """
    require_room(0, coming=[employee.pk])
    locked = lock(employee.pk)
    judge(by, can_reactivate, locked)
    was_away = not locked.is_active
    if was_away:
        # Owners get the mail of the security log: see `owners.py`.
        mailed = None if locked.is_owner else site
        alerts.tell(locked, alerts.Kind.REACTIVATED, by=by, site=mailed)
    with recorded(locked, by=by):
        locked.is_active = True
        locked.save(update_fields=["is_active"])
        if locked.user:
            locked.user.is_active = True
            locked.user.save(update_fields=["is_active"])
    begun = agreeing.come_back(locked, timezone.localdate(), by=by) if was_away else None
    note_active(locked, Event.REACTIVATED, by=by)
    return begun


def _follow_losses(
    employee: LockedEmployee,
    before: Standing,
    handover: Handover | None,
    *,
    by: Author,
    now: datetime,
    site: Site | None,
) -> None:
    """If the changed entry has fewer rights than `before`, hand over what they gave, and tell."""
    if Standing.of(employee).is_less_than(before):
        hand_over(employee, handover, by=by, now=now)
        tell_of_losses(employee, before, by=by, site=site)


def _refuse_last_owner(owner: Employee) -> None:
    if not Employee.objects.active().owners().exclude(pk=owner.pk).exists():
        raise LastOwner


def _mark_of_end(by: Author) -> Mark:
    """Return the mark of an end that the author states: reactivating must not make it an edit."""
    involved = frozenset({by.employee.pk} if by.employee else ())
    return Mark(Review.STATED, involved, "end given on deactivation")


def _end_shift(
    employee: LockedEmployee, log: WorkLog, ended_at: datetime | None, now: datetime, by: Author
) -> None:
    if ended_at is None:
        raise ShiftStillOpen(employee.name)
    try:
        rules, mark = Rules.objects.get(), _mark_of_end(by)
        writer.end(employee, log, ended_at, by=by, now=now, rules=rules, mark=mark)
    except ShiftError as error:
        # In the time zone of the page, like the end that was typed.
        zone = timezone.get_current_timezone()
        raise ImpossibleEnd(end_refusal(error, log, zone)) from None
