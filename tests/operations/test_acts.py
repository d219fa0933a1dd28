"""Operators' acts in the security log of public, and in that of the company concerned."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.mail import EmailMessage

from accounts.models import SecurityEvent, User
from operations.admin.confirming import digest
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.conftest import TenantClient
from timetracking.models import AuditLine, Employee, Role

MakeCompany = Callable[..., Tenant]
FROM: dict[str, Any] = {
    "REMOTE_ADDR": "203.0.113.7",
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux) Firefox/140.0",
}


@pytest.fixture
def operator(committed: None) -> Iterator[TenantClient]:
    """Return a client with a signed-in operator."""
    user = User.objects.create_superuser("olaf@example.com", "a-long-password", name="Olaf")
    client = TenantClient(None)
    client.force_login(user)
    yield client
    client.logout()
    LogEntry.objects.all().delete()
    SecurityEvent.objects.using(OWNER_ALIAS).filter(actor=user.pk)._raw_delete(OWNER_ALIAS)
    User.objects.filter(pk=user.pk)._raw_delete("default")


def acts(*, company: Tenant | None = None) -> list[tuple[str, dict[str, Any]]]:
    with tenant_context(company) if company else public_context():
        found = SecurityEvent.objects.exclude(event="signed_in").order_by("pk")
        return [(event.event, event.detail) for event in found]


def form(company: Tenant, **changes: str) -> dict[str, str]:
    shown = {"name": company.name, "subdomain": company.subdomain, "owner_email": ""}
    return shown | changes


def test_a_change_is_in_both_logs_with_old_and_new_values(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company(name="Old")
    url = f"/admin/tenants/tenant/{company.pk}/change/"
    before = len(acts())
    operator.post(url, form(company, name="New"), **FROM)
    assert acts()[before:] == [
        ("company_changed", {"company": company.slug, "name": ["Old", "New"]})
    ]
    with tenant_context(company):
        event = SecurityEvent.objects.get()
        assert (event.event, event.detail) == ("company_changed", {"name": ["Old", "New"]})
        assert (event.operator, event.address) == ("Olaf (olaf@example.com)", "203.0.113.7")


def test_what_changed_nothing_or_was_refused_is_no_act(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company(name="Old")
    url = f"/admin/tenants/tenant/{company.pk}/change/"
    before = acts()
    for sent in (
        form(company),
        form(company, subdomain="acme", moves="on"),
        form(company, name=""),
    ):
        operator.post(url, sent)
    assert acts() == before
    assert acts(company=company) == []


def test_suspensions_are_in_both_logs(operator: TenantClient, fresh_company: MakeCompany) -> None:
    company = fresh_company()
    before = len(acts())
    for action in ("read_only", "suspend", "resume"):
        data = {"action": action, "_selected_action": [company.pk], "confirmed": digest([company])}
        operator.post("/admin/tenants/tenant/", data)
    kinds = ["company_read_only", "company_suspended", "company_resumed"]
    assert [event for event, _ in acts()[before:]] == kinds
    assert [event for event, _ in acts(company=company)] == kinds


def test_an_invited_owner_is_in_the_company_s_trail_and_mailed_to_its_owners(
    operator: TenantClient, fresh_company: MakeCompany, mailoutbox: list[EmailMessage]
) -> None:
    company = fresh_company(name="Fresh", language="de")
    with tenant_context(company):
        Employee.objects.create(name="Otto", email="otto@fresh.example", role=Role.OWNER)
        Employee.objects.create(name="Max", email="max@fresh.example", role=Role.MANAGER)
    before = len(acts())
    url = f"/admin/tenants/tenant/{company.pk}/change/"
    operator.post(url, form(company, owner_email="eve@fresh.example", owner_name="Eve"), **FROM)
    with tenant_context(company):
        line = AuditLine.objects.latest("number")
        assert (line.origin, line.reason) == ("operator", "Olaf (olaf@example.com)")
        assert line.address == "203.0.113.7"
        event = SecurityEvent.objects.get()
        assert (event.event, event.operator) == ("owner_invited", "Olaf (olaf@example.com)")
        assert event.user == User.objects.get(email="eve@fresh.example")
    assert acts()[before:] == [("owner_invited", {"company": company.slug})]
    mails = {mail.to[0]: str(mail.body) for mail in mailoutbox}
    assert sorted(mails) == ["eve@fresh.example", "otto@fresh.example"]
    assert "Olaf (olaf@example.com)" in mails["otto@fresh.example"]
    assert "Hallo Otto" in mails["otto@fresh.example"]


def test_the_log_of_public_names_nobody_of_a_company(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    url = f"/admin/tenants/tenant/{company.pk}/change/"
    operator.post(url, form(company, owner_email="eve@fresh.example", owner_name="Eve"))
    with public_context():
        rows = SecurityEvent.objects.values_list("detail", "operator", "address", "browser")
        assert not [row for row in rows if "eve" in str(row)]


def test_the_log_is_only_read(operator: TenantClient) -> None:
    path = "/admin/accounts/securityevent/"
    page = operator.get(path)
    assert page.status_code == 200
    assert "olaf@example.com" in page.content.decode() or "Olaf" in page.content.decode()
    with public_context():
        pk = SecurityEvent.objects.latest("pk").pk
    assert operator.get(f"{path}add/").status_code == 403
    assert operator.post(f"{path}{pk}/change/", {"address": "x"}).status_code == 403
    assert operator.post(f"{path}{pk}/delete/", {"post": "yes"}).status_code == 403
    assert operator.get(f"{path}?event=signed_in").status_code == 200
    assert operator.get(f"{path}?q=olaf").status_code == 200


def test_the_log_shows_old_and_new_values(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company(name="Old")
    operator.post(f"/admin/tenants/tenant/{company.pk}/change/", form(company, name="New"))
    assert "Name: Old → New" in operator.get("/admin/accounts/securityevent/").content.decode()
