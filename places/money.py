"""Currencies, and amounts as people read and write them."""

from decimal import Decimal
from functools import cache

from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_name,
    get_currency_precision,
    get_currency_symbol,
    get_territory_currencies,
)

from accounts.names import sort_key
from places.countries import language, reader
from places.tables import zones_by_country

# Changes that are younger than the data.
_NEWER = {"BG": "EUR"}


@cache
def currency_of(country: str) -> str:
    """Return the currency of a country, "" for one without, such as Antarctica."""
    currencies = [_NEWER[country]] if country in _NEWER else get_territory_currencies(country)
    return str(next(iter(currencies), ""))


@cache
def currencies() -> frozenset[str]:
    """Return the codes of all currencies in which people are paid today."""
    codes = {code for country in zones_by_country() for code in get_territory_currencies(country)}
    return frozenset(codes - {"BGN"}) | frozenset(_NEWER.values())


def currency_choices() -> tuple[tuple[str, str], ...]:
    """Return the currencies with their names and codes, by the reader's alphabet."""
    return _currency_choices(language())


@cache
def _currency_choices(_language: str) -> tuple[tuple[str, str], ...]:
    names = [(code, f"{currency_name(code)} ({code})") for code in currencies()]
    return tuple(sorted(names, key=lambda choice: sort_key(choice[1])))


def currency_name(code: str) -> str:
    """Return a currency's name in the reader's language, "" for none."""
    return get_currency_name(code, locale=reader()) if code else ""


def currency_symbol(code: str) -> str:
    """Return a currency's sign in the reader's language, "" for none."""
    return get_currency_symbol(code, locale=reader()) if code else ""


def currency_places(code: str) -> int:
    """Return how many decimal places amounts of a currency have, 2 without one."""
    return int(get_currency_precision(code)) if code else 2


def amount(value: Decimal, currency: str) -> str:
    """Format an amount in the reader's language: €13.20, or 13,20 €; without a currency 13.20.

    Nothing is rounded: cents are shown even of a currency that has none.
    """
    if not currency:
        return str(format_decimal(value, format="#,##0.00", locale=reader()))
    is_exact = value == round(value, get_currency_precision(currency))
    return str(format_currency(value, currency, locale=reader(), currency_digits=is_exact))


def typed_amount(value: Decimal, pattern: str = "0.00") -> str:
    """Format an amount as one types it in the reader's language: 13.20 or 13,20."""
    return str(format_decimal(value, format=pattern, locale=reader(), decimal_quantization=True))
