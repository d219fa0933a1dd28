"""Which address a company may have, and its slug."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from operations.signup.addresses import State, free_slugs, state_of, tidy
from tenants.lifecycle import update_tenant
from tenants.models import FormerAddress, RemovedTenant, Tenant
from tenants.postgresql.switch import OWNER_ALIAS

MakeCompany = Callable[..., Tenant]


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


def test_an_address_that_a_company_had_is_kept_for_it(fresh_company: MakeCompany) -> None:
    company = fresh_company(subdomain="before")
    update_tenant(company, name="Moved", subdomain="behind")
    assert state_of("before") is State.TAKEN
    past = timezone.now() - timedelta(seconds=1)
    FormerAddress.objects.using(OWNER_ALIAS).update(kept_until=past)
    assert state_of("before") is State.FREE


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("cafe-azul", "cafe_azul"), ("24-7", "c_24_7"), ("all", "c_all"), ("pg-x", "c_pg_x"),
        # The slug of a company that is at another address, and of one that was removed.
        ("acme-test", "acme_test_2"), ("old-inn", "old_inn_2"), ("b" * 63, "b" * 40),
    ],
)  # fmt: skip
@pytest.mark.django_db(databases=["default", OWNER_ALIAS])
def test_the_slug_is_like_the_address(acme: Tenant, address: str, slug: str) -> None:
    RemovedTenant.objects.using(OWNER_ALIAS).create(slug="old_inn", company=1)
    assert next(free_slugs(address, using=OWNER_ALIAS)) == slug
