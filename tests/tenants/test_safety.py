"""Which logins and servers are refused, with the first connection of a process."""

import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import RAN_DB_VERSION_CHECK
from psycopg import sql

from tenants.models import Tenant
from tenants.postgresql import safety
from tenants.postgresql.safety import UnsafeDatabase
from tests.serving import ROOT, Server, database_url
from tests.waiting import PATIENCE

Admin = psycopg.Connection[tuple[Any, ...]]
Login = Callable[[str], Admin]


@pytest.fixture
def login(admin: Admin) -> Iterator[Login]:
    """Return a maker of one login with the rights given, and what ends it."""
    name, password = f"shiftbook_test_{secrets.token_hex(4)}", secrets.token_urlsafe()
    made: list[Admin] = []

    def make(rights: str) -> Admin:
        statement = (
            f"CREATE ROLE {name} LOGIN PASSWORD '{password}' VALID UNTIL 'tomorrow' {rights}"
        )
        admin.execute(statement)
        facts = {**(settings.ADMIN_DATABASE or {}), "user": name, "password": password}
        database = settings.DATABASES["owner"]["NAME"]
        made.append(psycopg.connect(**facts, dbname=database, autocommit=True))
        return made[-1]

    yield make
    for one in made:
        one.close()
    admin.execute(f"REASSIGN OWNED BY {name} TO CURRENT_USER")
    admin.execute(f"DROP OWNED BY {name}")
    admin.execute(f"DROP ROLE {name}")


def ids(connection: Admin) -> list[str]:
    return [problem.id for problem in safety.find_problems(connection)]


def test_a_plain_login_is_safe(login: Login) -> None:
    assert ids(login("NOINHERIT")) == []


@pytest.mark.parametrize("rights", ["SUPERUSER", "BYPASSRLS", "REPLICATION"])
def test_a_login_above_row_security_is_refused(rights: str, login: Login) -> None:
    assert ids(login(rights)) == ["tenants.E009"]


@pytest.mark.parametrize(
    "role", ["owner", "pg_read_all_data", "pg_write_all_data", "pg_execute_server_program"]
)
def test_a_login_that_may_become_who_reaches_all_is_refused(
    role: str, login: Login, admin: Admin
) -> None:
    found = login("NOINHERIT")
    role = settings.DATABASES["owner"]["USER"] if role == "owner" else role
    words = sql.Identifier(role), sql.Identifier(found.info.user)
    admin.execute(sql.SQL("GRANT {} TO {}").format(*words))
    assert ids(found) == ["tenants.E010"]
    assert role in safety.find_problems(found)[0].message


def test_a_login_that_owns_tables_is_refused(login: Login, admin: Admin) -> None:
    found = login("NOINHERIT")
    name = sql.Identifier(found.info.user)
    admin.execute(sql.SQL("CREATE SCHEMA AUTHORIZATION {}").format(name))
    assert ids(found) == ["tenants.E010"]


def test_a_login_with_rights_of_its_own_in_a_company_is_refused(
    login: Login, admin: Admin, acme: Tenant
) -> None:
    found = login("INHERIT")
    words = sql.Identifier(acme.schema_name), sql.Identifier(found.info.user)
    for grant, revoke in (
        ("GRANT USAGE ON SCHEMA {} TO {}", "REVOKE USAGE ON SCHEMA {} FROM {}"),
        ("GRANT {} TO {} WITH INHERIT TRUE", "REVOKE {} FROM {}"),
    ):
        admin.execute(sql.SQL(grant).format(*words))
        assert ids(found) == ["tenants.E012"]
        admin.execute(sql.SQL(revoke).format(*words))
    assert ids(found) == []


def test_a_login_that_owns_the_database_is_refused(login: Login, admin: Admin) -> None:
    found = login("NOINHERIT")
    owner = settings.DATABASES["owner"]
    for user in (found.info.user, owner["USER"]):
        words = sql.Identifier(owner["NAME"]), sql.Identifier(user)
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(*words))
        assert ids(found) == (["tenants.E010"] if user == found.info.user else [])


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        (
            "GRANT TEMP ON DATABASE {database} TO PUBLIC",
            "REVOKE TEMP ON DATABASE {database} FROM PUBLIC",
        ),
        (
            "GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC",
            "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
        ),
        (
            "GRANT EXECUTE ON FUNCTION set_config(text,text,boolean) TO PUBLIC",
            "REVOKE EXECUTE ON FUNCTION set_config(text,text,boolean) FROM PUBLIC",
        ),
    ],
)
def test_what_setup_database_withdraws_is_missed_when_it_is_back(
    opening: str, closing: str, login: Login, admin: Admin
) -> None:
    words = {"database": sql.Identifier(settings.DATABASES["owner"]["NAME"])}
    found = login("NOINHERIT")
    admin.execute(sql.SQL(opening).format(**words))
    try:
        assert ids(found) == ["tenants.W004"]
    finally:
        admin.execute(sql.SQL(closing).format(**words))


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        (150018, False),
        (160013, False),
        (160014, True),
        (170009, False),
        (180003, False),
        (180004, True),
        (190000, True),
    ],
)
def test_servers_with_known_holes_are_refused(
    version: int, safe: bool, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = login("NOINHERIT")
    monkeypatch.setattr(psycopg.ConnectionInfo, "server_version", version)
    assert ids(found) == ([] if safe else ["tenants.E008"])


def test_the_first_connection_of_a_process_is_refused_and_not_kept(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = safety.Problem("tenants.E009", "Bad login.", "Take another.")
    monkeypatch.setattr(safety, "find_problems", lambda connection: [problem])
    monkeypatch.setattr("django.conf.settings.REFUSE_UNSAFE_DATABASE", True, raising=False)
    connection.close()
    RAN_DB_VERSION_CHECK.discard("default")
    for _ in range(2):
        with pytest.raises(UnsafeDatabase, match="Bad login"):
            connection.ensure_connection()
        assert connection.connection is None


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Let gunicorn load the application as it would at a start, and look."""
    server = Server(**environment)
    try:
        return subprocess.run(
            [sys.executable, "-c", "import config.wsgi"],
            cwd=ROOT,
            env=server.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    finally:
        server.folder.cleanup()


def test_a_server_does_not_start_with_the_owner_s_login(two_logins: None, committed: None) -> None:
    refused = start(DATABASE_URL=database_url("owner"))
    assert refused.returncode == 1
    assert "Shiftbook cannot start" in refused.stderr
    assert "setup_database" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_under_debug_the_owner_s_login_is_a_warning(two_logins: None, committed: None) -> None:
    started = start(DATABASE_URL=database_url("owner"), DEBUG="on")
    assert started.returncode == 0, started.stderr
    assert "tenants.E010" in started.stderr
