"""What commands do inside a company, and which are refused there."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import connection, connections

from accounts.models import User
from tenants.context import tenant_context
from tenants.management import inside
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.tenants.commands import run
from timetracking.models import Employee, Location

MakeCompany = Callable[..., Tenant]


def test_every_command_is_known_or_refused_by_name() -> None:
    """Denied unless it is listed, or of an app with tables in companies."""
    runs = {name for name in get_commands() if not inside.refusal(name, "acme")}
    assert runs == inside.ALLOWED | {"clearsessions", "seed_demo", "unlock_sign_in"}
    for name in set(get_commands()) - runs:
        assert inside.refusal(name, "acme").startswith(f"{name} does not run in a company. ") or (
            inside.refusal(name, "acme").endswith(f"Run manage.py {name}.")
        )


REFUSED = (
    "flush",
    "sqlflush",
    "createsuperuser",
    "dbshell",
    "createcachetable",
    "migrate",
    "makemigrations",
    "remove_stale_contenttypes",
    "runserver",
    "list_tenants",
    "test",
)


@pytest.mark.parametrize("whole", [True, False], ids=["all", "one"])
def test_commands_that_could_only_seem_to_work_are_refused(whole: bool, company: Tenant) -> None:
    for command in REFUSED:
        with pytest.raises(CommandError, match=f"{command} does not run in a company") as caught:
            run("tenant_command", "--all" if whole else company.slug, command)
        assert caught.value.returncode == 1
        with tenant_context(company):
            assert Employee.objects.count() == 1


def test_somebody_who_may_do_nothing_is_not_made(company: Tenant) -> None:
    with pytest.raises(CommandError, match=r"Invite an owner on the company's page"):
        run("tenant_command", company.slug, "createsuperuser", "--noinput")
    with tenant_context(company):
        assert not User.objects.exists()


def test_the_way_that_dbshell_is_told_leads_into_the_company(
    two_logins: None, company: Tenant
) -> None:
    with pytest.raises(CommandError) as caught:
        run("tenant_command", company.slug, "dbshell")
    way = str(caught.value).partition("and there: ")[2].partition(" - ")[0]
    facts: dict[str, Any] = connection.get_connection_params()
    for key in ("context", "cursor_factory", "prepare_threshold"):
        facts.pop(key, None)
    with psycopg.connect(**facts, autocommit=True) as login:
        login.execute(way.encode())
        assert login.execute("SELECT name FROM employees").fetchall() == [("Ada",)]


def test_a_dump_has_the_company_and_nothing_else(company: Tenant) -> None:
    dumped = json.loads(run("tenant_command", company.slug, "dumpdata"))
    models = {one["model"] for one in dumped}
    assert {"timetracking.location", "timetracking.employee"} <= models
    assert not {name for name in models if name.startswith(("tenants.", "auth.", "contenttypes."))}


def test_a_dump_is_loaded_into_another_company(
    company: Tenant, fresh_company: MakeCompany, tmp_path: Path
) -> None:
    other = fresh_company()
    file = tmp_path / "people.json"
    labels = ["timetracking.location", "timetracking.employee"]
    run("tenant_command", company.slug, "dumpdata", *labels, "--output", str(file))
    assert "Installed 2 object(s)" in run("tenant_command", other.slug, "loaddata", str(file))
    with tenant_context(other):
        assert Employee.objects.get().name == "Ada"
        Employee.objects.create(name="Bo")  # the sequence stands behind what was loaded
    with tenant_context(company):
        assert Employee.objects.count() == 1


GROUP = [{"model": "auth.group", "pk": 99, "fields": {"name": "Nobody", "permissions": []}}]


def test_nothing_is_loaded_if_some_of_it_belongs_elsewhere(company: Tenant, tmp_path: Path) -> None:
    file = tmp_path / "mixed.json"
    (place,) = json.loads(run("tenant_command", company.slug, "dumpdata", "timetracking.location"))
    cellar = {**place, "pk": place["pk"] + 1, "fields": {**place["fields"], "name": "Cellar"}}
    file.write_text(json.dumps([cellar, *GROUP]))
    err = io.StringIO()
    with pytest.raises(CommandError, match="loaddata failed"):
        call_command("tenant_command", company.slug, "loaddata", str(file), stderr=err)
    assert 'No tables here for "auth". They are in public' in err.getvalue()
    with tenant_context(company):
        assert Location.objects.count() == 1
    excluded = run("tenant_command", company.slug, "loaddata", str(file), "--exclude", "auth")
    assert "Installed 1 object(s)" in excluded


@pytest.mark.parametrize(
    "command",
    [
        ["dumpdata", "auth"],
        ["dumpdata", "timetracking.location", "tenants.tenant"],
        ["sqlmigrate", "auth", "0001"],
        ["sqlsequencereset", "tenants"],
        ["showmigrations", "auth"],
        ["showmigrations", "--plan"],
    ],
    ids=" ".join,
)
def test_what_is_in_public_is_not_passed_over_in_a_company(
    command: list[str], company: Tenant
) -> None:
    err = io.StringIO()
    with pytest.raises(CommandError, match="failed in"):
        call_command("tenant_command", company.slug, *command, stdout=io.StringIO(), stderr=err)
    assert "They are in public" in err.getvalue() or "migrate_tenants --plan" in err.getvalue()


@pytest.mark.parametrize(
    "command",
    [
        ["dumpdata", "timetracking"],
        ["sqlmigrate", "timetracking", "0001"],
        ["sqlsequencereset", "timetracking"],
        ["showmigrations", "timetracking"],
    ],
    ids=" ".join,
)
def test_what_is_in_companies_is_not_passed_over_in_public(
    command: list[str], committed: None
) -> None:
    with pytest.raises(CommandError, match="tenant_command SLUG"):
        run(*command)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["sqlmigrate", "timetracking", "0001"], 'CREATE TABLE "company_settings"'),
        (["sqlsequencereset", "timetracking"], "work_logs"),
        (["inspectdb", "work_logs"], "class WorkLogs"),
        (["showmigrations"], "[X] 0001_initial"),
        (
            [
                "shell",
                "-v0",
                "-c",
                "from timetracking.models import *; print(Employee.objects.get().name)",
            ],
            "",
        ),
        (["clearsessions"], ""),
        (["check"], "no issues"),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_what_is_allowed_does_something(
    command: list[str], words: str, company: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run("tenant_command", company.slug, *command) + capsys.readouterr().out
    assert words in said
    assert command[0] != "shell" or "Ada" in said
    assert "[ ]" not in said


def test_public_s_own_commands_see_public(committed: None) -> None:
    User.objects.create_user("olga@shiftbook.example", "a-long-password")
    try:
        assert "olga@shiftbook.example" in run("dumpdata", "accounts.user")
        assert 'CREATE TABLE "tenants_tenant"' in run("sqlmigrate", "tenants", "0001")
    finally:
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute("DELETE FROM public.users WHERE email LIKE 'olga@%%'", [])


def test_nobody_is_told_of_migrations_that_only_companies_have(
    committed: None, company: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By no command: they all look by one function, also runserver in a thread of its own."""
    import threading

    from django.core.management.commands import check

    found: list[str] = []

    def look() -> None:
        out = io.StringIO()
        check.Command(stdout=out, no_color=True).check_migrations()
        found.append(out.getvalue())

    look()

    def look_and_leave() -> None:
        look()
        connections.close_all()

    thread = threading.Thread(target=look_and_leave)
    thread.start()
    thread.join(timeout=60)
    with tenant_context(company):
        look()
    assert found == ["", "", ""]


def test_what_public_lacks_is_told(committed: None) -> None:
    from django.core.management.commands import check

    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0002_row_security'")
    try:
        out = io.StringIO()
        check.Command(stdout=out, no_color=True).check_migrations()
        assert "You have 1 unapplied migration(s)" in out.getvalue()
        assert "[ ] 0002_row_security" in run("showmigrations", "tenants")
    finally:
        call_command("migrate", fake=True, verbosity=0)


def test_showmigrations_lists_public_s_own(committed: None) -> None:
    said = run("showmigrations")
    assert "timetracking" not in said
    assert "tenants" in said
    assert "[ ]" not in said
    assert "timetracking" not in run("showmigrations", "--plan")


def test_a_company_that_is_behind_is_told_so(company: Tenant) -> None:
    Tenant.objects.filter(pk=company.pk).update(schema_version="")
    err = io.StringIO()
    call_command("tenant_command", company.slug, "check", stdout=io.StringIO(), stderr=err)
    assert f"{company.slug}: behind the code. Run manage.py migrate_tenants." in err.getvalue()
