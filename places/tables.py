"""The table of the time zones of each country, from tzdata, which has no aliases."""

from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def zones_by_country() -> Mapping[str, tuple[str, ...]]:
    """Return the zones of each country by its ISO code, in general the most populous first."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text()
    zones: dict[str, list[str]] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones.setdefault(country, []).append(zone)
    return {country: tuple(names) for country, names in zones.items()}


@cache
def countries_by_zone() -> Mapping[str, str]:
    """Return the country of each zone."""
    return {zone: code for code, zones in zones_by_country().items() for zone in zones}
