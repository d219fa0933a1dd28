"""The operator's command and page for domains."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import SecurityEvent
from operations.domains.errors import Problem
from operations.domains.proving import record_of
from tenants import domains
from tenants.context import tenant_context
from tenants.models import Domain, Tenant
from tests.conftest import TenantClient
from tests.operations.domains.records import KNOWN, publish

NAME = "zeit.cafe-azul.es"
MakeCompany = Callable[..., Tenant]


@pytest.fixture
def azul(fresh_company: MakeCompany) -> Tenant:
    """Return a company without a domain."""
    return fresh_company(name="Café Azul", subdomain="azul")


@pytest.fixture
def run(azul: Tenant, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return what the command says."""

    def running(*arguments: str) -> str:
        call_command("tenant_domain", azul.slug, *arguments)
        return capsys.readouterr().out

    return running


def events(company: Tenant) -> list[tuple[str, Any]]:
    with tenant_context(company):
        return list(SecurityEvent.objects.order_by("pk").values_list("event", "detail"))


def test_the_command_adds_proves_and_removes_a_domain(azul: Tenant, run: Any) -> None:
    said = run("Zeit.Cafe-Azul.es", "--add")
    claim = Domain.objects.get(name=NAME)
    record = record_of(claim)
    assert record.name == f"_shiftbook.{NAME}"
    assert f"{record.name}  TXT  {record.value}" in said
    assert "CNAME to localhost" in said
    assert record.value in run(NAME, "--add")  # once more: the same record
    publish(claim)
    run(NAME, "--verify")
    assert "verified: leads to azul.localhost" in run()
    assert "tablets are paired anew" in run(NAME, "--main", "--yes")
    assert Tenant.objects.get(pk=azul.pk).host == NAME
    run(NAME, "--not-main", "--yes")
    assert Tenant.objects.get(pk=azul.pk).host == "azul.localhost"
    run(NAME, "--remove", "--yes")
    assert not Domain.objects.exists()
    assert events(azul) == [
        ("domain_added", {"domain": NAME}),
        ("domain_verified", {"domain": NAME}),
        ("company_changed", {"main_address": ["azul.localhost", NAME]}),
        ("company_changed", {"main_address": [NAME, "azul.localhost"]}),
        ("domain_removed", {"domain": NAME}),
    ]


def test_a_rehearsal_changes_nothing(azul: Tenant, run: Any) -> None:
    assert "Nothing was changed" in run(NAME, "--add", "--dry-run")
    assert not Domain.objects.exists()
    claim, _ = domains.claim(azul, NAME)
    publish(claim)
    run(NAME, "--verify", "--dry-run")
    assert not domains.is_verified(NAME)
    domains.confirm(claim)
    run(NAME, "--main", "--dry-run")
    run(NAME, "--remove", "--dry-run")
    assert Domain.objects.get().verified_at
    assert Tenant.objects.get(pk=azul.pk).main_domain == ""
    assert events(azul) == []


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Problem.NO_NAME, "does not know"),
        (Problem.NO_RECORD, "no TXT record"),
        (["shiftbook-verification=other"], "another value"),
        (Problem.TIMEOUT, "in time"),
        (Problem.NO_ANSWER, "No name server"),
    ],
)
def test_without_the_record_a_domain_is_not_given(
    found: Any, sentence: str, azul: Tenant, run: Any
) -> None:
    domains.claim(azul, NAME)
    KNOWN[f"_shiftbook.{NAME}"] = found
    with pytest.raises(CommandError, match=sentence):
        run(NAME, "--verify")
    assert not domains.is_verified(NAME)
    assert sentence in run()


def test_another_company_s_record_proves_nothing(
    azul: Tenant, run: Any, fresh_company: MakeCompany
) -> None:
    theirs, _ = domains.claim(fresh_company(), NAME)
    domains.claim(azul, NAME)
    publish(theirs)
    with pytest.raises(CommandError, match="another value"):
        run(NAME, "--verify")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((NAME,), "one of: --add"),
        (("--add",), "Write a domain"),
        (("acme.localhost", "--add"), "reserved"),
        (("10.0.0.7", "--add"), "cannot be a domain"),
        ((NAME, "--verify"), "Add it first"),
        ((NAME, "--remove"), "Add it first"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], sentence: str, run: Any) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(*arguments)


def test_the_admin_does_the_same_and_asks_first(
    committed_operator: TenantClient, azul: Tenant
) -> None:
    page = f"/admin/tenants/tenant/{azul.pk}/domains/"

    for act in ("add", "verify", "main", "remove", "nothing"):
        assert committed_operator.post(page, {"act": act, "domain": "\0"}).status_code in (200, 302)

    def post(**form: str) -> Any:
        return committed_operator.post(page, form, follow=True)

    assert "no domain of its own" in committed_operator.get(page).content.decode()
    assert "cannot be a domain" in post(act="add", domain="10.0.0.7").content.decode()
    claim_page = post(act="add", domain=NAME).content.decode()
    claim = Domain.objects.get(name=NAME)
    assert record_of(claim).value in claim_page
    assert "does not know" in post(act="verify", domain=NAME).content.decode()
    publish(claim)
    assert "is verified" in post(act="verify", domain=NAME).content.decode()
    asked = post(act="main", domain=NAME)
    assert "paired anew" in asked.content.decode()
    assert Tenant.objects.get(pk=azul.pk).main_domain == ""
    post(act="main", domain=NAME, sure="1")
    assert Tenant.objects.get(pk=azul.pk).main_domain == NAME
    overview = committed_operator.get(f"/admin/tenants/tenant/{azul.pk}/overview/")
    assert f"{NAME}: main address" in overview.content.decode()
    post(act="remove", domain=NAME)
    assert Domain.objects.exists()
    post(act="remove", domain=NAME, sure="1")
    assert not Domain.objects.exists()
    with tenant_context(azul):
        assert set(SecurityEvent.objects.values_list("operator", flat=True)) == {
            "operator@example.com"
        }


def test_another_first_part_is_not_noticed_at_the_domain(
    azul: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    claim, _ = domains.claim(azul, NAME)
    domains.confirm(claim)
    domains.make_main(azul, NAME)
    call_command("rename_tenant", azul.slug, "--subdomain", "blue", "--yes")
    said = capsys.readouterr().out
    assert f"azul.localhost would become blue.localhost. People use {NAME}" in said
    assert "paired anew" not in said
    assert f"Café Azul: http://{NAME}" in said


def test_who_looks_for_a_domain_finds_the_company(azul: Tenant) -> None:
    claim, _ = domains.claim(azul, NAME)
    domains.confirm(claim)
    found = TenantClient(None).get("/", {"address": f"https://{NAME}/login/"})
    assert found["Location"] == f"{azul.base_url}/"
