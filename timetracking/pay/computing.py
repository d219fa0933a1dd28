"""The pay of people in a period: computed while it is open, as it was stored once it is locked."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from places.money import currency_places
from timetracking.models import CompanySettings
from timetracking.pay import bank, rules
from timetracking.pay.adjusting import adjustments
from timetracking.pay.engine.book import RuleBook, first_day_needed
from timetracking.pay.engine.inputs import Period
from timetracking.pay.engine.pay import pay
from timetracking.pay.gathering import Gathered, gather
from timetracking.pay.locked_days import LockedPeriod, is_locked, locked_periods
from timetracking.pay.results import PersonPay, with_targets
from timetracking.pay.storing import stored


def pay_of(
    employees: Collection[int], period: Period, *, company: CompanySettings, now: datetime
) -> dict[int, PersonPay]:
    """Return the pay of people in a period by their id, in a fixed number of queries.

    Who has no hours, no salary and no adjustment has no lines.
    """
    locked = locked_periods()
    if is_locked(period, locked):
        lines = stored(period, employees)
        if lines:
            return {pk: PersonPay(pk, tuple(lines.get(pk, []))) for pk in employees}
    return computed(employees, period, company=company, now=now, locked=locked)


def computed(
    employees: Collection[int],
    period: Period,
    *,
    company: CompanySettings,
    now: datetime,
    locked: list[LockedPeriod] | None = None,
) -> dict[int, PersonPay]:
    """Return the pay as it is computed now, with what changed in locked periods.

    `locked` are the locked periods, if they are known.
    """
    book = rules.book(company)
    locked = locked_periods() if locked is None else locked
    since = first_day_needed(period, book)
    gathered = gather(employees, period.first, period.last, company=company, now=now, since=since)
    places = currency_places(company.currency)
    found = {pk: _computed(pk, one, period, book, places) for pk, one in gathered.items()}
    found = bank.with_balances(found, gathered, period, book, company=company, now=now)
    moved = adjustments(employees, period, book, locked, company=company, now=now)
    return {pk: replace(one, lines=(*one.lines, *moved.get(pk, ()))) for pk, one in found.items()}


def _computed(pk: int, one: Gathered, period: Period, book: RuleBook, places: int) -> PersonPay:
    result = pay(one.person, period, book, places=places)
    return PersonPay(pk, result.lines, with_targets(result.hours, one.targets))
