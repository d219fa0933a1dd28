"""The command create_tenant."""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tenants import lifecycle
from tenants.context import tenant_context
from tenants.models import Tenant
from timetracking.models import CompanySettings, Employee

BETA = ("create_tenant", "beta", "--name", "Beta")


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out, stderr=StringIO(), no_color=True)
    return out.getvalue()


def test_create_tenant_creates_invites_and_prints_the_address(
    committed: None, mailoutbox: Any
) -> None:
    out = run(*BETA, "--country", "AT", "--owner-email", "o@beta.example", "--owner-name", "Olga")
    company = Tenant.objects.get(slug="beta")
    try:
        assert "Beta is ready: http://beta.localhost:8000/" in out
        assert "o@beta.example" in out
        assert [mail.to for mail in mailoutbox] == [["o@beta.example"]]
        assert Client().get("/login/", headers={"host": "beta.localhost"}).status_code == 200
    finally:
        lifecycle.drop_tenant(company)


def test_create_tenant_takes_a_language(committed: None) -> None:
    run(*BETA, "--time-zone", "UTC", "--language", "de")
    company = Tenant.objects.get(slug="beta")
    try:
        with tenant_context(company):
            assert CompanySettings.objects.get().language == "de"
    finally:
        lifecycle.drop_tenant(company)


@pytest.fixture
def beta(committed: None) -> Iterator[Callable[..., tuple[CompanySettings, list[Employee]]]]:
    """Return a maker of the company, dropped afterwards, that returns its settings and people."""

    def make(*arguments: str) -> tuple[CompanySettings, list[Employee]]:
        run(*BETA, *arguments)
        with tenant_context(Tenant.objects.get(slug="beta")):
            return CompanySettings.objects.get(), list(Employee.objects.all())

    yield make
    for tenant in Tenant.objects.filter(slug="beta"):
        lifecycle.drop_tenant(tenant)


def test_the_country_decides_on_zone_language_and_currency(beta: Any) -> None:
    company, people = beta("--country", "ch", "--owner-email", "o@b.example", "--owner-name", "Ole")
    assert (company.country, company.time_zone) == ("CH", "Europe/Zurich")
    assert (company.language, company.currency) == ("de", "CHF")
    assert [person.name for person in people] == ["Ole"]


def test_an_owner_of_unknown_name_is_not_called_by_a_letter(beta: Any) -> None:
    _company, people = beta("--country", "DE", "--owner-email", "o@b.example")
    assert [person.name for person in people] == ["o@b.example"]


def test_a_zone_alone_tells_the_country_too(beta: Any) -> None:
    company, _people = beta("--time-zone", "Atlantic/Canary")
    assert (company.country, company.time_zone) == ("ES", "Atlantic/Canary")
    assert (company.language, company.currency) == ("en", "EUR")


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ([], "Write --country ES, or --time-zone Europe/Madrid"),
        (["--country", "ES"], r"Europe/Madrid \(Madrid\).*Atlantic/Canary.*--time-zone"),
    ],
)
def test_without_a_place_nothing_is_created(
    place: list[str], sentence: str, committed: None
) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(*BETA, *place)
    assert not Tenant.objects.filter(slug="beta").exists()


def test_on_a_terminal_it_asks(beta: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["Nowhere", "Spanien", "Mars", "atlantic/canary", "", "Olga"]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: answers.pop(0))
    company, people = beta("--owner-email", "o@b.example")
    assert (company.country, company.time_zone) == ("ES", "Atlantic/Canary")
    assert ([person.name for person in people], answers) == (["Olga"], [])


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
        (["fine", "--name", "X", "--country", "XX"], "“XX” is not a country.* Write --country"),
        (["fine", "--name", "X", "--country", "ES", "--currency", "ZZZ"], "several time zones"),
        (["fine", "--name", "X", "--country", "DE", "--currency", "ZZZ"], "not a currency"),
        (["fine", "--name", "X", "--country", "DE", "--owner-name", "Olga"], "--owner-email"),
        (["acme_test", "--name", "X"], "already"),
        (["fine", "--name", "X", "--subdomain", "acme"], "already"),
    ],
)
def test_create_tenant_refuses_with_a_message(
    arguments: list[str], sentence: str, committed: None
) -> None:
    place = [] if {"--country", "--time-zone"} & set(arguments) else ["--country", "DE"]
    with pytest.raises(CommandError, match=sentence):
        run("create_tenant", *arguments, *place)
    assert not Tenant.objects.filter(slug="fine").exists()


def test_a_rehearsal_creates_nothing_and_is_refused_like_the_creation(
    committed: None, corgicafe: Tenant, mailoutbox: Any
) -> None:
    out = run(*BETA, "--country", "AT", "--owner-email", "o@beta.example", "--dry-run")
    assert out == "Beta can be created, as beta: http://beta.localhost:8000/ Nothing was changed.\n"
    assert not Tenant.objects.filter(slug="beta").exists()
    assert mailoutbox == []
    with pytest.raises(CommandError, match="already exists"):
        run("create_tenant", corgicafe.slug, "--name", "Beta", "--country", "AT", "--dry-run")
