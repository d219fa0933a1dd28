"""Time zones by their city in the reader's language, grouped by country."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.names import sort_key
from places.countries import country_choices, country_name, language, reader
from places.tables import countries_by_zone, zones_by_country

Group = tuple[str, tuple[tuple[str, str], ...]]

# Cities that the data names for the zone rather than for people.
_CITIES = {("Atlantic/Canary", "en"): "Canary Islands"}
# Countries whose zones differ from then on only in name have one time.
_SINCE = datetime(2025, 1, 1, tzinfo=UTC)
_SAMPLES = tuple(_SINCE + timedelta(days=5 * number) for number in range(3 * 73))


def is_zone(name: str) -> bool:
    """Return whether a name is that of a time zone; those that have another name now are too."""
    return name in _all_zones()


def find_zone(typed: str) -> str | None:
    """Return the name of a zone that was typed in capitals or not, None if there is none."""
    return _zones_by_folded_name().get(typed.strip().casefold())


def city(zone: object) -> str:
    """Return the city by which people know a zone, in the reader's language: "Canarias".

    A zone without a city has its own name.
    """
    return _city(str(zone), language())


def country_of(zone: str) -> str:
    """Return the country of a zone, "" if it has none, such as UTC."""
    return countries_by_zone().get(_canonical(zone), "")


@cache
def the_zone_of(country: str) -> str | None:
    """Return the zone of a country in which all clocks show the same time, None in another one."""
    zones = zones_by_country()[country]
    clocks = {_clock(zone) for zone in zones}
    return zones[0] if len(clocks) == 1 else None


def zone_choices(first_country: str = "", *, kept: str = "") -> list[Group]:
    """Return the zones by their cities, in a group for each country, `first_country` first.

    `kept` is a stored zone that stays possible although it has another name now, or no country.
    """
    groups = _groups(language())
    first = [groups[first_country]] if first_country in groups else []
    rest = [group for country, group in groups.items() if country != first_country]
    others = dict.fromkeys(["UTC", kept] if kept and kept not in countries_by_zone() else ["UTC"])
    without = (_("No country"), tuple((zone, _labelled(zone)) for zone in others))
    return [*first, *rest, without]


@cache
def _groups(_language: str) -> dict[str, Group]:
    return {code: (name, _cities(code)) for code, name in country_choices()}


def _cities(country: str) -> tuple[tuple[str, str], ...]:
    zones = [(zone, city(zone)) for zone in zones_by_country()[country]]
    return tuple(sorted(zones, key=lambda choice: sort_key(choice[1])))


def _labelled(zone: str) -> str:
    """Return the label of a zone that is not listed under its country."""
    place = city(zone)
    return place if place == zone else f"{place} ({zone})"


def zone_label(zone: str) -> str:
    """Return the city with its country, where a zone stands alone: "Madrid, Spain"."""
    country, place = country_of(zone), city(zone)
    name = country_name(country) if country else ""
    return f"{place}, {name}" if name and name != place else place


@cache
def _all_zones() -> frozenset[str]:
    return frozenset(settings.TIME_ZONES)


@cache
def _zones_by_folded_name() -> dict[str, str]:
    return {name.casefold(): name for name in settings.TIME_ZONES}


def _canonical(zone: str) -> str:
    return str(get_global("zone_aliases").get(zone, zone))


@cache
def _former_names() -> dict[str, list[str]]:
    """Return the names that a zone once had, by which the data may still list its city."""
    names: dict[str, list[str]] = {}
    for former, zone in get_global("zone_aliases").items():
        names.setdefault(zone, []).append(former)
    return names


@cache
def _city(zone: str, language: str) -> str:
    if own := _CITIES.get((zone, language)):
        return own
    if zone not in countries_by_zone() and zone not in get_global("zone_aliases"):
        return zone.removeprefix("Etc/")
    known, canonical = reader().time_zones, _canonical(zone)
    for name in (canonical, *_former_names().get(canonical, ())):
        if place := known.get(name, {}).get("city"):
            return str(place)
    return canonical.rpartition("/")[2].replace("_", " ")


@cache
def _clock(zone: str) -> tuple[timedelta | None, ...]:
    info = ZoneInfo(zone)
    return tuple(sample.astimezone(info).utcoffset() for sample in _SAMPLES)
