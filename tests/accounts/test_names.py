"""Names are stored as people see them, and sorted by the alphabet."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from accounts.names import alphabetical, sort_key, tidy_name, validate_name
from tenants.context import tenant_context
from tenants.models import Tenant
from timetracking.models import Location

ALPHABET = ["Álvaro", "anna", "Åsa", "Ben", "Éric", "Eva", "Łukasz", "Luz", "Özlem", "Zoe"]


@pytest.mark.parametrize(
    "typed",
    [
        unicodedata.normalize("NFD", "Café Süd"),
        "Café\u200b Süd",
        "\ufeffCafé Süd\u2060",
        "  Café \t\n Süd ",
        "Café\u00a0Süd",
        "Café\u3164Süd",
        "Ca\u00adfé Süd",
        "\u202eCafé Süd\u202c",
        "Café\x00 Süd",
        "Caf\u200dé Süd",
    ],
)
def test_what_looks_the_same_is_the_same(typed: str) -> None:
    assert tidy_name(typed) == "Café Süd"


@pytest.mark.parametrize(
    "name",
    [
        "\u0645\u06cc\u200c\u062e\u0648",
        "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
        "Łukasz",
        "李小龍",
        "O'Neil-Müller (2)",
    ],
)
def test_what_belongs_to_a_name_stays(name: str) -> None:
    assert tidy_name(name) == name


@pytest.mark.parametrize("name", ["", " ", "\u3164", "\u200b", "---", "\n", "🙂"])
def test_what_nobody_can_read_is_no_name(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_name(name)


def test_python_and_the_database_sort_by_the_alphabet(acme: Tenant, db: None) -> None:
    with tenant_context(acme):
        for name in reversed(ALPHABET):
            Location.objects.create(name=name)
        found = Location.objects.order_by(alphabetical("name"))
        assert list(found.values_list("name", flat=True)) == ALPHABET
    assert sorted(set(ALPHABET), key=sort_key) == ALPHABET
