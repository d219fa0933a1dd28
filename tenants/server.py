"""The requirements of the database server, and the statements that fulfil them.

Uses psycopg directly, because Django's logins may not exist yet.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from tenants.exceptions import SetupError
from tenants.postgresql.switch import OWNER_ALIAS

Connection = psycopg.Connection[tuple[Any, ...]]

# Functions that PUBLIC may execute in a new database and that no company needs. With them, SQL
# could change role, leave something beyond the transaction, or disturb another company.
REVOKED_FUNCTIONS = sql.SQL(
    "pronamespace = 'pg_catalog'::regnamespace AND (proname = 'set_config'"
    " OR proname LIKE 'lo\\_%' OR proname IN ('loread', 'lowrite')"
    " OR proname LIKE 'pg\\_%advisory%' OR proname IN ('pg_notify', 'pg_logical_emit_message'))"
)

# Direct memberships of the app login in roles that can reach all companies.
UNSAFE_MEMBERSHIPS = sql.SQL(
    "member = (SELECT oid FROM pg_roles WHERE rolname = {app_name}) AND roleid IN (SELECT oid"
    " FROM pg_roles WHERE rolname = {owner_name} OR rolname LIKE 'pg\\_%' OR rolsuper"
    " OR rolbypassrls)"
)


@dataclass(frozen=True)
class Requirement:
    """Describes a requirement: its name, the query that checks it and the SQL that fulfils it."""

    name: str
    check: LiteralString
    fulfil: tuple[LiteralString, ...]
    in_database: bool = True


REQUIREMENTS = (
    Requirement(
        "the owner login {owner} exists",
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = {owner_name})",
        ("CREATE ROLE {owner} LOGIN CREATEROLE PASSWORD {owner_password}",),
        in_database=False,
    ),
    Requirement(
        "the owner login {owner} may create roles",
        "SELECT rolcanlogin AND (rolcreaterole OR rolsuper) FROM pg_roles"
        " WHERE rolname = {owner_name}",
        ("ALTER ROLE {owner} LOGIN CREATEROLE",),
        in_database=False,
    ),
    Requirement(
        "the app login {app} exists",
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = {app_name})",
        ("CREATE ROLE {app} LOGIN NOINHERIT PASSWORD {app_password}",),
        in_database=False,
    ),
    Requirement(
        "the app login {app} has no special rights and inherits nothing",
        "SELECT rolcanlogin AND NOT (rolinherit OR rolsuper OR rolbypassrls OR rolcreaterole"
        " OR rolcreatedb OR rolreplication) FROM pg_roles WHERE rolname = {app_name}",
        (
            "ALTER ROLE {app} LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB"
            " NOREPLICATION",
        ),
        in_database=False,
    ),
    Requirement(
        "the app login {app} cannot become {owner} or another role that reaches all companies",
        "SELECT NOT EXISTS (SELECT FROM pg_auth_members WHERE {unsafe_memberships})",
        (
            "DO $do$ DECLARE r regrole; BEGIN"
            " FOR r IN SELECT roleid FROM pg_auth_members WHERE {unsafe_memberships} LOOP"
            " EXECUTE format('REVOKE %s FROM %I', r, {app_name}); END LOOP; END $do$",
        ),
        in_database=False,
    ),
    Requirement(
        "the database {database} exists",
        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = {database_name})",
        ("CREATE DATABASE {database} OWNER {owner}",),
        in_database=False,
    ),
    Requirement(
        "the database {database} does not belong to the app login {app}",
        "SELECT pg_get_userbyid(datdba) <> {app_name} FROM pg_database"
        " WHERE datname = {database_name}",
        ("ALTER DATABASE {database} OWNER TO {owner}",),
        in_database=False,
    ),
    Requirement(
        "the owner login {owner} may create schemas, and tables in public",
        "SELECT has_database_privilege({owner_name}, {database_name}, 'CREATE')"
        " AND has_schema_privilege({owner_name}, 'public', 'CREATE')",
        (
            "GRANT CREATE ON DATABASE {database} TO {owner}",
            "GRANT CREATE, USAGE ON SCHEMA public TO {owner}",
        ),
    ),
    Requirement(
        "the extension btree_gist is in public",
        "SELECT EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'btree_gist'"
        " AND e.extnamespace = 'public'::regnamespace)",
        ("CREATE EXTENSION btree_gist SCHEMA public",),
    ),
    # For a feature of companies that want it, so a server that has no such files is no fault.
    Requirement(
        "the extension pg_trgm is in public",
        "SELECT EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'pg_trgm'"
        " AND e.extnamespace = 'public'::regnamespace) OR NOT EXISTS"
        " (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm')",
        ("CREATE EXTENSION pg_trgm SCHEMA public",),
    ),
    Requirement(
        "sessions of {app} start in public, in UTC, and end with their client",
        "SELECT EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole"
        " JOIN pg_database d ON d.oid = s.setdatabase WHERE r.rolname = {app_name}"
        " AND d.datname = {database_name} AND s.setconfig @> ARRAY['search_path=public, pg_temp',"
        " 'TimeZone=UTC', 'client_connection_check_interval=500ms'])",
        (
            "ALTER ROLE {app} IN DATABASE {database} SET search_path = public, pg_temp",
            "ALTER ROLE {app} IN DATABASE {database} SET TimeZone = 'UTC'",
            "ALTER ROLE {app} IN DATABASE {database} SET client_connection_check_interval ="
            " '500ms'",
        ),
    ),
    Requirement(
        "other roles cannot create temporary tables",
        "SELECT NOT has_database_privilege('public', {database_name}, 'TEMP')",
        ("REVOKE TEMP ON DATABASE {database} FROM PUBLIC",),
    ),
    Requirement(
        "other roles cannot create tables in public",
        "SELECT NOT has_schema_privilege('public', 'public', 'CREATE')",
        ("REVOKE CREATE ON SCHEMA public FROM PUBLIC",),
    ),
    Requirement(
        "other roles cannot use plpgsql or another procedural language",
        "SELECT NOT EXISTS (SELECT FROM pg_language WHERE lanispl AND lanpltrusted"
        " AND has_language_privilege('public', oid, 'USAGE'))",
        (
            "DO $do$ DECLARE l name; BEGIN"
            " FOR l IN SELECT lanname FROM pg_language WHERE lanispl AND lanpltrusted LOOP"
            " EXECUTE format('GRANT USAGE ON LANGUAGE %I TO %I', l, {owner_name});"
            " EXECUTE format('REVOKE USAGE ON LANGUAGE %I FROM PUBLIC', l);"
            " END LOOP; END $do$",
        ),
    ),
    Requirement(
        "other roles cannot use set_config, large objects, advisory locks or notifications",
        "SELECT NOT EXISTS (SELECT FROM pg_proc WHERE {revoked_functions}"
        " AND has_function_privilege('public', oid, 'EXECUTE'))"
        " AND has_function_privilege({owner_name}, 'set_config(text,text,boolean)', 'EXECUTE')"
        " AND NOT has_function_privilege({app_name}, 'set_config(text,text,boolean)', 'EXECUTE')",
        (
            "DO $do$ DECLARE f regprocedure; BEGIN"
            " FOR f IN SELECT oid FROM pg_proc WHERE {revoked_functions} LOOP"
            " EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', f, {owner_name});"
            " EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);"
            " END LOOP; END $do$",
            # Also from the app login, which could use it on the base domain to become any company.
            # Django uses it only to set the time zone, which is set above.
            "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM {app}",
        ),
    ),
)


def set_up(*, change: bool) -> Iterator[tuple[str, str]]:
    """Yield each requirement that was not met, with its outcome.

    The outcome is "done", "missing" (without `change`) or why it could not be fulfilled. Connects
    as ADMIN_DATABASE if set, else as the owner login, which may lack rights. Each statement is its
    own transaction. Raises SetupError if the server cannot be reached or the logins are unsuitable.
    """
    name = str(connections[OWNER_ALIAS].settings_dict["NAME"])
    with _connect("postgres" if settings.ADMIN_DATABASE else name) as server:
        parameters = _sql_parameters(server, name)
        for_server = [requirement for requirement in REQUIREMENTS if not requirement.in_database]
        yield from _set_up(server, for_server, parameters, change)
        row = server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
    if row is not None:
        with _connect(name) as database:
            in_database = [requirement for requirement in REQUIREMENTS if requirement.in_database]
            yield from _set_up(database, in_database, parameters, change)


def _set_up(
    connection: Connection,
    requirements: list[Requirement],
    parameters: dict[str, sql.Composable],
    change: bool,
) -> Iterator[tuple[str, str]]:
    for requirement in requirements:
        name = sql.SQL(requirement.name).format(**parameters).as_string(connection)
        if not _is_met(connection, requirement, parameters):
            yield name, _fulfil(connection, requirement, parameters) if change else "missing"


def _is_met(
    connection: Connection, requirement: Requirement, parameters: dict[str, sql.Composable]
) -> bool:
    try:
        row = connection.execute(sql.SQL(requirement.check).format(**parameters)).fetchone()
    except (psycopg.errors.UndefinedObject, psycopg.errors.InvalidSchemaName):  # not created yet
        return False
    return bool(row and row[0])


def _fulfil(
    connection: Connection, requirement: Requirement, parameters: dict[str, sql.Composable]
) -> str:
    """Fulfil the requirement; check it again, because a missing right may be only a warning."""
    try:
        for statement in requirement.fulfil:
            connection.execute(sql.SQL(statement).format(**parameters))
    except psycopg.Error as error:
        return str(error).splitlines()[0]
    return "done" if _is_met(connection, requirement, parameters) else "not permitted"


@contextmanager
def _connect(name: str) -> Iterator[Connection]:
    """Connect without Django, whose logins may not exist yet."""
    parameters: dict[str, Any] = settings.ADMIN_DATABASE or _login(OWNER_ALIAS)
    try:
        connection = psycopg.connect(
            **{"connect_timeout": 5, **parameters, "dbname": name},
            autocommit=True,
            application_name=f"{settings.APPLICATION_NAME}/setup",
        )
    except psycopg.OperationalError as error:
        setting = "ADMIN_DATABASE_URL" if settings.ADMIN_DATABASE else "OWNER_DATABASE_URL"
        raise SetupError(
            f"The server cannot be reached with the login of {setting}: {error} Name a superuser "
            "of it in ADMIN_DATABASE_URL, for this command only."
        ) from error
    with connection:
        yield connection


def _login(alias: str) -> dict[str, Any]:
    parameters = connections[alias].get_connection_params()
    excluded = {"context", "cursor_factory", "dbname", "prepare_threshold"}
    return {key: value for key, value in parameters.items() if key not in excluded}


def _sql_parameters(connection: Connection, database: str) -> dict[str, sql.Composable]:
    """Return the placeholders of the requirements' SQL, as identifiers and as literals."""
    prefix = settings.APPLICATION_NAME
    app, owner = _login("default")["user"], _login(OWNER_ALIAS)["user"]
    if app == owner:
        raise SetupError(
            f'DATABASE_URL and OWNER_DATABASE_URL both name the login "{app}". Use two logins, '
            f"such as {prefix}_app and {prefix}_owner: this command creates them."
        )
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [app]).fetchone()
    if row and row[0]:
        raise SetupError(
            f'"{app}" in DATABASE_URL is a superuser. Use another login, such as '
            f"{prefix}_app: this command creates it."
        )
    parameters: dict[str, sql.Composable] = {"revoked_functions": REVOKED_FUNCTIONS}
    for key, name in (("app", app), ("owner", owner), ("database", database)):
        parameters[key], parameters[f"{key}_name"] = sql.Identifier(name), sql.Literal(name)
    parameters["unsafe_memberships"] = UNSAFE_MEMBERSHIPS.format(**parameters)
    for key, alias in (("app", "default"), ("owner", OWNER_ALIAS)):
        parameters[f"{key}_password"] = sql.Literal(_hash_password(connection, _login(alias)))
    return parameters


def _hash_password(connection: Connection, login: dict[str, Any]) -> str | None:
    """Hash the password before it is sent, so that the server's log never contains it."""
    if not login.get("password"):
        return None
    password, user = str(login["password"]).encode(), str(login["user"]).encode()
    return connection.pgconn.encrypt_password(password, user, b"scram-sha-256").decode()
