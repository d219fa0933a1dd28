"""What follows from the country of a new company."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from places.basics import Basics, settle
from places.errors import PlaceNeeded, UnknownCountry, UnknownCurrency, UnknownZone, ZoneNeeded


@pytest.mark.parametrize(
    ("given", "basics"),
    [
        ({"country": "DE"}, Basics("DE", "Europe/Berlin", "de", "EUR")),
        ({"country": "at", "language": "en"}, Basics("AT", "Europe/Vienna", "en", "EUR")),
        (
            {"country": "ES", "time_zone": "Atlantic/Canary"},
            Basics("ES", "Atlantic/Canary", "es", "EUR"),
        ),
        ({"country": "CH", "currency": "eur"}, Basics("CH", "Europe/Zurich", "de", "EUR")),
        ({"time_zone": "Europe/London"}, Basics("GB", "Europe/London", "en", "GBP")),
        ({"time_zone": "US/Eastern"}, Basics("US", "US/Eastern", "en", "USD")),
        ({"time_zone": "UTC"}, Basics("", "UTC", "en", "")),
    ],
)
def test_the_rest_follows(given: dict[str, str], basics: Basics) -> None:
    assert settle(**given) == basics


@pytest.mark.parametrize(
    ("given", "error", "field"),
    [
        ({}, PlaceNeeded, "country"),
        ({"country": " ", "time_zone": ""}, PlaceNeeded, "country"),
        ({"country": "ES"}, ZoneNeeded, "time_zone"),
        ({"country": "ZZ"}, UnknownCountry, "country"),
        ({"country": "DE", "time_zone": "Mars/Olympus"}, UnknownZone, "time_zone"),
        ({"country": "DE", "currency": "ZZZ"}, UnknownCurrency, "currency"),
        ({"country": "DE", "language": "xx"}, ValidationError, "language"),
    ],
)
def test_what_cannot_be_settled_is_said_of_its_field(
    given: dict[str, Any], error: type[ValidationError], field: str
) -> None:
    with pytest.raises(error) as caught:
        settle(**given)
    assert list(caught.value.message_dict) == [field]
