"""One company's requests do not take the places of the others."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.observability import registry
from tenants import resolver
from tenants.crowding import PLACES, Places
from tenants.models import Tenant
from tests.conftest import TenantClient

Crowd = Callable[[], AbstractContextManager[bool]]


def test_a_place_is_free_again_however_its_block_ends() -> None:
    places = Places()
    with places.taken(1, 1) as first, places.taken(1, 1) as second, places.taken(2, 1) as other:
        assert (first, second, other) == (True, False, True)
        assert places.in_progress(1) == 1
    with pytest.raises(LookupError), places.taken(1, 1):
        raise LookupError
    with places.taken(1, 1) as again:
        assert again
    assert not places._taken  # nothing is kept of companies that are calm
    with places.taken(1, 0), places.taken(1, 0) as unlimited:
        assert unlimited


@pytest.fixture
def crowd(acme: Tenant, settings: Any) -> Crowd:
    settings.REQUESTS_PER_COMPANY = 1
    return lambda: PLACES.taken(acme.pk, 1)


def test_a_company_with_too_many_is_told_and_others_are_served(
    acme_client: TenantClient, corgi_client: TenantClient, crowd: Crowd
) -> None:
    acme_client.get("/login/")  # the company is known now
    before = registry.refused._value.get()
    with crowd():
        with CaptureQueriesContext(connection) as queries:
            page = acme_client.get("/login/", headers={"accept-language": "de"})
        assert (page.status_code, page["Retry-After"], len(queries)) == (503, "5", 0)
        assert page["Cache-Control"] == "private, no-store"
        assert "503" in page.content.decode()
        problem = acme_client.post("/clock/in/", headers={"accept": "application/json"})
        assert problem["Content-Type"] == "application/problem+json"
        assert problem.json()["detail"].endswith("Nothing was saved. Try again in 5 seconds.")
        assert corgi_client.get("/login/").status_code == 200
        assert acme_client.get("/healthz").status_code == 200
    assert acme_client.get("/login/").status_code == 200
    assert registry.refused._value.get() == before + 2


def test_a_company_may_have_a_share_of_its_own(
    acme_client: TenantClient, acme: Tenant, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme_client.get("/login/")
    known = resolver.cached(acme.subdomain)
    assert known
    monkeypatch.setattr(known, "features", {"request-limit": 2})
    with crowd():
        assert acme_client.get("/login/").status_code == 200
        with PLACES.taken(acme.pk, 2):
            assert acme_client.get("/login/").status_code == 503
