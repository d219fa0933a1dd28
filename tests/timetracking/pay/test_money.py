"""Amounts: whole minutes are summed, and each line is rounded once, half up (rule 13)."""

from decimal import Decimal

import pytest

from tests.timetracking.pay.building import JUNE, PLAIN, Shifts, amounts, minutes, paid, person
from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.inputs import Rate
from timetracking.pay.engine.pay import pay


def test_21_shifts_of_20_minutes_are_seven_hours() -> None:
    worked = Shifts()
    for day in range(1, 22):
        worked.add(f"2026-06-{day:02} 09:00", "09:20")
    result = paid(person(worked, rate="10"))
    assert minutes(result) == {"regular": 420}
    assert amounts(result) == {"regular": Decimal("70.00")}


@pytest.mark.parametrize(
    ("ends", "rate", "amount"),
    [
        (["09:50"], "100.00", "83.33"),
        (["09:15", "09:15"], "27.50", "13.75"),
        (["09:01"], "0.30", "0.01"),  # exactly half a cent
    ],
)
def test_an_amount_is_rounded_once(ends: list[str], rate: str, amount: str) -> None:
    worked = Shifts()
    for day, end in enumerate(ends, 1):
        worked.add(f"2026-06-{day:02} 09:00", end)
    assert amounts(paid(person(worked, rate=rate))) == {"regular": Decimal(amount)}


def test_a_currency_without_cents() -> None:
    somebody = person(Shifts().add("2026-06-01 09:00", "09:50"), rate="1101")
    result = pay(somebody, JUNE, RuleBook.of(PLAIN), places=0)
    assert [str(line.amount) for line in result.lines] == ["918"]


def test_seconds_do_not_count() -> None:
    """Rule 11a: clocks showed 09:00 and 17:00."""
    worked = Shifts().add("2026-06-01 09:00:59", "2026-06-01 17:00:01")
    assert minutes(paid(worked)) == {"regular": 480}


def test_a_shift_of_less_than_a_minute_counts_nothing() -> None:
    result = paid(Shifts().add("2026-06-01 09:00:05", "2026-06-01 09:00:50"))
    assert result.lines == ()
    assert result.hours.minutes == 0


def test_a_deduction_is_taken_from_the_end() -> None:
    worked = Shifts().add("2026-06-01 09:00", "17:00", deducted=30)
    result = paid(worked)
    assert minutes(result) == {"regular": 450}
    piece = result.lines[0].explanation["parts"][0]["pieces"][0]
    assert (piece["to"], piece["deducted"]) == ("2026-06-01T16:30+02:00", 30)


def test_a_shift_uses_the_rate_of_the_day_on_which_it_began() -> None:
    """Rule 14."""
    rates = (Rate(JUNE.first, Decimal(10)), Rate(JUNE.first.replace(day=15), Decimal(20)))
    worked = Shifts().add("2026-06-14 22:00", "2026-06-15 02:00").add("2026-06-15 22:00", "23:00")
    lines = paid(person(worked, rates=rates)).lines
    assert [(str(line.rate), line.minutes) for line in lines] == [("10", 240), ("20", 60)]


def test_a_position_has_its_own_rate() -> None:
    rates = (Rate(JUNE.first, Decimal(10)), Rate(JUNE.first, Decimal(15), "chef"))
    worked = Shifts().add("2026-06-01 09:00", "10:00", position="chef")
    worked.add("2026-06-02 09:00", "10:00", position="waiter")
    assert amounts(paid(person(worked, rates=rates))) == {"regular": Decimal(25)}


def test_hours_without_a_rate_have_no_price() -> None:
    (line,) = paid(person(Shifts().add("2026-06-01 09:00", "10:00"), rates=())).lines
    assert (line.rate, line.amount, line.minutes) == (None, Decimal(0), 60)
