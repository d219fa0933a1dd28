"""The operator's commands."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import sendtestemail

from tenants import lifecycle
from tenants.context import require_tenant, tenant_context
from tenants.models import Tenant
from timetracking.models import Employee

MakeCompany = Callable[..., Tenant]


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out, stderr=StringIO(), no_color=True)
    return out.getvalue()


def test_list_tenants_shows_state_schema_and_address(fresh_company: MakeCompany) -> None:
    company = fresh_company(name="Zebra", subdomain="zebra")
    lifecycle.suspend_tenant(company)
    out = run("list_tenants")
    line = next(line for line in out.splitlines() if line.startswith(company.slug))
    assert line.split() == [
        company.slug,
        "suspended",
        "current",
        "http://zebra.localhost:8000/",
        "Zebra",
    ]


def test_tenant_command_runs_inside_one_company(fresh_company: MakeCompany) -> None:
    company, other = fresh_company(), fresh_company()
    hire = "from timetracking.models import Employee; Employee.objects.create(name='Ada')"
    run("tenant_command", company.slug, "shell", "--command", hire)
    with tenant_context(company):
        assert Employee.objects.get().name == "Ada"
    with tenant_context(other):
        assert not Employee.objects.exists()


def test_tenant_command_all_visits_each_company_that_is_served(fresh_company: MakeCompany) -> None:
    served, suspended = fresh_company(), fresh_company()
    lifecycle.suspend_tenant(suspended)
    out = run("tenant_command", "--all", "check")
    assert f"{served.slug}: done" in out
    assert suspended.slug not in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody", "check"], "No tenant"),
        ([], "Name the company"),
        (["acme_test"], "Name the command"),
        (["--all"], "Name the command"),
        (["acme_test", "no_such_command"], "No command"),
    ],
)
def test_tenant_command_says_what_is_missing(
    arguments: list[str], sentence: str, committed: None
) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("tenant_command", *arguments)


def test_tenant_command_all_goes_on_past_whatever_a_command_raises(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    companies = [fresh_company(), fresh_company()]
    visited: list[str] = []

    def fail(self: object, *args: object, **options: object) -> None:
        visited.append(require_tenant().slug)
        raise ConnectionRefusedError("the mail server is away")

    monkeypatch.setattr(sendtestemail.Command, "handle", fail)
    with pytest.raises(CommandError, match="sendtestemail failed in"):
        run("tenant_command", "--all", "sendtestemail", "a@b.example")
    assert {company.slug for company in companies} <= set(visited)


def test_tenant_command_undoes_a_failing_command(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    with pytest.raises(CommandError, match="loaddata failed in"):
        run("tenant_command", company.slug, "loaddata", "no-such-fixture")
