"""Which address a company may have, and its slug."""

import pytest

from operations.signup.addresses import State, free_slugs, state_of, tidy
from tenants.models import Tenant


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("cafe-azul", State.FREE), ("Cafe-Azul.localhost", State.FREE), ("24-7", State.FREE),
        ("https://cafe-azul.localhost:8000/login/", State.FREE), ("acme", State.TAKEN),
        ("admin", State.RESERVED), ("café", State.INVALID), ("-azul", State.INVALID),
        ("a b", State.INVALID), ("xn--caf-dma", State.INVALID), ("a" * 64, State.INVALID),
        ("azul.example.com", State.INVALID), ("azul\n", State.FREE),
    ],
)  # fmt: skip
def test_an_address_is_free_taken_reserved_or_invalid(
    acme: Tenant, db: None, typed: str, state: State
) -> None:
    assert state_of(tidy(typed)) is state


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("cafe-azul", "cafe_azul"), ("24-7", "c_24_7"), ("all", "c_all"), ("pg-x", "c_pg_x"),
        # Taken by a company that is at another address.
        ("acme-test", "acme_test_2"), ("b" * 63, "b" * 40),
    ],
)  # fmt: skip
def test_the_slug_is_like_the_address(acme: Tenant, db: None, address: str, slug: str) -> None:
    assert next(free_slugs(address, using="default")) == slug
