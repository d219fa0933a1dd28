"""Filters for time zones and amounts in the reader's language."""

from decimal import Decimal

from django import template

from places.countries import country_name
from places.money import amount, currency_symbol
from places.zones import city

register = template.Library()
register.filter("city", city)
register.filter("country", country_name)
register.filter("currency_sign", currency_symbol)


@register.filter
def money(value: Decimal, currency: str) -> str:
    """Format an amount with its currency: {{ rate|money:company.currency }}."""
    return amount(value, currency)
