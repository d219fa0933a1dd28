"""What PostgreSQL itself refuses to a company's role, as `psql` would show: nothing of ours helps.

A plain psycopg connection of the app login that has taken the role, with no backend of ours, no
router and no cursor in between.
"""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import errors, sql

from tests.isolation.canaries import Canaries
from tests.isolation.forbidden import IN_A_SCHEMA, ON_A_TABLE, OPERATORS, SYSTEM_WIDE

Connection = psycopg.Connection[tuple[Any, ...]]
Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def psql(two_logins: None, committed: None, ours: Canaries) -> Iterator[Connection]:
    """Return a connection of the app login that stands inside our company's role."""
    if not settings.TENANT_ROLES:
        pytest.skip("TENANT_ROLES is off: no company has a role of its own")
    connections.close_all()
    parameters = connections["default"].get_connection_params()
    parameters = {key: value for key, value in parameters.items() if key not in {"context"}}
    parameters.pop("cursor_factory", None)
    parameters.pop("prepare_threshold", None)
    with psycopg.connect(**parameters, prepare_threshold=None) as connection:
        become(connection, ours)
        yield connection
        connection.rollback()


def become(connection: Connection, company: Canaries) -> None:
    """Take the company's role for the transaction, as the backend's BEGIN does."""
    name = company.tenant.schema_name
    switch = sql.SQL("SET LOCAL ROLE {0}; SET LOCAL search_path = {0}, public, pg_temp")
    connection.execute(switch.format(sql.Identifier(name)))


def refuses(connection: Connection, statement: sql.Composable | str) -> None:
    """Fail unless the server refuses the statement for want of rights."""
    text = statement if isinstance(statement, str) else statement.as_string(connection)
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(text.encode())
    except errors.InsufficientPrivilege:
        return
    except psycopg.Error as error:
        pytest.fail(f"{text}\nis refused, but not for want of rights: {error}")
    pytest.fail(f"{text}\nis allowed")


def tables(connection: Connection, schema: str, kinds: str = "rpvmf") -> list[str]:
    """List the relations of a schema; the catalogue shows their names to everybody."""
    found = connection.execute(
        "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
        " ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relkind::text = ANY(%s)",
        [schema, list(kinds)],
    )
    names = sorted(name for (name,) in found)
    assert names, f"no relation in {schema}: nothing would be tried"
    return names


def on(statement: str, schema: str, table: str) -> sql.Composed:
    whole = sql.Identifier(schema, table)
    return sql.SQL(statement).format(whole, query=sql.Literal(f"SELECT * FROM {schema}.{table}"))


def columns(connection: Connection, schema: str, table: str) -> list[str]:
    found = connection.execute(
        "SELECT attname FROM pg_catalog.pg_attribute WHERE attnum > 0 AND NOT attisdropped"
        " AND attrelid = (SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
        " ON n.oid = c.relnamespace WHERE nspname = %s AND relname = %s)",
        [schema, table],
    )
    return [name for (name,) in found]


@pytest.mark.parametrize("statement", ON_A_TABLE.values(), ids=ON_A_TABLE)
def test_nothing_is_done_with_any_table_of_another_company(
    statement: str, psql: Connection, theirs: Canaries
) -> None:
    schema = theirs.tenant.schema_name
    for table in tables(psql, schema):
        refuses(psql, on(statement, schema, table))


@pytest.mark.parametrize("statement", ON_A_TABLE.values(), ids=ON_A_TABLE)
def test_nothing_is_done_with_any_table_of_the_operators(statement: str, psql: Connection) -> None:
    for table in OPERATORS:
        refuses(psql, on(statement, "public", table))


def test_no_column_of_another_company_is_written_or_read(
    psql: Connection, theirs: Canaries
) -> None:
    schema = theirs.tenant.schema_name
    for table in tables(psql, schema):
        for column in columns(psql, schema, table):
            place, name = sql.Identifier(schema, table), sql.Identifier(column)
            for statement in ("UPDATE {0} SET {1} = DEFAULT", "SELECT {1} FROM {0}"):
                refuses(psql, sql.SQL(statement).format(place, name))


@pytest.mark.parametrize("function", ["nextval", "currval", "setval"])
def test_no_sequence_of_another_company_is_moved_or_read(
    function: str, psql: Connection, theirs: Canaries
) -> None:
    schema = theirs.tenant.schema_name
    arguments = ", 1" if function == "setval" else ""
    for sequence in tables(psql, schema, "S"):
        refuses(psql, f"SELECT {function}('{schema}.{sequence}'{arguments})")
        refuses(psql, f"SELECT last_value FROM {schema}.{sequence}")


@pytest.mark.parametrize("statement", IN_A_SCHEMA.values(), ids=IN_A_SCHEMA)
def test_nothing_is_created_in_any_schema(statement: str, psql: Connection) -> None:
    found = psql.execute("SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname <> 'pg_toast'")
    schemas = [name for (name,) in found if not name.startswith(("pg_temp", "pg_toast"))]
    assert len([name for name in schemas if name.startswith("tenant_")]) >= 2
    for schema in schemas:
        refuses(psql, sql.SQL(statement).format(sql.Identifier(schema)))


@pytest.mark.parametrize("statement", SYSTEM_WIDE.values(), ids=SYSTEM_WIDE)
def test_nothing_is_made_or_changed_that_outlives_the_company(
    statement: str, psql: Connection, theirs: Canaries
) -> None:
    name = theirs.tenant.schema_name
    database = str(settings.DATABASES["default"]["NAME"])
    logins = {alias: str(settings.DATABASES[alias]["USER"]) for alias in ("default", "owner")}
    refuses(
        psql,
        sql.SQL(statement.replace("{plain_other}", name)).format(
            other=sql.Identifier(name),
            app=sql.Identifier(logins["default"]),
            owner=sql.Identifier(logins["owner"]),
            database=sql.Identifier(database),
        ),
    )


def test_its_own_tables_are_read_and_written(psql: Connection, ours: Canaries) -> None:
    """Otherwise the refusals above would say nothing."""
    schema = ours.tenant.schema_name
    for table in tables(psql, schema):
        assert psql.execute(on("SELECT * FROM {}", schema, table)).fetchone()
    changed = psql.execute("UPDATE employees SET name = name")
    assert changed.rowcount == 5


@pytest.mark.parametrize("operation", ["TRUNCATE {}", "DROP TABLE {}", "ALTER TABLE {} ADD x int"])
def test_its_own_tables_keep_their_form(operation: str, psql: Connection, ours: Canaries) -> None:
    for table in tables(psql, ours.tenant.schema_name):
        refuses(psql, on(operation, ours.tenant.schema_name, table))


def test_its_own_record_of_migrations_is_not_rewritten(psql: Connection, ours: Canaries) -> None:
    for statement in ("DELETE FROM {}", "UPDATE {} SET name = ''", "INSERT INTO {} DEFAULT VALUES"):
        refuses(psql, on(statement, ours.tenant.schema_name, "django_migrations"))


def test_of_the_companies_it_sees_itself_alone(psql: Connection, ours: Canaries) -> None:
    found = psql.execute("SELECT slug FROM public.tenants_tenant").fetchall()
    assert found == [(ours.tenant.slug,)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {} (slug) VALUES ('x')",
        "UPDATE {} SET name = 'x'",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "SELECT * FROM {} FOR UPDATE",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY everything ON {} USING (true)",
    ],
)
def test_the_companies_are_not_written(statement: str, psql: Connection) -> None:
    refuses(psql, on(statement, "public", "tenants_tenant"))


def test_of_public_it_has_nothing_but_its_own_row_and_wakes_itself(psql: Connection) -> None:
    found = psql.execute(
        "SELECT c.relname FROM pg_catalog.pg_class c WHERE c.relnamespace = 'public'::regnamespace"
        " AND c.relkind IN ('r', 'v', 'm', 'p', 'f') AND has_table_privilege(c.oid,"
        " 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
    )
    reached = ["pay_presets", "tenants_tenant", "tenants_wakeup"]
    assert sorted(name for (name,) in found) == reached
    for statement in ("SELECT FROM {}", "UPDATE {} SET slug = ''", "DELETE FROM {}"):
        refuses(psql, on(statement, "public", "tenants_wakeup"))


def test_no_role_of_a_company_has_more_than_a_role(psql: Connection) -> None:
    """Neither attributes, nor memberships, nor anything that it owns."""
    found = psql.execute(
        "SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.rolname LIKE 'tenant\\_%' AND ("
        " r.rolcanlogin OR r.rolsuper OR r.rolcreatedb OR r.rolcreaterole OR r.rolbypassrls"
        " OR r.rolreplication OR r.rolconfig IS NOT NULL"
        " OR EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.member = r.oid)"
        " OR EXISTS (SELECT FROM pg_catalog.pg_shdepend d WHERE d.refobjid = r.oid"
        " AND d.deptype = 'o'))"
    )
    assert found.fetchall() == []


def test_back_as_the_app_login_there_is_nothing_of_any_company(
    psql: Connection, ours: Canaries, theirs: Canaries
) -> None:
    psql.execute("RESET ROLE")
    for company in (ours, theirs):
        schema = company.tenant.schema_name
        for table in tables(psql, schema):
            for name in ("select", "count", "insert", "delete", "truncate", "copy", "drop"):
                refuses(psql, on(ON_A_TABLE[name], schema, table))


@pytest.mark.parametrize(
    "statement",
    [
        "SET LOCAL ROLE {owner}",
        "SET LOCAL ROLE pg_read_all_data",
        "SET LOCAL SESSION AUTHORIZATION {owner}",
        "CREATE SCHEMA x",
        "CREATE TABLE public.x (y int)",
        "CREATE TEMP TABLE x (y int)",
        "CREATE ROLE x",
        "DO $$BEGIN PERFORM 1; END$$",
        "ALTER TABLE public.tenants_tenant DISABLE ROW LEVEL SECURITY",
        "UPDATE public.tenants_tenant SET is_active = true",
    ],
)
def test_back_as_the_app_login_nothing_more_can_be_had(statement: str, psql: Connection) -> None:
    psql.execute("RESET ROLE")
    owner = sql.Identifier(str(settings.DATABASES["owner"]["USER"]))
    refuses(psql, sql.SQL(statement).format(owner=owner))


def test_other_backends_are_neither_ended_nor_overheard(psql: Connection) -> None:
    found = psql.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND query NOT IN ('', '<insufficient privilege>')"
    ).fetchone()
    assert found == (0,)
    refuses(psql, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname IS NOT NULL")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE security_events SET address = ''",
        "DELETE FROM security_events",
        "DELETE FROM security_events WHERE at < now() - interval '400 days'",
        "TRUNCATE security_events",
        "INSERT INTO security_events SELECT * FROM security_events"
        " ON CONFLICT (id) DO UPDATE SET event = ''",
        "MERGE INTO security_events a USING security_events b ON a.id = b.id"
        " WHEN MATCHED THEN DELETE",
    ],
)
def test_no_event_of_its_own_security_log_is_changed_or_deleted(
    psql: Connection, statement: str
) -> None:
    (count,) = psql.execute("SELECT count(*) FROM security_events").fetchone() or (0,)
    assert count
    refuses(psql, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_lines SET reason = 'x'",
        "UPDATE audit_lines SET hash = 'x' WHERE number = 1",
        "DELETE FROM audit_lines",
        "DELETE FROM audit_lines WHERE id = (SELECT max(id) FROM audit_lines)",
        "TRUNCATE audit_lines",
        "DROP TABLE audit_lines",
        "ALTER TABLE audit_lines ADD x int",
        "ALTER TABLE audit_lines RENAME TO x",
        "INSERT INTO audit_lines SELECT * FROM audit_lines ON CONFLICT (id) DO UPDATE SET act = ''",
        "MERGE INTO audit_lines a USING audit_lines b ON a.id = b.id WHEN MATCHED THEN DELETE",
        "SELECT * FROM audit_lines FOR UPDATE",
    ],
)
def test_no_line_of_its_own_audit_trail_is_changed_or_deleted(
    psql: Connection, statement: str
) -> None:
    (count,) = psql.execute("SELECT count(*) FROM audit_lines").fetchone() or (0,)
    assert count
    refuses(psql, statement)
