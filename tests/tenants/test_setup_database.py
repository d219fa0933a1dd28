"""setup_database: what it makes and withdraws, again and again, and what it says."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from psycopg import sql

Admin = psycopg.Connection[tuple[Any, ...]]


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("setup_database", *arguments, stdout=said, no_color=True)
    return said.getvalue()


@pytest.fixture
def installation(admin: Admin, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Point the settings at logins and a database that are not there yet."""
    mark = uuid.uuid4().hex[:8]
    names = {"app": f'app "{mark}', "owner": f"owner-{mark}", "database": f"base-{mark}"}
    for alias, word in (("default", "app"), ("owner", "owner")):
        monkeypatch.setitem(settings.DATABASES[alias], "USER", names[word])
        monkeypatch.setitem(settings.DATABASES[alias], "PASSWORD", "it's \\ a secret")
    monkeypatch.setitem(connections["owner"].settings_dict, "NAME", names["database"])
    yield names
    admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(names["database"])))
    for word in ("app", "owner"):
        admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(names[word])))


def test_an_installation_is_made_from_nothing_and_again_changes_nothing(
    installation: dict[str, str], admin: Admin
) -> None:
    said = run()
    assert said.count("done: ") == len(said.splitlines()) - 1 >= 8
    assert "0 changed. All requirements are met." in run()
    assert "0 changed" in run("--check")
    rights = admin.execute(
        "SELECT rolcanlogin, rolsuper, rolinherit, rolcreaterole, rolbypassrls FROM pg_roles"
        " WHERE rolname = %s",
        [installation["app"]],
    ).fetchone()
    assert rights == (True, False, False, False, False)
    stored = admin.execute(
        "SELECT rolpassword FROM pg_authid WHERE rolname = %s", [installation["app"]]
    ).fetchone()
    assert stored
    assert stored[0].startswith("SCRAM-SHA-256$")
    facts = {**(settings.ADMIN_DATABASE or {}), "dbname": installation["database"]}
    with psycopg.connect(**{**facts, "user": installation["app"]}) as login:
        shown = [
            login.execute(sql.SQL("SHOW {}").format(sql.Identifier(name))).fetchone()
            for name in ("search_path", "TimeZone", "client_connection_check_interval")
        ]
        assert shown == [("public, pg_temp",), ("UTC",), ("500ms",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute("CREATE TEMP TABLE x (y int)")


@contextmanager
def opened(admin: Admin, what: str) -> Iterator[None]:
    """Give everybody back what setup_database withdraws, for the length of the block."""
    name = sql.Identifier(settings.DATABASES["owner"]["NAME"])
    admin.execute(sql.SQL(f"GRANT {what} TO PUBLIC").format(name))
    try:
        yield
    finally:
        admin.execute(sql.SQL(f"REVOKE {what} FROM PUBLIC").format(name))


def test_check_names_what_is_missing_and_changes_nothing(admin: Admin) -> None:
    said = io.StringIO()
    with opened(admin, "TEMP ON DATABASE {}"):
        for _ in range(2):
            with pytest.raises(CommandError, match="1 missing"):
                call_command("setup_database", "--check", stdout=said)
        assert "missing: other roles cannot create temporary tables" in said.getvalue()
        assert "done: other roles cannot create temporary tables" in run()
        assert "0 changed" in run("--check")


def test_a_database_of_somebody_else_s_lets_the_owner_work(
    installation: dict[str, str], admin: Admin
) -> None:
    run()
    database, owner = (sql.Identifier(installation[key]) for key in ("database", "owner"))
    admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO CURRENT_USER").format(database))
    assert "may create schemas, and tables in public" in run()
    assert "0 changed" in run()
    admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))


def test_every_procedural_language_is_withdrawn(admin: Admin) -> None:
    admin.execute(
        "CREATE TRUSTED LANGUAGE plfoo HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler"
    )
    try:
        assert "done: other roles cannot use plpgsql or another" in run()
        assert "0 changed" in run()
    finally:
        admin.execute("DROP LANGUAGE plfoo")


@pytest.mark.parametrize("right", ["CREATEDB", "CREATEROLE", "INHERIT", "BYPASSRLS"])
def test_an_app_login_that_has_gained_a_right_loses_it(
    right: str, installation: dict[str, str], admin: Admin
) -> None:
    run()
    app = sql.Identifier(installation["app"])
    admin.execute(sql.SQL("ALTER ROLE {} " + right).format(app))
    assert "has no special rights and inherits nothing" in run()
    assert "0 changed" in run()


def test_an_app_login_that_has_become_more_is_put_back(
    installation: dict[str, str], admin: Admin
) -> None:
    run()
    app = sql.Identifier(installation["app"])
    for role in (installation["owner"], "pg_read_all_data"):
        admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), app))
    database = sql.Identifier(installation["database"])
    admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, app))
    said = run()
    assert "or another role that reaches all companies" in said
    assert "does not belong to the app login" in said
    assert "0 changed" in run()


def test_a_superuser_is_not_taken_for_the_app_login(
    admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    superuser = (settings.ADMIN_DATABASE or {})["user"]
    monkeypatch.setitem(settings.DATABASES["default"], "USER", superuser)
    with pytest.raises(CommandError, match="is a superuser"):
        run()


def test_one_login_for_both_is_refused_with_what_to_write(
    admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = settings.DATABASES["owner"]["USER"]
    monkeypatch.setitem(settings.DATABASES["default"], "USER", owner)
    with pytest.raises(CommandError, match="both name the login"):
        run()


def test_without_a_superuser_it_says_what_it_could_not_do(
    admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    with opened(admin, "USAGE ON LANGUAGE plpgsql"):
        with monkeypatch.context() as patch:
            patch.setattr(settings, "ADMIN_DATABASE", None)
            with pytest.raises(CommandError, match="Name a superuser of the server"):
                call_command("setup_database", stdout=said)
        assert "plpgsql" in said.getvalue()
        assert "done: other roles cannot use plpgsql" in run()


def test_a_server_that_cannot_be_reached_is_a_sentence(
    admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ADMIN_DATABASE", {"host": "127.0.0.1", "port": "1", "user": "x"})
    with pytest.raises(
        CommandError, match="cannot be reached with the login of ADMIN_DATABASE_URL"
    ):
        run()


def test_migrate_sees_to_it_where_the_superuser_is_known(admin: Admin) -> None:
    with opened(admin, "TEMP ON DATABASE {}"):
        call_command("migrate", verbosity=0)
        assert "0 changed" in run("--check")


def test_without_a_superuser_it_reaches_the_server_by_the_owner_s_address_in_whole(
    admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address like postgres://login@/name?host=/a/folder puts the host among the options."""
    facts = connections["owner"].settings_dict
    monkeypatch.setitem(facts, "OPTIONS", {**facts["OPTIONS"], "host": facts["HOST"]})
    monkeypatch.setitem(facts, "HOST", "")
    monkeypatch.setattr(settings, "ADMIN_DATABASE", None)
    assert "0 changed" in run()
