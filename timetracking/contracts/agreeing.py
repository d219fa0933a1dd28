"""Services of contracts: save, end and remove them."""

from copy import copy
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import judge
from timetracking.base.locks import LockedEmployee, lock_with_author
from timetracking.base.rights import can_manage
from timetracking.contracts import effects
from timetracking.contracts.days import check_day
from timetracking.contracts.errors import (
    ContractsMeet,
    ContractsOverlap,
    EndBeforeStart,
    EntryGone,
    NoContract,
)
from timetracking.models import Contract, Employee
from timetracking.trail.recording import recorded, refuse_stale

_DAY = timedelta(days=1)


@transaction.atomic
def save(
    contract: Contract,
    *,
    by: Author,
    today: date,
    seen: int | None = None,
    ends_current: bool = False,
    confirmed: str | None = None,
) -> Contract:
    """Save a new or changed contract.

    With `ends_current` the contract that holds on its first day, and began before it, ends the day
    before. Locks the rows of the employee and the author. `seen` is the version that the author
    saw, if known; `confirmed` the token of the effect that they saw, None for nobody to ask. Raises
    NotAllowed, EntryChanged, EntryGone, DayTooFar, EndBeforeStart, ContractsOverlap and
    Unconfirmed.
    """
    employee, before = _locked(contract.employee_id, by)
    previous = _stored(before, contract) if contract.pk else None
    if previous:
        refuse_stale(previous, seen)
    _check_days(contract)
    others = [one for one in before if one.pk != contract.pk]
    ended = _ended(others, contract) if ends_current else None
    others = [ended if ended and one.pk == ended.pk else one for one in others]
    _refuse_overlap(contract, others, employee)
    effect = effects.of_contracts(employee, before, [*others, contract], today=today)
    effects.ask(effect, confirmed, today=today)
    if ended:
        _write(ended, _stored(before, ended), by)
    _write(contract, previous, by)
    return contract


@transaction.atomic
def end(
    contract: Contract,
    last_day: date,
    *,
    by: Author,
    today: date,
    seen: int | None = None,
    confirmed: str | None = None,
) -> Contract:
    """End a contract after `last_day`. As `save`; raises NoContract for a day before it begins."""
    _employee, before = _locked(contract.employee_id, by)
    ended = copy(_stored(before, contract))
    if last_day < ended.starts_on:
        raise NoContract(ended.starts_on)
    ended.ends_on = last_day
    return save(ended, by=by, today=today, seen=seen, confirmed=confirmed)


@transaction.atomic
def remove(
    contract: Contract,
    *,
    by: Author,
    today: date,
    seen: int | None = None,
    confirmed: str | None = None,
) -> None:
    """Remove a contract. Locks, arguments and errors as `save`."""
    employee, before = _locked(contract.employee_id, by)
    stored = _stored(before, contract)
    refuse_stale(stored, seen)
    after = [one for one in before if one.pk != stored.pk]
    effect = effects.of_contracts(employee, before, after, today=today)
    effects.ask(effect, confirmed, today=today)
    _delete(stored, by)


def leave(employee: LockedEmployee, last_day: date, *, by: Author) -> None:
    """End what was agreed with somebody who leaves, after `last_day`; remove what begins later.

    The caller has locked the employee's row and judged the author. Raises DayTooFar.
    """
    check_day(last_day, "last_day")
    own = Contract.objects.for_employee(employee).select_related("employee").by_day()
    for contract in own:
        if contract.ends_on and contract.ends_on <= last_day:
            continue
        if contract.starts_on > last_day:
            _delete(contract, by)
        else:
            ended = copy(contract)
            ended.ends_on = last_day
            _write(ended, contract, by)


def come_back(employee: LockedEmployee, today: date, *, by: Author) -> Contract | None:
    """Begin a new contract like the last one of somebody who is back; None if there was none.

    From today, or from the day after the last one if that ends later. The caller has locked the
    employee's row and judged the author.
    """
    last = Contract.objects.for_employee(employee).by_day().last()
    if last is None or last.ends_on is None:
        return None
    begun = copy(last)
    begun.pk, begun.ends_on = None, None
    begun._state.adding = True
    begun.employee = employee
    begun.starts_on = max(today, last.ends_on + _DAY)
    _write(begun, None, by)
    return begun


def lasting(employee: Employee, day: date) -> Contract | None:
    """Return the first contract of somebody that ends on this day, later or not at all."""
    until = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return Contract.objects.for_employee(employee).filter(until).by_day().first()


def of_person(employee: Employee) -> list[Contract]:
    """Return the contracts of somebody, the newest first."""
    return list(Contract.objects.for_employee(employee).order_by("-starts_on"))


def _locked(employee: int, by: Author) -> tuple[LockedEmployee, list[Contract]]:
    """Return the employee, whose row is locked, and their contracts in the order of days."""
    locked = lock_with_author(employee, by.employee)
    judge(by, can_manage, locked)
    own = Contract.objects.for_employee(locked).select_related("employee")
    return locked, list(own.by_day())


def _stored(contracts: list[Contract], contract: Contract) -> Contract:
    stored = next((one for one in contracts if one.pk == contract.pk), None)
    if stored is None:
        raise EntryGone
    return stored


def _check_days(contract: Contract) -> None:
    check_day(contract.starts_on, "starts_on")
    if contract.ends_on is not None:
        check_day(contract.ends_on, "ends_on")
        if contract.ends_on < contract.starts_on:
            raise EndBeforeStart


def _ended(others: list[Contract], contract: Contract) -> Contract | None:
    """Return the contract that another one follows, with its end the day before."""
    for one in others:
        if one.starts_on < contract.starts_on and one.holds_on(contract.starts_on):
            ended = copy(one)
            ended.ends_on = contract.starts_on - _DAY
            return ended
    return None


def _refuse_overlap(contract: Contract, others: list[Contract], employee: Employee) -> None:
    last = contract.ends_on or date.max
    for other in others:
        if other.starts_on <= last and contract.starts_on <= (other.ends_on or date.max):
            raise ContractsOverlap(employee.name, other.starts_on, other.ends_on)


def _write(contract: Contract, previous: Contract | None, by: Author) -> None:
    meet = refusals({"contracts_no_overlap": ContractsMeet})
    with recorded(contract, previous=previous, by=by), meet:
        contract.save()


def _delete(contract: Contract, by: Author) -> None:
    with recorded(contract, by=by):
        contract.delete()
