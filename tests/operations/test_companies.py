"""The operator's admin, on the base domain only."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import User
from operations.admin.confirming import digest
from tenants import lifecycle, roles
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.conftest import TenantClient
from timetracking.models import CompanySettings, Employee

MakeCompany = Callable[..., Tenant]
FORM = {"name": "Gamma", "slug": "gamma", "subdomain": "", "time_zone": "UTC", "owner_email": ""}


@pytest.fixture
def operator(committed_operator: TenantClient) -> TenantClient:
    """Return a client with a signed-in operator."""
    return committed_operator


@pytest.fixture
def gamma() -> Iterator[None]:
    """Drop the company that a test adds."""
    yield
    for tenant in Tenant.objects.filter(slug="gamma"):
        lifecycle.drop_tenant(tenant)


def test_adding_a_company_provisions_it_and_invites_its_owner(
    operator: TenantClient, gamma: None, mailoutbox: Any
) -> None:
    response = operator.post(
        "/admin/tenants/tenant/add/",
        FORM
        | {
            "owner_email": "o@gamma.example",
            "owner_name": "Olga Gómez",
            "time_zone": "Europe/Madrid",
        },
    )
    assert response.status_code == 302
    texts = [str(message) for message in get_messages(response.wsgi_request)]
    assert "We sent an invitation to o@gamma.example." in texts
    company = Tenant.objects.get(slug="gamma")
    with tenant_context(company):
        assert Employee.objects.get().role == "owner"
    assert [mail.to for mail in mailoutbox] == [["o@gamma.example"]]
    assert Client().get("/login/", headers={"host": "gamma.localhost"}).status_code == 200


def test_a_company_is_added_in_the_language_that_is_chosen(
    operator: TenantClient, gamma: None
) -> None:
    response = operator.post("/admin/tenants/tenant/add/", FORM | {"language": "es"})
    assert response.status_code == 302
    with tenant_context(Tenant.objects.get(slug="gamma")):
        assert CompanySettings.objects.get().language == "es"


def test_what_the_country_decides_is_not_asked(operator: TenantClient, gamma: None) -> None:
    form = FORM | {"time_zone": "", "country": "AT"}
    assert operator.post("/admin/tenants/tenant/add/", form).status_code == 302
    with tenant_context(Tenant.objects.get(slug="gamma")):
        company = CompanySettings.objects.get()
        assert (company.country, company.time_zone) == ("AT", "Europe/Vienna")
        assert (company.language, company.currency) == ("de", "EUR")


def test_the_zones_are_listed_by_country_and_can_be_searched(operator: TenantClient) -> None:
    page = operator.get("/admin/tenants/tenant/add/").content.decode()
    assert '<optgroup label="Spain">' in page
    assert '<option value="Atlantic/Canary">Canary Islands</option>' in page
    assert "US/Eastern" not in page
    assert "js/select-search" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"time_zone": ""}, "where the company is"),
        ({"time_zone": "", "country": "ES"}, "Spain has several time zones"),
        ({"owner_name": ""}, "owner&#x27;s name"),
        ({"slug": "public"}, "reserved"),
        ({"slug": "Nope"}, "lowercase letters"),
        ({"slug": "acme_test"}, "already"),
        ({"subdomain": "acme"}, "Another company has this address"),
        ({"subdomain": "no.dots"}, "lowercase letters"),
        ({"owner_email": "nonsense"}, "valid e"),
        ({"language": "xx"}, "not one of the available"),
        ({"name": ""}, "required"),
    ],
)
def test_invalid_input_is_shown_again_with_a_message(
    change: dict[str, str], sentence: str, operator: TenantClient, gamma: None
) -> None:
    form = FORM | {"owner_email": "kept@gamma.example", "owner_name": "Kim"} | change
    response = operator.post("/admin/tenants/tenant/add/", form)
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert form["owner_email"] in page
    assert not Tenant.objects.filter(name="Gamma").exists()


def test_an_error_of_the_engine_is_shown_in_the_form(
    operator: TenantClient, gamma: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> list[str]:
        from django.db import OperationalError

        raise OperationalError("could not extend file: No space left on device")

    monkeypatch.setattr(roles, "access_statements", full)
    response = operator.post("/admin/tenants/tenant/add/", FORM)
    page = response.content.decode()
    assert response.status_code == 200
    assert "nothing was left behind" in page
    assert 'value="Gamma"' in page
    assert not Tenant.objects.filter(slug="gamma").exists()


def test_the_list_shows_state_and_address(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company(name="Listed", subdomain="listed")
    lifecycle.suspend_tenant(company)
    page = operator.get("/admin/tenants/tenant/").content.decode()
    assert "http://listed.localhost:8000/" in page
    assert "suspended" in page


def test_suspend_and_resume_from_the_list(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    for action, status in (("suspend", 403), ("resume", 200)):
        response = operator.post(
            "/admin/tenants/tenant/",
            {"action": action, "_selected_action": [company.pk], "confirmed": digest([company])},
        )
        assert response.status_code == 302
        assert Client().get("/login/", headers={"host": company.host}).status_code == status


def test_a_company_cannot_be_deleted(operator: TenantClient, fresh_company: MakeCompany) -> None:
    company = fresh_company()
    url = f"/admin/tenants/tenant/{company.pk}/delete/"
    assert operator.post(url, {"post": "yes"}).status_code == 403
    response = operator.post(
        "/admin/tenants/tenant/",
        {"action": "delete_selected", "_selected_action": [company.pk], "post": "yes"},
    )
    assert Tenant.objects.filter(pk=company.pk).exists(), response.content


def test_name_and_address_can_change_and_the_slug_cannot(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    url = f"/admin/tenants/tenant/{company.pk}/change/"
    response = operator.post(url, {"name": "New", "subdomain": "new-address", "slug": "other"})
    assert "Tick this if you mean to change the address." in response.content.decode()
    assert 'value="new-address"' in response.content.decode()
    sent = {"name": "New", "subdomain": "new-address", "slug": "other", "moves": "on"}
    response = operator.post(url, sent)
    assert response["Location"] == f"/admin/tenants/tenant/{company.pk}/overview/"
    changed = Tenant.objects.get(pk=company.pk)
    assert (changed.name, changed.subdomain, changed.slug) == ("New", "new-address", company.slug)


def opened(client: TenantClient, url: str) -> dict[str, str]:
    """Return what a page of changes sends if nothing is typed, with what it has shown."""
    page = client.get(url).content.decode()
    names = ("name", "subdomain", "initial-name", "initial-subdomain")
    return {name: re.findall(f'name="{name}" value="([^"]*)"', page)[0] for name in names}


def test_a_page_opened_before_another_s_rename_writes_nothing_back(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company(name="Old")
    url = f"/admin/tenants/tenant/{company.pk}/change/"
    first, second = opened(operator, url), opened(operator, url)
    assert operator.post(url, first | {"name": "Newer"}).status_code == 302
    # What the second has not touched stays as the first has left it.
    sent = second | {"subdomain": "other-address", "moves": "on"}
    assert operator.post(url, sent).status_code == 302
    changed = Tenant.objects.get(pk=company.pk)
    assert (changed.name, changed.subdomain) == ("Newer", "other-address")


def test_two_operators_who_rename_at_a_time_are_told(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company(name="Old")
    url = f"/admin/tenants/tenant/{company.pk}/change/"
    first, second = opened(operator, url), opened(operator, url)
    operator.post(url, first | {"name": "Newer"})
    page = operator.post(url, second | {"name": "Mine"}).content.decode()
    assert "changed this to “Newer” since you opened the page" in page
    assert 'name="name" value="Mine"' in page  # nothing that was typed is lost
    assert 'name="initial-name" value="Newer"' in page
    assert Tenant.objects.get(pk=company.pk).name == "Newer"
    # Saved again, it is meant.
    assert operator.post(url, second | {"name": "Mine", "initial-name": "Newer"}).status_code == 302
    assert Tenant.objects.get(pk=company.pk).name == "Mine"


def test_a_rename_between_reading_and_writing_is_not_lost(
    operator: TenantClient, fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = fresh_company(name="Old")
    url = f"/admin/tenants/tenant/{company.pk}/change/"
    update = lifecycle.update_tenant

    def after_the_other(tenant: Tenant, **wanted: Any) -> None:
        Tenant.objects.using(OWNER_ALIAS).filter(pk=tenant.pk).update(name="Newer")
        update(tenant, **wanted)

    sent = opened(operator, url) | {"name": "Mine"}
    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "update_tenant", after_the_other)
        page = operator.post(url, sent).content.decode()
    assert "&quot;Old&quot; was changed to &quot;Newer&quot; in the meantime" in page
    assert 'name="name" value="Mine"' in page


def test_an_owner_is_invited_to_a_company_without_one(
    operator: TenantClient, fresh_company: MakeCompany, mailoutbox: Any
) -> None:
    company = fresh_company(name="Ownerless")
    url = f"/admin/tenants/tenant/{company.pk}/change/"
    form = {"name": company.name, "subdomain": company.subdomain, "owner_email": "o@late.example"}
    form["owner_name"] = "Late Owner"
    for _ in range(2):  # and again, when the first invitation has expired
        assert operator.post(url, form).status_code == 302
    assert [mail.to for mail in mailoutbox] == [["o@late.example"]] * 2
    assert f"{company.base_url}/invitation/" in mailoutbox[1].body
    with tenant_context(company):
        owner = Employee.objects.get()
        assert owner.role == "owner"
        assert owner.user is not None
        owner.user.set_password("a-long-password")
        owner.user.save()
    response = operator.post(url, form | {"name": "Typed anew"})
    assert "is already on this company" in response.content.decode()
    assert "Typed anew" in response.content.decode()
    assert Tenant.objects.get(pk=company.pk).name == "Ownerless"
    assert len(mailoutbox) == 2


def test_a_taken_address_is_refused_on_change(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    url = f"/admin/tenants/tenant/{fresh_company().pk}/change/"
    response = operator.post(url, {"name": "New", "subdomain": "acme"})
    assert response.status_code == 200
    assert "Another company has this address" in response.content.decode()


def test_the_admin_s_password_page_is_our_throttled_one(operator: TenantClient) -> None:
    assert operator.get("/admin/password_change/")["Location"] == "/password/change/"


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/tenants/tenant/"])
def test_a_company_s_host_has_no_admin(path: str, acme_client: TenantClient) -> None:
    assert acme_client.get(path).status_code == 404


def test_a_company_s_user_is_not_an_operator(in_acme: Tenant, public_client: TenantClient) -> None:
    User.objects.create_user("staff@acme.example", "a-long-password", is_staff=True)
    response = public_client.post(
        "/admin/login/", {"username": "staff@acme.example", "password": "a-long-password"}
    )
    assert "_auth_user_id" not in public_client.session
    assert response.status_code in {200, 429}


def test_the_admin_wears_our_dress(operator: TenantClient) -> None:
    page = operator.get("/admin/").content.decode()
    assert "css/admin.css" in page
    assert "style=" not in page
