"""The hours bank instead of pay: balance, cap and payout (rule 16b)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.timetracking.pay.building import Shifts, amounts, minutes, paid, person, steps
from timetracking.pay.engine.bank import balance, payout
from timetracking.pay.engine.inputs import Period
from timetracking.pay.engine.rules import Bank, RuleSet

BANK = RuleSet("bank", weekly=steps((40, "1.25")), bank=Bank())
# Five days of nine hours, of a contract of 8: the rest of June has targets and no work.
WEEK = Period(date(2026, 6, 1), date(2026, 6, 7))


def test_overtime_goes_to_the_bank_instead_of_being_paid() -> None:
    result = paid(Shifts().days("2026-06-01", [9] * 5), BANK)
    assert minutes(result) == {"regular": 2400, "banked": 300}
    assert amounts(result)["banked"] == Decimal(0)


def test_the_balance_is_what_counts_beyond_the_target() -> None:
    hours = paid(Shifts().days("2026-06-01", [9, 9, 9, 9, 6]), BANK, WEEK).hours
    result = balance(hours, Bank(), opening=-30, corrections={date(2026, 6, 3): 15})
    assert (result.opening, result.counted, result.target, result.corrections) == (
        -30, 42 * 60, 40 * 60, 15,
    )  # fmt: skip
    assert result.closing == result.carried == 105
    assert [day.balance for day in result.days] == [30, 90, 165, 225, 105, 105, 105]


@pytest.mark.parametrize(
    ("bank", "carried", "paid_out", "expired"),
    [
        (Bank(), 300, 0, 0),
        (Bank(cap=120), 120, 180, 0),
        (Bank(cap=120, pays_beyond_cap=False), 120, 0, 180),
        (Bank(cap=600), 300, 0, 0),
        (Bank(pays_out=True), 0, 300, 0),
    ],
)
def test_what_becomes_of_it_at_the_end_of_a_period(
    bank: Bank, carried: int, paid_out: int, expired: int
) -> None:
    result = balance(paid(Shifts().days("2026-06-01", [9] * 5), BANK, WEEK).hours, bank)
    assert (result.carried, result.paid_out, result.expired) == (carried, paid_out, expired)
    assert result.closing == carried + paid_out + expired


@pytest.mark.parametrize("bank", [Bank(pays_out=True), Bank(cap=0)])
def test_a_negative_balance_is_carried(bank: Bank) -> None:
    result = balance(paid(Shifts().days("2026-06-01", [7] * 5), BANK, WEEK).hours, bank)
    assert (result.closing, result.carried, result.paid_out) == (-300, -300, 0)


def test_who_is_paid_by_the_hour_has_only_overtime_in_the_bank() -> None:
    hours = paid(Shifts().days("2026-06-01", [9] * 5), BANK).hours
    result = balance(hours, Bank(), is_hourly=True)
    assert (result.closing, result.target) == (300, 0)


def test_a_shift_over_the_end_of_a_period_counts_once() -> None:
    """Whole on the day on which it began, whatever its pay does."""
    night = Shifts().add("2026-06-07 20:00", "2026-06-08 04:00")
    free = replace(person(night), contracts=())
    following = Period(date(2026, 6, 8), date(2026, 6, 14))
    first = balance(paid(free, BANK, WEEK).hours, Bank())
    second = balance(paid(free, BANK, following).hours, Bank(), opening=first.carried)
    assert (first.closing, second.closing) == (480, 480)


def test_a_payout_is_a_line() -> None:
    line = payout(person(rate="12.50"), WEEK, 90)
    assert (line.code, line.minutes, line.amount, line.is_time) == (
        "bank_payout", 90, Decimal("18.75"), False,
    )  # fmt: skip
