"""Zones by their city in the reader's language, and countries of one time."""

import pytest
from django.utils.translation import override

from places.countries import find_country, language_of
from places.tables import zones_by_country
from places.zones import city, country_of, the_zone_of, zone_choices


@pytest.mark.parametrize(
    ("zone", "english", "german", "spanish"),
    [
        ("Atlantic/Canary", "Canary Islands", "Kanaren", "Canarias"),
        ("Europe/Madrid", "Madrid", "Madrid", "Madrid"),
        ("America/New_York", "New York", "New York", "Nueva York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "Buenos Aires", "Buenos Aires"),
        ("Asia/Kolkata", "Kolkata", "Kalkutta", "Calcuta"),
        ("US/Eastern", "New York", "New York", "Nueva York"),
        ("UTC", "UTC", "UTC", "UTC"),
        ("Etc/GMT+5", "GMT+5", "GMT+5", "GMT+5"),
    ],
)
def test_a_zone_is_known_by_its_city(zone: str, english: str, german: str, spanish: str) -> None:
    names = []
    for language in ("en", "de", "es"):
        with override(language):
            names.append(city(zone))
    assert names == [english, german, spanish]


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_no_city_reads_like_the_name_of_a_zone(language: str) -> None:
    with override(language):
        cities = {zone: city(zone) for zones in zones_by_country().values() for zone in zones}
        assert {zone: name for zone, name in cities.items() if "/" in name or "_" in name} == {}
        for zones in zones_by_country().values():
            assert len({cities[zone] for zone in zones}) == len(zones)


def test_the_own_country_comes_first_and_the_others_by_the_alphabet() -> None:
    with override("de"):
        groups = [name for name, _zones in zone_choices("ES")]
        assert groups[:2] == ["Spanien", "Afghanistan"]
        # Not by code point, and in German.
        assert groups.index("Ägypten") < groups.index("Albanien") < groups.index("Zypern")


def test_a_stored_zone_without_a_country_stays_on_offer() -> None:
    names = [zone for _country, zones in zone_choices("US", kept="US/Eastern") for zone, _ in zones]
    assert names.count("US/Eastern") == 1
    assert "US/Pacific" not in names
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("DE", "Europe/Berlin"),
        ("GB", "Europe/London"),
        ("AR", "America/Argentina/Buenos_Aires"),
        ("ES", None),
        ("PT", None),
        ("US", None),
    ],
)
def test_a_country_decides_if_all_its_clocks_agree(country: str, zone: str | None) -> None:
    assert the_zone_of(country) == zone


def test_every_zone_of_the_table_has_its_country() -> None:
    assert country_of("Europe/Kiev") == country_of("Europe/Kyiv") == "UA"
    assert country_of("UTC") == country_of("Etc/GMT+5") == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [("es", "ES"), (" Spain ", "ES"), ("España", "ES"), ("UK", "GB"), ("XX", None), ("", None)],
)
def test_a_country_is_found_by_code_or_name(typed: str, code: str | None) -> None:
    assert find_country(typed) == code


@pytest.mark.parametrize(
    ("country", "language"),
    [
        *[("ES", "es"), ("MX", "es"), ("PR", "es"), ("AT", "de"), ("CH", "de")],
        *[("GB", "en"), ("US", "en"), ("FR", "en"), ("BE", "en"), ("JP", "en")],
    ],
)
def test_a_country_has_a_language_of_ours_if_most_speak_it(country: str, language: str) -> None:
    assert language_of(country) == language
