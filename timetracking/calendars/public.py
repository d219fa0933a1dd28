"""The public holidays of countries and their regions, from the library `holidays`.

The library takes 0.07 s to load and each country some milliseconds, so nothing here imports it
before it is needed, and a process computes the holidays of a place and a year once.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from accounts.names import sort_key
from timetracking.calendars.days import DayOff
from timetracking.models import Portion

# The library has data for these years; some countries have fewer.
FIRST_YEAR, LAST_YEAR = 1950, 2100


# Some 20 years of 25 places in three languages.
@lru_cache(maxsize=1500)
def public_holidays(country: str, region: str, year: int, language: str) -> Mapping[date, DayOff]:
    """Return the public holidays of a year; none for a country that the library does not know.

    A region that the country does not have counts as none. Names are in `language`, if the library
    has them in it, else in one of the country's own.
    """
    if not is_covered(country) or not FIRST_YEAR <= year <= LAST_YEAR:
        return MappingProxyType({})
    days = {day: DayOff(name) for day, name in _computed(country, region, year, language, "public")}
    if "half_day" in _entity(country).supported_categories:
        for day, name in _computed(country, region, year, language, "half_day"):
            days.setdefault(day, DayOff(name, Portion.HALF))
    return MappingProxyType(days)


@cache
def is_covered(country: str) -> bool:
    """Return whether the library knows the holidays of a country."""
    from holidays import list_supported_countries

    return country in list_supported_countries()


@cache
def regions(country: str) -> tuple[tuple[str, str], ...]:
    """Return the regions with holidays of their own, as codes and names, by name."""
    if not is_covered(country):
        return ()
    entity = _entity(country)
    aliases = entity.get_subdivision_aliases()
    named = [(code, (aliases.get(code) or [code])[0]) for code in entity.subdivisions]
    return tuple(sorted(named, key=lambda pair: sort_key(pair[1])))


def is_region(country: str, code: str) -> bool:
    """Return whether a country has a region with this code; "" stands for the whole country."""
    return not code or code in dict(regions(country))


def region_name(country: str, code: str) -> str:
    """Return the name of a region, "" for the whole country."""
    return dict(regions(country)).get(code, "")


def _computed(
    country: str, region: str, year: int, language: str, category: str
) -> list[tuple[date, str]]:
    from holidays import country_holidays

    found = country_holidays(
        country,
        subdiv=region if region and is_region(country, region) else None,
        years=year,
        expand=False,
        language=_language(country, language),
        categories=(category,),
    )
    # A day with two holidays has both names, one below the other.
    return [(day, ", ".join(name.split("\n"))) for day, name in found.items()]


def _language(country: str, wanted: str) -> str | None:
    entity = _entity(country)
    offered = (one for one in entity.supported_languages if one.split("_")[0] == wanted)
    # Without one the library would take the language of the server's environment.
    found: str | None = next(offered, entity.default_language)
    return found


def _entity(country: str) -> Any:
    from holidays import country_holidays

    return country_holidays(country)
