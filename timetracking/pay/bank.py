"""The hours bank: its balance in a period, and what becomes of it at the end (rule 16b)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from places.money import currency_places
from timetracking.models import BankEntry, BankKind, CompanySettings
from timetracking.pay.engine.bank import balance, payout
from timetracking.pay.engine.book import RuleBook, first_day_needed
from timetracking.pay.engine.inputs import Contract, Period, Person
from timetracking.pay.engine.pay import Hours, pay
from timetracking.pay.engine.rules import Bank
from timetracking.pay.gathering import Gathered, gather
from timetracking.pay.results import PersonPay, with_targets

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Kept:
    """What the rows say of somebody's bank: carried at the end of `until`, corrections by day."""

    carried: int
    until: date | None
    corrections: dict[date, int]

    def between(self, first: date, last: date) -> dict[date, int]:
        return {day: minutes for day, minutes in self.corrections.items() if first <= day <= last}


def with_balances(
    found: Mapping[int, PersonPay],
    gathered: Mapping[int, Gathered],
    period: Period,
    book: RuleBook,
    *,
    company: CompanySettings,
    now: datetime,
) -> dict[int, PersonPay]:
    """Return the pay of people with the balance of their bank and what it pays out.

    Takes no query if the rules of the period's last day have no bank, else one, and seven more if
    the bank began before the period and has not been carried to it.
    """
    bank = book.on(period.last).bank
    if bank is None:
        return dict(found)
    kept = _kept(found, period)
    openings = _openings(kept, period, book, company, now)
    places = currency_places(company.currency)
    result = {}
    for pk, one in found.items():
        assert one.hours is not None  # noqa: S101 - for mypy
        person = gathered[pk].person
        own = balance(
            one.hours,
            bank,
            opening=openings[pk],
            corrections=kept[pk].between(period.first, period.last),
            is_hourly=is_hourly(person, period),
        )
        lines = one.lines
        if own.paid_out:
            lines += (payout(person, _employed(person, period), own.paid_out, places=places),)
        result[pk] = replace(one, lines=lines, balance=own)
    return result


def is_hourly(person: Person, period: Period) -> bool:
    """Return whether somebody is paid by the hour, so that only overtime is banked.

    By their last contract of the period; who has none is.
    """
    last = _last_contract(person, period)
    return last is None or last.salary is None


def _employed(person: Person, period: Period) -> Period:
    """Return the period up to the last day on which somebody has a contract, if they have one."""
    contract = _last_contract(person, period)
    ends = contract.last if contract and contract.last else period.last
    return Period(period.first, min(ends, period.last))


def _last_contract(person: Person, period: Period) -> Contract | None:
    own = [
        one
        for one in person.contracts
        if one.first <= period.last and (one.last is None or one.last >= period.first)
    ]
    return max(own, key=lambda one: one.first, default=None)


def _kept(employees: Iterable[int], period: Period) -> dict[int, _Kept]:
    rows = BankEntry.objects.filter(employee__in=list(employees), day__lte=period.last)
    kept = {pk: _Kept(0, None, {}) for pk in employees}
    for row in rows.order_by("day", "pk"):
        own = kept[row.employee_id]
        if row.kind == BankKind.CARRY and row.day < period.first:
            kept[row.employee_id] = _Kept(row.minutes, row.day, {})
        elif row.kind == BankKind.CORRECTION:
            own.corrections[row.day] = own.corrections.get(row.day, 0) + row.minutes
    return kept


def _openings(
    kept: Mapping[int, _Kept],
    period: Period,
    book: RuleBook,
    company: CompanySettings,
    now: datetime,
) -> dict[int, int]:
    """Return the balances with which a period begins: carried, and what came since then."""
    begun = min((since for since, rules in book.versions if rules.bank), default=period.first)
    starts = {pk: max(own.until + _DAY if own.until else begun, begun) for pk, own in kept.items()}
    late = {pk: start for pk, start in starts.items() if start < period.first}
    openings = {pk: own.carried for pk, own in kept.items()}
    if not late:
        return openings
    last = period.first - _DAY
    earliest = Period(min(late.values()), last)
    since = first_day_needed(earliest, book)
    gathered = gather(late, earliest.first, last, company=company, now=now, since=since)
    for pk, start in late.items():
        own, person = kept[pk], gathered[pk].person
        between = Period(start, last)
        hours = with_targets(pay(person, between, book).hours, gathered[pk].targets)
        openings[pk] = _closing(hours, own, between, is_hourly(person, between))
    return openings


def _closing(hours: Hours, own: _Kept, between: Period, hourly: bool) -> int:
    corrections = own.between(between.first, between.last)
    done = balance(hours, Bank(), opening=own.carried, corrections=corrections, is_hourly=hourly)
    return done.closing
