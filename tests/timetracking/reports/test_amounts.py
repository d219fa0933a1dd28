"""Amounts and days are read as people write them, and refused where they can mean two things."""

from datetime import date
from decimal import Decimal

import pytest

from timetracking.reports.amounts import has_month_first, read_amount, read_day
from timetracking.reports.errors import ValueRefused


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.5"),
        ("1234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1 234,50", "1234.50"),
        ("1\N{NO-BREAK SPACE}234,50 €", "1234.50"),
        ("CHF 1'234.50", "1234.50"),
        ("€12", "12"),
        ("0", "0"),
        ("12.", "12"),
        (" 7 EUR ", "7"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_amounts(text: str, amount: str) -> None:
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1.234", "two ways"),
        ("12,345", "two ways"),
        ("-5", "less than zero"),
        ("\N{MINUS SIGN}5,00", "less than zero"),
        ("(5.00)", "less than zero"),
        ("=A1+2", "not an amount"),
        ("1.2.3", "not an amount"),
        ("1,23.456,00", "not an amount"),
        ("1.234,567,89", "not an amount"),
        ("12a4", "not an amount"),
        ("1\N{VULGAR FRACTION ONE HALF}", "not an amount"),
        ("\N{ARABIC-INDIC DIGIT ONE}", "not an amount"),
        ("", "not an amount"),
        (".", "not an amount"),
        ("1e5", "not an amount"),
        ("12345678901", "too large"),
        ("12.5555", "not an amount"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueRefused, match=sentence):
        read_amount(text)


@pytest.mark.parametrize(
    "text", ["2026-11-03", "03.11.2026", "3.11.2026", "2026-11-03T00:00:00", " 2026-11-03 "]
)
def test_days(text: str) -> None:
    assert read_day(text) == date(2026, 11, 3)


def test_the_list_shows_whether_the_month_is_first() -> None:
    assert has_month_first(["3/4/2026", "13/4/2026"]) is False
    assert has_month_first(["3/4/2026", "4/13/2026"]) is True
    assert has_month_first(["3/4/2026"]) is None
    assert has_month_first(["13/4/2026", "4/13/2026"]) is None
    assert read_day("3/4/2026", month_first=False) == date(2026, 4, 3)
    assert read_day("3/4/2026", month_first=True) == date(2026, 3, 4)
    assert read_day("4/4/2026") == date(2026, 4, 4)


@pytest.mark.parametrize("text", ["3/4/2026", "2026-02-30", "31.4.2026", "yesterday", "", "1/2/26"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused):
        read_day(text)
