"""The hours bank: what was worked beyond the contract, or is missing (rule 16b).

Whoever gets the same each month has all that they work above and below the target in the bank.
Whoever is paid by the hour is paid for what they work, so only their overtime is banked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from timetracking.pay.engine.inputs import Period, Person
from timetracking.pay.engine.lines import Line
from timetracking.pay.engine.pay import Hours
from timetracking.pay.engine.rules import Bank
from timetracking.pay.engine.terms import TermsOf, round_half_up


@dataclass(frozen=True, slots=True)
class BankDay:
    """A day's movements, and the balance after it, in minutes."""

    day: date
    counted: int
    target: int
    correction: int
    balance: int


@dataclass(frozen=True, slots=True)
class Balance:
    """The bank of a person in a period, in minutes.

    closing = opening + counted - target + corrections = carried + paid_out + expired.
    """

    opening: int
    counted: int
    target: int
    corrections: int
    closing: int
    carried: int
    paid_out: int
    expired: int
    days: tuple[BankDay, ...]


def balance(
    hours: Hours,
    bank: Bank,
    *,
    opening: int = 0,
    corrections: Mapping[date, int] | None = None,
    is_hourly: bool = False,
) -> Balance:
    """Return the balance at the end of a period, and what becomes of it.

    A shift counts whole on the day on which it began, so that nothing is lost or counted twice
    between two periods. A negative balance is carried, and never paid out.
    """
    days = tuple(_days(hours, opening, corrections or {}, is_hourly=is_hourly))
    closing = days[-1].balance if days else opening
    paid_out = expired = 0
    if bank.pays_out:
        paid_out = max(closing, 0)
    elif bank.cap is not None and closing > bank.cap:
        beyond = closing - bank.cap
        paid_out, expired = (beyond, 0) if bank.pays_beyond_cap else (0, beyond)
    return Balance(
        opening=opening,
        counted=sum(day.counted for day in days),
        target=sum(day.target for day in days),
        corrections=sum(day.correction for day in days),
        closing=closing,
        carried=closing - paid_out - expired,
        paid_out=paid_out,
        expired=expired,
        days=days,
    )


def payout(person: Person, period: Period, minutes: int, *, places: int = 2) -> Line:
    """Return the line that pays minutes out of the bank, at the rate of the period's last day."""
    terms = TermsOf(person).on(period.last.toordinal(), "")
    hourly = terms.hourly
    return Line(
        name="bank_payout",
        code="bank_payout",
        minutes=minutes,
        rate=None if hourly is None else round_half_up(hourly, places + 2),
        factor=Decimal(1),
        amount=round_half_up((hourly or Fraction()) * minutes / 60, places),
        location=person.home,
        is_time=False,
        explain=lambda: {"code": "bank_payout", "minutes": minutes, "day": str(period.last)},
    )


def _days(
    hours: Hours, opening: int, corrections: Mapping[date, int], *, is_hourly: bool
) -> Iterable[BankDay]:
    so_far = opening
    for day in hours.days:
        counted, target = (day.overtime, 0) if is_hourly else (day.worked, day.target)
        correction = corrections.get(day.day, 0)
        so_far += counted - target + correction
        yield BankDay(day.day, counted, target, correction, so_far)
