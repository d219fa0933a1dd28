"""What a new company is told about where it is, and what follows from it."""

from dataclasses import dataclass

from django.conf import settings

from places.countries import find_country, language_of
from places.errors import (
    PlaceNeeded,
    UnknownCountry,
    UnknownCurrency,
    UnknownLanguage,
    UnknownZone,
    ZoneNeeded,
)
from places.money import currencies, currency_of
from places.zones import country_of, find_zone, the_zone_of


@dataclass(frozen=True)
class Basics:
    """Where a company is, and its language and currency; `country` is "" for a zone of none."""

    country: str
    time_zone: str
    language: str
    currency: str


def settle(
    *, country: str = "", time_zone: str = "", language: str = "", currency: str = ""
) -> Basics:
    """Return the basics of a company: what is given, and what follows from the country.

    A zone alone stands for the country in which it is, but for no language: it is then English. A
    country of one time decides on the zone. Raises ValidationError with the field: UnknownCountry,
    PlaceNeeded, ZoneNeeded, UnknownZone, UnknownCurrency, UnknownLanguage.
    """
    if not (country.strip() or time_zone.strip()):
        raise PlaceNeeded
    zone = _zone(time_zone)
    given = _country(country)
    code = given or country_of(zone)
    chosen = zone or the_zone_of(code)
    if not chosen:
        raise ZoneNeeded(code)
    return Basics(
        country=code,
        time_zone=chosen,
        language=_language(language) or (language_of(given) if given else settings.LANGUAGE_CODE),
        currency=_currency(currency) or (currency_of(code) if code else ""),
    )


def _country(typed: str) -> str:
    if not typed.strip():
        return ""
    if (code := find_country(typed)) is None:
        raise UnknownCountry(typed.strip())
    return code


def _zone(typed: str) -> str:
    if not typed.strip():
        return ""
    if (zone := find_zone(typed)) is None:
        raise UnknownZone(typed.strip())
    return zone


def _language(typed: str) -> str:
    codes = [code for code, _ in settings.LANGUAGES]
    code = typed.strip().lower()
    if code and code not in codes:
        raise UnknownLanguage(typed.strip(), ", ".join(codes))
    return code


def _currency(typed: str) -> str:
    code = typed.strip().upper()
    if code and code not in currencies():
        raise UnknownCurrency(typed.strip())
    return code
