"""Currencies and amounts in the reader's language."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from places.money import amount, currencies, currency_choices, currency_of, typed_amount
from places.tables import zones_by_country


@pytest.mark.parametrize(
    ("language", "currency", "text"),
    [
        ("en", "EUR", "€13.20"),
        ("de", "EUR", "13,20 €"),
        ("es", "EUR", "13,20 €"),
        ("en", "GBP", "£13.20"),
        ("de", "CHF", "13,20 CHF"),
        ("en", "JPY", "¥13.20"),
        ("de", "", "13,20"),
        ("en", "", "13.20"),
    ],
)
def test_an_amount_is_written_as_the_reader_does(language: str, currency: str, text: str) -> None:
    with override(language):
        assert amount(Decimal("13.2"), currency).replace("\xa0", " ") == text


def test_nothing_is_rounded_or_invented() -> None:
    assert amount(Decimal("1200.00"), "JPY") == "¥1,200"
    assert amount(Decimal("1200.50"), "JPY") == "¥1,200.50"


def test_an_amount_is_typed_without_groups() -> None:
    with override("de"):
        assert typed_amount(Decimal("1234.5")) == "1234,50"


@pytest.mark.parametrize(
    ("country", "currency"),
    [("DE", "EUR"), ("CH", "CHF"), ("GB", "GBP"), ("BG", "EUR"), ("US", "USD"), ("AQ", "")],
)
def test_a_country_has_its_currency_of_today(country: str, currency: str) -> None:
    assert currency_of(country) == currency


def test_every_currency_of_a_country_can_be_chosen_by_name() -> None:
    assert {currency_of(country) for country in zones_by_country()} - {""} <= currencies()
    with override("de"):
        assert ("CHF", "Schweizer Franken (CHF)") in currency_choices()
