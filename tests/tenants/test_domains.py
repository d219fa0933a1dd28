"""Domains of companies: what can be one, who has it, and what a request for it gets."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tenants import domains, lifecycle, resolver
from tenants.context import public_context, tenant_context
from tenants.exceptions import DomainRefused
from tenants.models import Domain, Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.validators import normalise_domain
from tests.conftest import TenantClient

NAME = "zeit.cafe-azul.es"
MakeCompany = Callable[..., Tenant]


def give(company: Tenant, name: str = NAME, *, main: bool = False) -> None:
    claim, _ = domains.claim(company, name)
    domains.confirm(claim)
    if main:
        domains.make_main(company, name)


def ask(path: str = "/login/", host: str = NAME, method: str = "GET", **headers: str) -> Any:
    return Client().generic(method, path, headers={"host": host, **headers})


@pytest.fixture
def azul(fresh_company: MakeCompany) -> Tenant:
    """Return a company without a domain."""
    return fresh_company(name="Café Azul", subdomain="azul")


@pytest.fixture
def at_home(azul: Tenant) -> Tenant:
    """Return a company whose main address is its domain."""
    give(azul, main=True)
    return azul


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" Zeit.Cafe-Azul.ES. ", NAME),
        ("zeit.café.es", "zeit.xn--caf-dma.es"),
        ("straße.de", "xn--strae-oqa.de"),
        ("xn--caf-dma.es", "xn--caf-dma.es"),
    ],
)
def test_a_domain_is_kept_as_browsers_send_it(typed: str, name: str) -> None:
    assert normalise_domain(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        *("", "localhost", "cafe", "acme.localhost", "a.b.localhost", "10.0.0.7", "[::1]", "::1"),
        *("zeit.cafe.es:443", "https://zeit.cafe.es", "zeit.cafe.es/", "zeit..es", "-a.es"),
        *("cafe.local", "cafe.internal", "cafe.test", "cafe.123", "zeit.cafe.es\n.x", "z.es\0"),
        *("a_b.es", f"{'a' * 64}.es", f"{'a.' * 100}es", "*.cafe.es", "xn--a.es", "café .es"),
    ],
)  # fmt: skip
def test_what_is_no_domain_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        normalise_domain(typed)


@pytest.mark.parametrize("name", ["example.com", "app.example.com", "acme.app.example.com"])
def test_neither_the_base_domain_nor_what_is_above_or_below_it_is_given(
    name: str, settings: Any
) -> None:
    settings.BASE_DOMAIN = "app.example.com"
    with pytest.raises(ValidationError, match="reserved"):
        normalise_domain(name)


def test_a_claim_that_is_not_verified_is_not_served(azul: Tenant) -> None:
    domains.claim(azul, NAME)
    assert ask().status_code == 400
    with pytest.raises(DomainRefused, match="not verified"):
        domains.make_main(azul, NAME)


def test_a_verified_domain_leads_to_the_address_below_the_base_domain(azul: Tenant) -> None:
    give(azul)
    response = ask("/timesheet/?from=2026-03-01")
    assert response.status_code == 302
    assert response["Location"] == f"{azul.base_url}/timesheet/?from=2026-03-01"
    assert response["Cache-Control"] == "private, no-store"
    assert ask(host="azul.localhost").status_code == 200


def test_at_its_main_domain_a_company_is_served_and_its_other_address_leads_there(
    at_home: Tenant,
) -> None:
    assert at_home.base_url == f"http://{NAME}:8000"
    for host in (NAME, f"{NAME}:8000", f"{NAME}.", NAME.upper()):
        assert ask(host=host).status_code == 200
    response = ask("/timesheet/", "azul.localhost")
    assert response["Location"] == f"http://{NAME}:8000/timesheet/"
    refused = ask("/clock/in/", "azul.localhost", "POST", accept="text/html")
    assert refused.status_code == 410
    assert NAME in refused.content.decode()
    # Also from the address that it had before that one.
    lifecycle.update_tenant(at_home, name="Azul", subdomain="blue")
    assert ask(host="azul.localhost")["Location"] == f"http://{NAME}:8000/login/"


def test_forms_of_a_domain_are_of_that_origin(at_home: Tenant) -> None:
    with tenant_context(at_home):
        client = Client(enforce_csrf_checks=True, headers={"host": NAME})
    client.get("/login/")
    token = client.cookies["csrftoken"].value
    assert client.cookies["csrftoken"]["domain"] == ""
    form = {"username": "a@b.example", "password": "x", "csrfmiddlewaretoken": token}
    assert client.post("/login/", form, headers={"origin": f"http://{NAME}"}).status_code == 200
    foreign = client.post("/login/", form, headers={"origin": "http://azul.localhost"})
    assert foreign.status_code == 403


def test_a_session_is_a_stranger_s_at_another_company_s_domain(
    at_home: Tenant, fresh_company: MakeCompany
) -> None:
    other = fresh_company(name="Other")
    with tenant_context(other):
        user = User.objects.create_user("o@other.example", "a-long-password")
    client = TenantClient(other)
    client.force_login(user)
    assert "next" not in client.get("/password/change/").headers.get("Location", "")
    stranger = client.get("/password/change/", headers={"host": NAME})
    assert stranger["Location"].startswith("/login/?next=")


def test_one_company_has_a_domain_however_many_claim_it(
    azul: Tenant, fresh_company: MakeCompany
) -> None:
    other = fresh_company(name="Other")
    claims = [domains.claim(company, NAME)[0] for company in (azul, other)]
    assert claims[0].token != claims[1].token

    def prove(claim: Domain) -> bool:
        try:
            with public_context():
                return domains.confirm(claim)
        except DomainRefused:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(prove, claims)) == [False, True]
    with pytest.raises(DomainRefused, match="has the domain"):
        domains.claim(fresh_company(), NAME)


def test_a_claim_that_was_made_anew_needs_its_new_record(azul: Tenant) -> None:
    before, _ = domains.claim(azul, NAME)
    domains.release(azul, NAME)
    domains.claim(azul, NAME)
    with pytest.raises(DomainRefused, match="meanwhile"):
        domains.confirm(before)
    assert not domains.is_verified(NAME)


def test_a_suspended_company_shows_its_page_at_its_domain(at_home: Tenant) -> None:
    assert ask().status_code == 200
    lifecycle.suspend_tenant(at_home)
    assert ask().status_code == 403
    lifecycle.make_read_only(at_home)
    assert ask().status_code == 200
    assert ask("/clock/in/", method="POST").status_code == 423


def test_a_domain_that_was_removed_is_refused_at_once(at_home: Tenant) -> None:
    assert ask().status_code == 200
    domains.release(at_home, NAME)
    assert ask().status_code == 400
    assert ask(host="azul.localhost").status_code == 200
    assert Tenant.objects.get(pk=at_home.pk).main_domain == ""


def test_a_company_that_is_gone_leaves_its_domain_free(
    at_home: Tenant, fresh_company: MakeCompany
) -> None:
    lifecycle.drop_tenant(at_home)
    give(fresh_company(), main=True)
    assert ask().status_code == 200


def test_few_queries_find_a_company(at_home: Tenant, acme: Tenant) -> None:
    def count(host: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            ask(host=host)
        return sum("tenants_tenant" in query["sql"] for query in queries)

    resolver.forget_all()
    assert (count("acme.localhost"), count("acme.localhost")) == (1, 0)
    assert (count(NAME), count(NAME)) == (1, 0)
    # Nothing that cannot be a domain is looked for.
    assert count("10.0.0.7") == count("evil.example") == count("a_b.es") == 0


def test_a_company_s_role_sees_no_domain(azul: Tenant, two_logins: None) -> None:
    give(azul)
    with pytest.raises(Exception, match="permission denied"), tenant_context(azul):
        connections["default"].cursor().execute("SELECT * FROM public.tenants_domain")


def test_a_company_has_few_domains(azul: Tenant) -> None:
    for number in range(domains.MOST):
        domains.claim(azul, f"a{number}.azul.es")
    with pytest.raises(DomainRefused, match="Remove one first"):
        domains.claim(azul, NAME)
    assert Domain.objects.using(OWNER_ALIAS).filter(company=azul).count() == domains.MOST
