"""Services of hourly rates: save, set from a day on, remove."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import judge
from timetracking.base.locks import LockedEmployee, lock_with_author
from timetracking.base.rights import can_manage
from timetracking.contracts import effects
from timetracking.contracts.days import check_day
from timetracking.contracts.errors import EntryGone, RateChanged, RateTaken
from timetracking.contracts.reading import rate_on
from timetracking.models import Employee, Rate
from timetracking.trail.recording import recorded, refuse_stale


@dataclass(frozen=True)
class RateFrom:
    """A rate that holds from a day on, and what the author saw as the rate until then."""

    amount: Decimal
    starts_on: date
    seen: Decimal | None = None


@transaction.atomic
def save(
    rate: Rate, *, by: Author, today: date, seen: int | None = None, confirmed: str | None = None
) -> Rate:
    """Save a new or changed rate.

    Locks the rows of the employee and the author. `seen` is the version that the author saw, if
    known. `confirmed` is the token of the effect that they saw, None for nobody to ask. Raises
    NotAllowed, EntryChanged, EntryGone, DayTooFar, RateTaken and Unconfirmed.
    """
    employee, before = _locked(rate.employee_id, by)
    previous = _stored(before, rate) if rate.pk else None
    if previous:
        refuse_stale(previous, seen)
    check_day(rate.starts_on, "starts_on")
    after = sorted(
        [*(one for one in before if one.pk != rate.pk), rate], key=lambda one: one.starts_on
    )
    if any(one.starts_on == rate.starts_on for one in after if one is not rate):
        raise RateTaken(rate.starts_on)
    effect = effects.of_rates(employee, before, after, today=today)
    effects.ask(effect, confirmed, today=today)
    _write(rate, previous, by)
    return rate


def set_from(employee: LockedEmployee, change: RateFrom | None, *, by: Author) -> None:
    """Let a rate hold from a day on; later rates stay, and None changes nothing.

    The caller has locked the employee's row and judged the author. Raises RateChanged if the rate
    on that day is not the one that the author saw.
    """
    if change is None:
        return
    rates = list(Rate.objects.filter(employee=employee).order_by("starts_on"))
    if rate_on(change.starts_on, rates) != change.seen:
        raise RateChanged
    previous = next((one for one in rates if one.starts_on == change.starts_on), None)
    pk = previous.pk if previous else None
    rate = Rate(pk=pk, employee=employee, starts_on=change.starts_on, amount=change.amount)
    _write(rate, previous, by)


@transaction.atomic
def remove(
    rate: Rate, *, by: Author, today: date, seen: int | None = None, confirmed: str | None = None
) -> None:
    """Remove a rate, so that the one before it holds on. Locks, arguments and errors as `save`."""
    employee, before = _locked(rate.employee_id, by)
    stored = _stored(before, rate)
    refuse_stale(stored, seen)
    after = [one for one in before if one.pk != stored.pk]
    effect = effects.of_rates(employee, before, after, today=today)
    effects.ask(effect, confirmed, today=today)
    with recorded(stored, by=by):
        stored.delete()


def _locked(employee: int, by: Author) -> tuple[LockedEmployee, list[Rate]]:
    """Return the employee, whose row is locked, and their rates in the order of days."""
    locked = lock_with_author(employee, by.employee)
    judge(by, can_manage, locked)
    rates = Rate.objects.filter(employee=locked).select_related("employee")
    return locked, list(rates.order_by("starts_on"))


def _stored(rates: list[Rate], rate: Rate) -> Rate:
    stored = next((one for one in rates if one.pk == rate.pk), None)
    if stored is None:
        raise EntryGone
    return stored


def _write(rate: Rate, previous: Rate | None, by: Author) -> None:
    taken = refusals({"rates_one_a_day": lambda: RateTaken(rate.starts_on)})
    with recorded(rate, previous=previous, by=by), taken:
        rate.save()


def of_person(employee: Employee) -> list[Rate]:
    """Return the rates of somebody, the newest first."""
    return list(Rate.objects.filter(employee=employee).order_by("-starts_on"))
