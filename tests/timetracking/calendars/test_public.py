"""The public holidays of the library."""

import subprocess
import sys
from datetime import date

import pytest

from timetracking.calendars.public import (
    is_covered,
    is_region,
    public_holidays,
    region_name,
    regions,
)
from timetracking.models import Portion


def test_a_country_and_its_regions_have_theirs() -> None:
    madrid = public_holidays("ES", "MD", 2026, "es")
    assert madrid[date(2026, 12, 25)].name == "Natividad del Señor"
    assert date(2026, 5, 2) in madrid
    assert date(2026, 5, 2) not in public_holidays("ES", "CN", 2026, "es")
    berlin = public_holidays("DE", "BE", 2026, "de")
    assert berlin[date(2026, 3, 8)].name == "Frauentag"
    assert date(2026, 3, 8) not in public_holidays("DE", "", 2026, "de")


def test_names_are_in_the_readers_language_where_there_are_some() -> None:
    assert public_holidays("DE", "", 2026, "en")[date(2026, 5, 1)].name == "Labor Day"
    assert public_holidays("DE", "", 2026, "es")[date(2026, 5, 1)].name == "Erster Mai"


def test_half_days_are_half() -> None:
    swiss = public_holidays("CH", "ZH", 2026, "de")
    assert {off.portion for off in swiss.values()} <= {Portion.WHOLE, Portion.HALF}


@pytest.mark.parametrize(
    ("country", "region", "year"),
    [("", "", 2026), ("XA", "", 2026), ("XX", "", 2026), ("ES", "", 1949), ("ES", "", 2101)],
)
def test_what_it_does_not_know_has_none(country: str, region: str, year: int) -> None:
    assert dict(public_holidays(country, region, year, "en")) == {}


def test_a_region_of_another_country_counts_as_none() -> None:
    assert public_holidays("ES", "BE", 2026, "es") == public_holidays("ES", "", 2026, "es")
    assert (is_region("ES", "BE"), is_region("ES", ""), is_region("ES", "MD")) == (
        False,
        True,
        True,
    )


def test_regions_have_names() -> None:
    assert region_name("ES", "MD") == "Madrid"
    assert ("BE", "Berlin") in regions("DE")
    assert (regions("XA"), is_covered("DE"), is_covered("XA")) == ((), True, False)


def test_a_place_and_year_are_computed_once() -> None:
    assert public_holidays("FR", "", 2031, "en") is public_holidays("FR", "", 2031, "en")


def test_the_library_is_not_loaded_with_the_product() -> None:
    """It takes 0.07 s and 19 MB, and the clock page needs none of it."""
    code = (
        "import django, sys; django.setup(); import config.urls; "
        "sys.exit('holidays' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], check=False)
    assert run.returncode == 0
