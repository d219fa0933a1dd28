"""Suspended and read-only companies: by the command and the admin, and what each shows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import SecurityEvent, User
from operations.admin.confirming import digest
from tenants import lifecycle
from tenants.context import public_context, tenant_context
from tenants.exceptions import NotAllowed
from tenants.models import Tenant
from tests.conftest import TenantClient
from timetracking.models import Location

MakeCompany = Callable[..., Tenant]
LIST = "/admin/tenants/tenant/"
JSON = {"accept": "application/json"}


def suspend(company: Tenant, *options: str) -> None:
    call_command("suspend_tenant", company.slug, *options)


def state(company: Tenant) -> str:
    return Tenant.objects.get(pk=company.pk).state


def events(company: Tenant | None) -> list[str]:
    with tenant_context(company) if company else public_context():
        return list(SecurityEvent.objects.order_by("pk").values_list("event", flat=True))


@pytest.mark.parametrize(
    ("options", "event", "expected"),
    [((), "company_suspended", "suspended"), (("--read-only",), "company_read_only", "read-only")],
)
def test_the_commands_change_the_state_and_record_it(
    options: tuple[str, ...], event: str, expected: str, committed: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    suspend(company, *options)
    assert state(company) == expected
    call_command("resume_tenant", company.slug)
    assert state(company) == "served"
    assert events(company) == [event, "company_resumed"]
    assert events(None)[-2:] == [event, "company_resumed"]


def test_a_second_time_changes_nothing(
    committed: None, fresh_company: MakeCompany, capsys: pytest.CaptureFixture[str]
) -> None:
    company = fresh_company()
    call_command("resume_tenant", company.slug)
    suspend(company)
    suspend(company)
    assert capsys.readouterr().out.count("already") == 2
    call_command("resume_tenant", company.slug)
    assert events(company) == ["company_suspended", "company_resumed"]


def test_an_unknown_slug_is_an_error(committed: None) -> None:
    for command in ("suspend_tenant", "resume_tenant"):
        with pytest.raises(CommandError, match="No tenant"):
            call_command(command, "nobody_here")


def test_at_a_terminal_it_asks_for_the_slug(
    committed: None, fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = fresh_company()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: "no")
    with pytest.raises(CommandError):
        suspend(company)
    assert state(company) == "served"
    suspend(company, "--yes")
    assert state(company) == "suspended"


def test_every_address_of_a_suspended_company_is_its_one_page(
    committed: None, fresh_company: MakeCompany, settings: Any
) -> None:
    settings.OPERATOR_CONTACT = "help@example.com"
    company = fresh_company(name="Zelkova Inn")
    suspend(company)
    client = Client(headers={"host": company.host})
    for path in ("/", "/login/", "/no/such/page", "/kiosk/", "/timesheet/"):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            for headers in ({}, {"hx-request": "true"}):
                response = client.generic(method, path, headers=headers)
                assert response.status_code == 403
                assert response["Cache-Control"] == "private, no-store"
                page = response.content.decode()
                assert method == "HEAD" or 'href="mailto:help@example.com"' in page
                assert "Zelkova" not in page


def test_nobody_is_named_if_the_operator_has_not_said_whom(
    committed: None, fresh_company: MakeCompany, settings: Any
) -> None:
    settings.OPERATOR_CONTACT = ""
    company = fresh_company()
    suspend(company)
    page = Client().get("/", headers={"host": company.host}).content.decode()
    assert "mailto:" not in page
    assert '<a class="button"' not in page


def test_a_script_is_told_in_json(
    committed: None, fresh_company: MakeCompany, settings: Any
) -> None:
    settings.OPERATOR_CONTACT = "+34 600 000 000"
    company = fresh_company()
    suspend(company)
    for path in ("/kiosk/state/", "/api/v1/me"):
        response = Client().get(path, headers={"host": company.host, **JSON})
        assert response.status_code == 403
        assert response["Content-Type"] == "application/problem+json"
        assert "+34 600 000 000" in response.json()["detail"]


def test_a_read_only_company_can_be_signed_in_to_and_read(
    committed: None, two_logins: None, fresh_company: MakeCompany, settings: Any
) -> None:
    settings.OPERATOR_CONTACT = "help@example.com"
    company = fresh_company(owner_email="o@late.example")
    with tenant_context(company):
        user = User.objects.get()
        user.set_password("a-long-password")
        user.save()
    suspend(company, "--read-only")
    client = TenantClient(company)
    credentials = {"username": user.email, "password": "a-long-password"}
    assert client.post("/login/", credentials).status_code == 302
    response = client.get("/timesheet/")
    assert response.status_code == 200
    assert "help@example.com" in response.content.decode()
    refused = client.post("/locations/add/", {"name": "Annexe"})
    assert refused.status_code == 423
    assert "Nothing was saved" in refused.content.decode()
    assert client.post("/logout/").status_code == 302


def test_the_database_refuses_what_another_worker_lets_through(
    committed: None, two_logins: None, fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It remembers the company as served for a few seconds."""
    company = fresh_company(owner_email="o@late.example")
    client = TenantClient(company, raise_request_exception=False)
    with tenant_context(company):
        client.force_login(User.objects.get())
    assert client.get("/").status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr("tenants.resolver.forget", lambda *subdomains: None)
        suspend(company, "--read-only")
    with tenant_context(company):
        count = Location.objects.count()
    response = client.post("/locations/add/", {"name": "Annexe", "address": "", "seen": "0"})
    assert response.status_code == 423
    with tenant_context(company):
        assert Location.objects.count() == count


def test_resuming_lets_write_again_and_new_tables_too(
    committed: None, two_logins: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    suspend(company, "--read-only")
    call_command("resume_tenant", company.slug)
    with tenant_context(company):
        Location.objects.create(name="Annexe")


def test_a_rollout_does_not_give_the_grants_back(
    committed: None, two_logins: None, fresh_company: MakeCompany
) -> None:
    from django.db import ProgrammingError

    from tenants.migrator import TenantMigrator

    company = fresh_company()
    suspend(company, "--read-only")
    TenantMigrator().migrate(Tenant.objects.get(pk=company.pk), restore=True)
    with pytest.raises(ProgrammingError, match="permission denied"), tenant_context(company):
        Location.objects.create(name="Annexe")


def test_the_admin_asks_and_filters_by_state(
    committed_operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company(name="Grace Inn")
    sent: dict[str, Any] = {"action": "read_only", "_selected_action": [company.pk]}
    page = committed_operator.post(LIST, sent).content.decode()
    assert "Make Grace Inn read-only?" in page
    assert state(company) == "served"
    committed_operator.post(LIST, sent | {"confirmed": digest([company])})
    assert state(company) == "read-only"
    assert "Grace Inn" in committed_operator.get(f"{LIST}?state=read-only").content.decode()
    assert "Grace Inn" not in committed_operator.get(f"{LIST}?state=served").content.decode()
    page = committed_operator.get(f"{LIST}{company.pk}/change/").content.decode()
    assert 'value="resume"' in page
    assert 'value="read_only"' not in page


@pytest.mark.parametrize("slug", ["", "\x00", "\udcff", "a\nb", "x" * 100_000], ids=ascii)
def test_what_is_no_slug_is_no_company(slug: str, committed: None) -> None:
    for command in ("suspend_tenant", "resume_tenant", "archive_tenant", "rename_tenant"):
        with pytest.raises(CommandError, match="No tenant"):
            call_command(command, slug)


def test_a_company_that_another_operator_archived_meanwhile_stops_no_other(
    committed_operator: TenantClient, fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, there = fresh_company(name="Gone"), fresh_company(name="There")
    suspend_tenant = lifecycle.suspend_tenant

    def after_the_other(tenant: Tenant) -> None:
        if tenant == gone:
            raise NotAllowed(f"{tenant.slug} is archived.")
        suspend_tenant(tenant)

    sent: dict[str, Any] = {"action": "suspend", "_selected_action": [gone.pk, there.pk]}
    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "suspend_tenant", after_the_other)
        response = committed_operator.post(LIST, sent | {"confirmed": digest([gone, there])})
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said[0] == f"{gone.slug} is archived."
    assert said[1].startswith("There is suspended.")
    assert state(there) == "suspended"
