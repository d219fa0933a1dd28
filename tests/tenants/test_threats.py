"""What goes wrong in systems like this one, and is not shown by the other tests.

The numbers are those of docs/security.md.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction

from accounts.models import User
from tenants import lifecycle, resolver
from tenants.context import tenant_context
from tenants.exceptions import StatementRefused
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.sealed import SessionStore
from tests.conftest import TenantClient
from tests.waiting import wait_until
from timetracking.models import Employee

MakeCompany = Callable[..., Tenant]


def test_a_company_made_anew_under_an_old_slug_inherits_no_session(
    fresh_company: MakeCompany,
) -> None:
    """4: what is remembered of a company is bound to its id, and ids are not used twice."""
    old = fresh_company(slug="phoenix")
    with tenant_context(old):
        sealed = SessionStore().encode({"word": "old"})
        assert SessionStore().decode(sealed) == {"word": "old"}
    pk = old.pk
    lifecycle.drop_tenant(old)
    new = fresh_company(slug="phoenix")
    assert (new.slug, new.pk > pk) == ("phoenix", True)
    with tenant_context(new):
        assert SessionStore().decode(sealed) == {}
    assert new.realm != f"tenant-{pk}"


@pytest.mark.parametrize("table", ["users", "django_session", "django_migrations"])
def test_a_missing_table_does_not_fall_through_to_public(
    table: str, two_logins: None, fresh_company: MakeCompany
) -> None:
    """9: the names that stand in both schemas are refused to a company in public."""
    company = fresh_company()
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(f"DROP TABLE {company.schema_name}.{table} CASCADE")
    with (
        pytest.raises(ProgrammingError, match="permission denied for table"),
        tenant_context(company),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT * FROM {table}")


def test_public_and_the_companies_share_the_names_of_people_alone(
    acme: Tenant, committed: None
) -> None:
    """9: every other forgotten tenant is an error by itself."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'"
            "::regnamespace INTERSECT SELECT relname FROM pg_class WHERE relkind = 'r' AND"
            " relnamespace = %s::regnamespace",
            [acme.schema_name],
        )
        shared = {name for (name,) in cursor.fetchall()}
    # The accounts': operators are slowed as well as staff, have second factors, and get mails.
    accounts = {"users", "django_session", "sign_in_throttles", "authenticators", "security_events"}
    assert shared == {"django_migrations", "jobs", *accounts}


def test_no_function_of_ours_runs_with_its_owner_s_rights(acme: Tenant, committed: None) -> None:
    """11: a SECURITY DEFINER function would be a way out of every role."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE prosecdef")
        assert cursor.fetchall() == []


def test_nothing_is_prepared_on_the_server(in_acme: Tenant) -> None:
    """12: a plan kept on the session would outlive the company's schema and a pooler's turn."""
    for number in range(20):
        assert not Employee.objects.filter(name=str(number)).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (0,)


def test_no_cursor_is_kept_on_the_server(in_acme: Tenant) -> None:
    """13: rows that are read bit by bit have no cursor that outlives the switch."""
    for name in "ab":
        Employee.objects.create(name=name)
    rows = Employee.objects.iterator(chunk_size=1)
    next(rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name <> ''")
        assert cursor.fetchone() == (0,)
    with pytest.raises(StatementRefused, match="No server-side cursors"):
        connection.create_cursor("named")


@pytest.mark.parametrize("origin", ["http://corgicafe.localhost", "http://localhost", "null"])
def test_a_form_of_another_company_s_page_is_refused(
    origin: str, acme: Tenant, corgicafe: Tenant, db: None
) -> None:
    """16: no host but the company's own may post to it, cookie or no cookie."""
    client = TenantClient(acme, enforce_csrf_checks=True)
    token = client.get("/login/").cookies[settings.CSRF_COOKIE_NAME].value
    form = {"username": "x@y.example", "password": "x", "csrfmiddlewaretoken": token}
    own = f"http://{acme.host}"
    assert client.post("/login/", form, headers={"origin": own}).status_code == 200
    assert client.post("/login/", form, headers={"origin": origin}).status_code == 403


def test_the_app_login_s_statements_end_with_their_client(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    """42: a killed worker's statement lets go of its locks within a moment."""
    company = fresh_company()
    with tenant_context(company):
        Employee.objects.create(name="Locked")
    facts: dict[str, Any] = connection.get_connection_params()
    told = {
        key: facts[key] for key in ("host", "port", "user", "dbname", "password") if key in facts
    }
    script = (
        "import psycopg, sys\n"
        f"c = psycopg.connect(**{told!r})\n"
        f"c.execute('SET LOCAL ROLE {company.schema_name}')\n"
        f"c.execute('UPDATE {company.schema_name}.employees SET name = name')\n"
        "print('locked', flush=True)\n"
        "c.execute('SELECT pg_sleep(300)')\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == b"locked\n"
        wait_until(someone_sleeps)
        os.kill(worker.pid, signal.SIGKILL)
        # It would sleep for 300 seconds; this statement may wait for 10 (STATEMENT_TIMEOUT_MS).
        with tenant_context(company):
            assert Employee.objects.update(name="Free") == 1


def someone_sleeps() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
            " WHERE wait_event = 'PgSleep' AND datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


def test_a_new_company_is_resolved_by_exact_match_alone(fresh_company: MakeCompany) -> None:
    """1: no prefix, no suffix, no pattern."""
    company = fresh_company(subdomain="exactly")
    assert resolver.tenant_at("exactly") == company
    for label in ("exactl", "exactlyy", "exactl_", "%", "exactl%"):
        with pytest.raises(resolver.UnknownHost):
            resolver.tenant_at(label)


def test_the_accounts_of_two_companies_are_apart(acme: Tenant, corgicafe: Tenant, db: None) -> None:
    """18, 19: the same e-mail address is another person in every company, and no key crosses."""
    with tenant_context(acme):
        one = User.objects.create_user("same@person.example", "a-long-password")
    with tenant_context(corgicafe):
        assert not User.objects.filter(email=one.email).exists()
        User.objects.create_user("same@person.example", "another-password")
    with tenant_context(acme):
        assert User.objects.get(email="same@person.example").check_password("a-long-password")


def test_no_foreign_key_leaves_its_schema(acme: Tenant, committed: None) -> None:
    """19, 30: a check across schemas would bypass every right, and lock public for all."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT c.conname FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid"
            " JOIN pg_class b ON b.oid = c.confrelid WHERE c.contype = 'f'"
            " AND a.relnamespace <> b.relnamespace"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "smuggled",
    [
        "set_config('role', '{role}', true)",
        "(SELECT set_config('role', '{role}', true))",
        "(SELECT word FROM ts_stat('SELECT to_tsvector(''simple'', email) FROM {role}.users'))",
    ],
)
def test_sql_smuggled_in_on_the_base_domain_reaches_no_company(
    smuggled: str, two_logins: None, acme: Tenant, db: None
) -> None:
    """45: there the app login is in no company's role, and must have no way into one."""
    statement = "SELECT name FROM tenants_tenant WHERE false UNION ALL SELECT "
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement + smuggled.replace("{role}", acme.schema_name))
