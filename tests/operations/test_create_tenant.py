"""The command create_tenant."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tenants import lifecycle
from tenants.context import tenant_context
from tenants.models import Tenant
from timetracking.models import CompanySettings


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out, stderr=StringIO(), no_color=True)
    return out.getvalue()


def test_create_tenant_creates_invites_and_prints_the_address(
    committed: None, mailoutbox: Any
) -> None:
    out = run("create_tenant", "beta", "--name", "Beta", "--owner-email", "o@beta.example")
    company = Tenant.objects.get(slug="beta")
    try:
        assert "Beta is ready: http://beta.localhost:8000/" in out
        assert "o@beta.example" in out
        assert [mail.to for mail in mailoutbox] == [["o@beta.example"]]
        assert Client().get("/login/", headers={"host": "beta.localhost"}).status_code == 200
    finally:
        lifecycle.drop_tenant(company)


def test_create_tenant_takes_a_language(committed: None) -> None:
    run("create_tenant", "beta", "--name", "Beta", "--language", "de")
    company = Tenant.objects.get(slug="beta")
    try:
        with tenant_context(company):
            assert CompanySettings.objects.get().language == "de"
    finally:
        lifecycle.drop_tenant(company)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["public", "--name", "X"], "reserved"),
        (["No-Slug", "--name", "X"], "lowercase letters"),
        (["fine", "--name", ""], "blank"),
        (["fine", "--name", " \u200b\n"], "blank"),
        (["fine", "--name", "--"], "expected one argument"),
        (["fine", "--name", "..."], "at least one letter"),
        (["fine", "--name", "X", "--subdomain", "www"], "reserved"),
        (["fine", "--name", "X", "--owner-email", "nonsense"], "mail"),
        (["fine", "--name", "X", "--time-zone", "Mars/Olympus"], "Mars"),
        (["acme_test", "--name", "X"], "already"),
        (["fine", "--name", "X", "--subdomain", "acme"], "already"),
    ],
)
def test_create_tenant_refuses_with_a_message(
    arguments: list[str], sentence: str, committed: None
) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("create_tenant", *arguments)
    assert not Tenant.objects.filter(slug="fine").exists()
