"""Renaming a company by the command."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import SecurityEvent
from operations import renaming
from tenants import archiving, lifecycle
from tenants.context import public_context, tenant_context
from tenants.exceptions import ChangedMeanwhile, UnknownTenant
from tenants.models import FormerAddress, Tenant

MakeCompany = Callable[..., Tenant]


def test_the_command_renames_and_records_it(
    fresh_company: MakeCompany, capsys: pytest.CaptureFixture[str]
) -> None:
    company = fresh_company(name="Old", subdomain="old")
    call_command("rename_tenant", company.slug, "--subdomain", "newer", "--dry-run")
    said = capsys.readouterr().out
    assert "old.localhost would become newer.localhost" in said
    assert "tablets are paired anew" in said
    assert Tenant.objects.get(pk=company.pk).subdomain == "old"
    assert not FormerAddress.objects.exists()
    call_command("rename_tenant", company.slug, "--subdomain", "Newer", "--name", "New")
    changed = Tenant.objects.get(pk=company.pk)
    assert (changed.name, changed.subdomain) == ("New", "newer")
    with tenant_context(changed):
        event = SecurityEvent.objects.get()
        assert event.event == "company_changed"
        assert event.detail == {"name": ["Old", "New"], "subdomain": ["old", "newer"]}
    # Who looks for the old one finds the new one.
    found = Client().get("/", {"address": "old"}, headers={"host": "localhost"})
    assert found["Location"] == f"{changed.base_url}/"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "Write what to change"),
        (("--subdomain", "www"), "reserved"),
        (("--subdomain", "acme"), 'address "acme" already exists'),
        (("--name", "\x07"), "without invisible"),
    ],
)
@pytest.mark.parametrize("rehearsal", [(), ("--dry-run",)])
def test_what_cannot_be_is_refused_also_in_a_rehearsal(
    options: tuple[str, ...],
    sentence: str,
    rehearsal: tuple[str, ...],
    fresh_company: MakeCompany,
) -> None:
    company = fresh_company()
    with pytest.raises(CommandError, match=sentence):
        call_command("rename_tenant", company.slug, *options, *rehearsal)


def test_at_a_terminal_it_asks_for_the_slug(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = fresh_company(subdomain="asked")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: "no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("rename_tenant", company.slug, "--subdomain", "other")
    assert Tenant.objects.get(pk=company.pk).subdomain == "asked"


def test_what_was_changed_since_it_was_read_is_not_written_back(
    fresh_company: MakeCompany,
) -> None:
    company = fresh_company(name="Old")
    stale = Tenant.objects.get(pk=company.pk)
    renaming.rename(company, name="Newer", subdomain=company.subdomain)
    with pytest.raises(ChangedMeanwhile, match='"Old" was changed to "Newer" in the meantime'):
        renaming.rename(stale, name="Mine", subdomain=stale.subdomain)
    renaming.rename(stale, name="Old", subdomain="elsewhere-now")
    changed = Tenant.objects.get(pk=company.pk)
    assert (changed.name, changed.subdomain) == ("Newer", "elsewhere-now")


def test_a_company_that_another_operator_has_removed_is_no_traceback(
    fresh_company: MakeCompany,
) -> None:
    gone = fresh_company()
    lifecycle.drop_tenant(gone)
    with pytest.raises(UnknownTenant):
        renaming.rename(gone, name="New", subdomain=gone.subdomain)
    with pytest.raises(UnknownTenant):
        lifecycle.suspend_tenant(gone)


def test_a_company_that_was_archived_in_the_meantime_is_renamed_in_the_registry(
    fresh_company: MakeCompany, committed: None
) -> None:
    stale = fresh_company()
    suspended = Tenant.objects.get(pk=stale.pk)
    lifecycle.suspend_tenant(suspended)
    archiving.archive_tenant(suspended, compare=lambda: None)
    with public_context():
        renaming.rename(stale, name="New", subdomain=stale.subdomain)
    assert Tenant.objects.get(pk=stale.pk).name == "New"
