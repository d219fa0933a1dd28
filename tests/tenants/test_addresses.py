"""Addresses that companies had: where they lead, and who may have them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tenants import lifecycle, resolver
from tenants.exceptions import TenantExists
from tenants.models import FormerAddress, Tenant
from tenants.postgresql.switch import OWNER_ALIAS

MakeCompany = Callable[..., Tenant]


@pytest.fixture
def moved(fresh_company: MakeCompany) -> Tenant:
    """Return a company that was at `before`."""
    company = fresh_company(subdomain="before")
    lifecycle.update_tenant(company, name="Moved", subdomain="behind")
    return company


def ask(method: str, path: str, host: str = "before.localhost", **headers: str) -> Any:
    return Client().generic(method, path, headers={"host": host, **headers})


def expire() -> None:
    past = timezone.now() - timedelta(seconds=1)
    FormerAddress.objects.using(OWNER_ALIAS).update(kept_until=past)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_reads_is_redirected_with_path_and_query(method: str, moved: Tenant) -> None:
    response = ask(method, "/timesheet/?from=2026-03-01&to=2026-03-31")
    assert response.status_code == 301
    expected = f"{moved.base_url}/timesheet/?from=2026-03-01&to=2026-03-31"
    assert response["Location"] == expected
    assert response["Cache-Control"] == "private, max-age=3600"
    # Whatever the path is, it stays a path there.
    assert ask(method, "//evil.example/")["Location"].startswith(f"{moved.base_url}/")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_form_is_told_that_nothing_was_saved(method: str, moved: Tenant) -> None:
    response = ask(method, "/clock/in/", accept="text/html")
    assert response.status_code == 410
    assert f'href="{moved.base_url}/"' in response.content.decode()
    problem = ask(method, "/clock/in/", accept="application/json")
    assert problem["Content-Type"] == "application/problem+json"
    assert moved.base_url in problem.json()["detail"]


def test_a_script_that_reads_is_told_instead_of_redirected(moved: Tenant) -> None:
    """It could not follow to another host, and would take that for a lost network."""
    answer = ask("GET", "/kiosk/state/", accept="application/json")
    assert answer.status_code == 410
    assert answer["Cache-Control"] == "private, no-store"
    assert f"new address: {moved.base_url}/" in answer.json()["detail"]
    assert ask("GET", "/", accept="text/html,application/json;q=0.9").status_code == 301


def test_a_second_move_leads_from_both_and_the_way_back_is_free(moved: Tenant) -> None:
    lifecycle.update_tenant(moved, name="Moved", subdomain="further")
    for host in ("before.localhost", "behind.localhost"):
        assert ask("GET", "/", host)["Location"] == f"{moved.base_url}/"
    lifecycle.update_tenant(moved, name="Moved", subdomain="before")
    assert ask("GET", "/login/").status_code == 200
    assert ask("GET", "/login/", "further.localhost").status_code == 301


def test_another_company_cannot_have_it_meanwhile(
    moved: Tenant, fresh_company: MakeCompany
) -> None:
    with pytest.raises(TenantExists, match="until recently"):
        fresh_company(subdomain="before")
    other = fresh_company()
    with pytest.raises(TenantExists, match="until recently"):
        lifecycle.update_tenant(other, name="Other", subdomain="before")
    expire()
    resolver.forget_all()
    assert ask("GET", "/login/").status_code == 404
    lifecycle.update_tenant(other, name="Other", subdomain="before")
    assert ask("GET", "/login/").status_code == 200


def test_without_days_nothing_is_kept(fresh_company: MakeCompany, settings: Any) -> None:
    settings.ADDRESS_KEPT_DAYS = 0
    company = fresh_company(subdomain="before")
    lifecycle.update_tenant(company, name="Moved", subdomain="behind")
    assert ask("GET", "/").status_code == 404
    fresh_company(subdomain="before")
