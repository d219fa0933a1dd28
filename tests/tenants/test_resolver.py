"""Host to tenant: exactly one label under the base domain, and everything else is refused."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tenants import lifecycle, resolver
from tenants.exceptions import TenantUnavailable
from tenants.middleware import TenantMiddleware
from tenants.models import Tenant
from tests.conftest import TenantClient
from timetracking.models import Employee

MakeCompany = Callable[..., Tenant]
GOOD = [
    "acme.localhost",
    "ACME.localhost",
    "acme.LOCALHOST",
    "acme.localhost:8000",
    "acme.localhost.",
]
UNKNOWN = [
    "nobody.localhost",
    "a.acme.localhost",
    "acme.acme.localhost",
    "-acme.localhost",
    "acme-.localhost",
    "xn--acme.localhost",
    "www.localhost",
    "admin.localhost",
    f"{'a' * 64}.localhost",
    "tenant-acme.localhost",
    "acme-test.localhost",
    "..localhost",
    ".acme.localhost",
]
MALFORMED = [
    "acmelocalhost",
    "localhost.evil.example",
    "acme.localhost.evil.example",
    "acme_test.localhost",
    "acme.localhost:port",
    "acme.localhost/",
    "acme@localhost",
    "acme localhost",
    "[::1]",
    "127.0.0.1",
    "acme.localhost:8000:1",
    "",
    "ácme.localhost",
    "acme.localhost\x00",
]


@pytest.mark.parametrize("host", GOOD)
def test_case_port_and_trailing_dot_are_tolerated(host: str, acme_client: TenantClient) -> None:
    assert acme_client.get("/login/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "localhost."])
def test_the_base_domain_gets_the_public_pages(host: str, public_client: TenantClient) -> None:
    response = public_client.get("/", headers={"host": host})
    assert response.templates[0].name == "operations/find_company.html"


@pytest.mark.parametrize("host", UNKNOWN)
def test_anything_but_one_label_of_a_company_is_unknown(
    host: str, acme_client: TenantClient
) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = acme_client.get("/", headers={"host": host})
    assert response.status_code == 404 or response.status_code == 400
    assert not [query for query in queries if "tenant_" in query["sql"] and "SET" in query["sql"]]


@pytest.mark.parametrize("host", MALFORMED)
def test_hosts_outside_the_base_domain_are_refused_without_a_query(
    host: str, acme_client: TenantClient
) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = acme_client.get("/", headers={"host": host})
    assert response.status_code == 400
    assert len(queries) == 0


def test_a_domain_that_is_nobody_s_is_refused_after_one_query(acme_client: TenantClient) -> None:
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            response = acme_client.get("/", headers={"host": "acme.example.com"})
            assert response.status_code == 400
    assert sum("tenants_domain" in query["sql"] for query in queries) == 1


def test_a_forwarded_host_is_ignored(acme_client: TenantClient) -> None:
    response = acme_client.get("/login/", headers={"x-forwarded-host": "corgicafe.localhost"})
    assert b"Acme Hotels" in response.content
    assert b"Corgi" not in response.content


def test_a_suspended_company_is_not_taken_for_an_unknown_one(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    lifecycle.suspend_tenant(company)
    assert Client().get("/", headers={"host": company.host}).status_code == 403
    assert Client().get("/", headers={"host": "no-such-company.localhost"}).status_code == 404


def test_a_company_in_the_cache_costs_no_query(acme: Tenant, db: None) -> None:
    resolver.tenant_at("acme")
    with CaptureQueriesContext(connection) as queries:
        assert resolver.tenant_at("acme").pk == acme.pk
    assert len(queries) == 0


def test_a_company_that_was_just_made_is_served_at_once(fresh_company: MakeCompany) -> None:
    with pytest.raises(resolver.UnknownHost):
        resolver.tenant_at("brand-new")
    # Another process makes it: nothing tells this one to forget that it was missing.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resolver, "forget", lambda *subdomains: None)
        company = fresh_company(subdomain="brand-new")
    assert resolver.tenant_at("brand-new").pk == company.pk


@pytest.mark.parametrize("session", ["", "k" * 32])
def test_a_suspended_company_that_another_worker_still_remembers_is_not_served(
    session: str,
    two_logins: None,
    fresh_company: MakeCompany,
    caplog: pytest.LogCaptureFixture,
) -> None:
    company = fresh_company()
    assert Client().get("/login/", headers={"host": company.host}).status_code == 200
    remembered = resolver.tenant_at(company.subdomain)
    lifecycle.suspend_tenant(company)
    resolver._cache[company.subdomain] = remembered
    client = Client()
    if session:  # then inner middleware asks the database, and has a page for what it hears
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with caplog.at_level("ERROR", "tenants"):
        response = client.get("/login/", headers={"host": company.host})
    known = Client().get("/login/", headers={"host": company.host})
    assert response.status_code == known.status_code == 403
    assert response.content == known.content
    assert company.subdomain not in resolver._cache
    assert company.slug in caplog.text


def test_a_suspended_company_is_told_whatever_page_was_made_of_it(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    remembered = resolver.tenant_at(company.subdomain)
    lifecycle.suspend_tenant(company)
    resolver._cache[company.subdomain] = remembered

    def hiding(request: HttpRequest) -> HttpResponse:
        with suppress(TenantUnavailable):
            Employee.objects.count()
        return HttpResponse("trouble", status=500)

    request = RequestFactory().get("/", headers={"host": company.host})
    assert TenantMiddleware(hiding)(request).status_code == 403


def test_a_resumed_company_is_served_again(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    lifecycle.suspend_tenant(company)
    lifecycle.resume_tenant(company)
    assert Client().get("/login/", headers={"host": company.host}).status_code == 200


def test_a_new_address_works_at_once_and_the_old_one_leads_to_it(
    fresh_company: MakeCompany,
) -> None:
    company = fresh_company(subdomain="before")
    assert Client().get("/login/", headers={"host": "before.localhost"}).status_code == 200
    lifecycle.update_tenant(company, name="After", subdomain="after")
    assert Client().get("/login/", headers={"host": "after.localhost"}).status_code == 200
    assert Client().get("/login/", headers={"host": "before.localhost"}).status_code == 301


@pytest.mark.parametrize("label", ["-acme", "acme-", "xn--acme", "www", "a.acme", "a" * 64])
def test_a_label_that_no_company_can_have_is_not_looked_for(
    label: str, acme_client: TenantClient
) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert acme_client.get("/", headers={"host": f"{label}.localhost"}).status_code >= 400
    assert len(queries) == 0


def test_a_company_that_is_not_served_is_refused_even_where_its_role_still_is(
    fresh_company: MakeCompany,
) -> None:
    """As with one login for all, or a role that another database uses too."""
    company = fresh_company()
    Tenant.objects.filter(pk=company.pk).update(is_active=False)
    assert Client().get("/login/", headers={"host": company.host}).status_code == 403
