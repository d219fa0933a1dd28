"""Countries by their ISO code, named in the reader's language."""

from functools import cache

from babel.core import Locale
from babel.languages import get_official_languages, get_territory_language_info
from django.conf import settings
from django.utils.translation import get_language

from accounts.names import sort_key
from places.tables import zones_by_country

# What people write instead of the code.
_OTHER_NAMES = {"uk": "GB", "usa": "US", "great britain": "GB", "england": "GB", "holland": "NL"}
_MOST = 50  # per cent of the people of a country


def language() -> str:
    """Return the code of the reader's language, by which what is made for it can be kept."""
    return get_language() or settings.LANGUAGE_CODE


def reader() -> Locale:
    """Return the reader's language as the Unicode data know it."""
    return _locale(language())


def is_country(code: str) -> bool:
    """Return whether a code is that of a country, in capitals."""
    return code in zones_by_country()


def country_name(code: str) -> str:
    """Return a country's name in the reader's language, "" for none."""
    return str(reader().territories.get(code, code))


def country_choices() -> tuple[tuple[str, str], ...]:
    """Return all countries with their names, by the alphabet of the reader's language."""
    return _country_choices(language())


def find_country(typed: str) -> str | None:
    """Return the code of a country from its code, or its name in any of our languages."""
    text = " ".join(typed.split())
    return text.upper() if is_country(text.upper()) else _codes_by_name().get(text.casefold())


@cache
def language_of(country: str) -> str:
    """Return the language of ours that is official in a country and that most people there speak.

    English if none is.
    """
    ours = {code for code, _ in settings.LANGUAGES}
    official = get_official_languages(country, regional=False, de_facto=True)
    spoken = get_territory_language_info(country)
    shares = {
        code: float(spoken[code]["population_percent"] or 0) for code in official if code in ours
    }
    best = max(shares, key=lambda code: shares[code], default="")
    return best if best and shares[best] >= _MOST else settings.LANGUAGE_CODE


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@cache
def _country_choices(_language: str) -> tuple[tuple[str, str], ...]:
    names = [(code, country_name(code)) for code in zones_by_country()]
    return tuple(sorted(names, key=lambda choice: sort_key(choice[1])))


@cache
def _codes_by_name() -> dict[str, str]:
    locales = [Locale(code) for code, _ in settings.LANGUAGES]
    names = {
        locale.territories[code].casefold(): code
        for locale in locales
        for code in zones_by_country()
        if code in locale.territories
    }
    return {**names, **_OTHER_NAMES}
