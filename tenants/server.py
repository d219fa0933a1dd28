"""What a server must be like before companies are trusted to it, and what brings it there.

Works on psycopg alone, because it runs where Django's logins are not there yet.
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

# What everybody may call in a new database, and no company needs: each is a way to change role, to
# keep something beyond the transaction, or to disturb another company.
WITHDRAWN = sql.SQL(
    "pronamespace = 'pg_catalog'::regnamespace AND (proname = 'set_config'"
    " OR proname LIKE 'lo\\_%' OR proname IN ('loread', 'lowrite')"
    " OR proname LIKE 'pg\\_%advisory%' OR proname IN ('pg_notify', 'pg_logical_emit_message'))"
)


# Direct memberships of the app login in roles that reach every company.
OF_APP_AND_ABOVE = sql.SQL(
    "member = (SELECT oid FROM pg_roles WHERE rolname = {app_name}) AND roleid IN (SELECT oid"
    " FROM pg_roles WHERE rolname = {owner_name} OR rolname LIKE 'pg\\_%' OR rolsuper"
    " OR rolbypassrls)"
)


@dataclass(frozen=True)
class Step:
    """One thing that must hold: how to ask, what brings it about, and what it is called."""

    name: str
    holds: LiteralString
    make: tuple[LiteralString, ...]
    in_database: bool = True


STEPS = (
    Step(
        "the owner login {owner} is there",
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = {owner_name})",
        ("CREATE ROLE {owner} LOGIN CREATEROLE PASSWORD {owner_password}",),
        in_database=False,
    ),
    Step(
        "the owner login {owner} may make roles",
        "SELECT rolcanlogin AND (rolcreaterole OR rolsuper) FROM pg_roles"
        " WHERE rolname = {owner_name}",
        ("ALTER ROLE {owner} LOGIN CREATEROLE",),
        in_database=False,
    ),
    Step(
        "the app login {app} is there",
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = {app_name})",
        ("CREATE ROLE {app} LOGIN NOINHERIT PASSWORD {app_password}",),
        in_database=False,
    ),
    Step(
        "the app login {app} is a plain one and inherits nothing",
        "SELECT rolcanlogin AND NOT (rolinherit OR rolsuper OR rolbypassrls OR rolcreaterole"
        " OR rolcreatedb OR rolreplication) FROM pg_roles WHERE rolname = {app_name}",
        (
            "ALTER ROLE {app} LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB"
            " NOREPLICATION",
        ),
        in_database=False,
    ),
    Step(
        "the app login {app} cannot become {owner}, nor who else reaches every company",
        "SELECT NOT EXISTS (SELECT FROM pg_auth_members WHERE {of_app_and_above})",
        (
            "DO $do$ DECLARE r regrole; BEGIN"
            " FOR r IN SELECT roleid FROM pg_auth_members WHERE {of_app_and_above} LOOP"
            " EXECUTE format('REVOKE %s FROM %I', r, {app_name}); END LOOP; END $do$",
        ),
        in_database=False,
    ),
    Step(
        "the database {database} is there",
        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = {database_name})",
        ("CREATE DATABASE {database} OWNER {owner}",),
        in_database=False,
    ),
    Step(
        "the database {database} does not belong to the app login {app}",
        "SELECT pg_get_userbyid(datdba) <> {app_name} FROM pg_database"
        " WHERE datname = {database_name}",
        ("ALTER DATABASE {database} OWNER TO {owner}",),
        in_database=False,
    ),
    Step(
        "the owner login {owner} makes schemas, and tables in public",
        "SELECT has_database_privilege({owner_name}, {database_name}, 'CREATE')"
        " AND has_schema_privilege({owner_name}, 'public', 'CREATE')",
        (
            "GRANT CREATE ON DATABASE {database} TO {owner}",
            "GRANT CREATE, USAGE ON SCHEMA public TO {owner}",
        ),
    ),
    Step(
        "the extension btree_gist stands in public",
        "SELECT EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'btree_gist'"
        " AND e.extnamespace = 'public'::regnamespace)",
        ("CREATE EXTENSION btree_gist SCHEMA public",),
    ),
    Step(
        "a session of {app} begins in public, in UTC, and ends with its client",
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
    Step(
        "nobody else makes temporary tables",
        "SELECT NOT has_database_privilege('public', {database_name}, 'TEMP')",
        ("REVOKE TEMP ON DATABASE {database} FROM PUBLIC",),
    ),
    Step(
        "nobody else creates in public",
        "SELECT NOT has_schema_privilege('public', 'public', 'CREATE')",
        ("REVOKE CREATE ON SCHEMA public FROM PUBLIC",),
    ),
    Step(
        "nobody else runs code of plpgsql or another procedural language",
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
    Step(
        "set_config, large objects, advisory locks and notices are withdrawn from everybody else",
        "SELECT NOT EXISTS (SELECT FROM pg_proc WHERE {withdrawn}"
        " AND has_function_privilege('public', oid, 'EXECUTE'))"
        " AND has_function_privilege({owner_name}, 'set_config(text,text,boolean)', 'EXECUTE')"
        " AND NOT has_function_privilege({app_name}, 'set_config(text,text,boolean)', 'EXECUTE')",
        (
            "DO $do$ DECLARE f regprocedure; BEGIN"
            " FOR f IN SELECT oid FROM pg_proc WHERE {withdrawn} LOOP"
            " EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', f, {owner_name});"
            " EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);"
            " END LOOP; END $do$",
            # Not even the app login: on the base domain it could become any company by it. Django
            # needs it for the time zone alone, which is set above.
            "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM {app}",
        ),
    ),
)


def set_up(*, change: bool) -> Iterator[tuple[str, str]]:
    """Go through all steps; yield those that did not hold, with what became of them.

    That is "done", "missing" (where nothing is to be changed) or why it could not be done. Works as
    ADMIN_DATABASE, else as the owner login as far as that one may. Each statement is a
    transaction of its own. Raises SetupError if the server cannot be reached, or the logins do not
    fit.
    """
    name = str(connections[OWNER_ALIAS].settings_dict["NAME"])
    with _connect("postgres" if settings.ADMIN_DATABASE else name) as server:
        words = _words(server, name)
        yield from _see_to(server, [step for step in STEPS if not step.in_database], words, change)
        found = server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
    if found is not None:
        with _connect(name) as database:
            yield from _see_to(
                database, [step for step in STEPS if step.in_database], words, change
            )


def _see_to(
    connection: Connection, steps: list[Step], words: dict[str, sql.Composable], change: bool
) -> Iterator[tuple[str, str]]:
    for step in steps:
        name = sql.SQL(step.name).format(**words).as_string(connection)
        if not _holds(connection, step, words):
            yield name, _make(connection, step, words) if change else "missing"


def _holds(connection: Connection, step: Step, words: dict[str, sql.Composable]) -> bool:
    try:
        row = connection.execute(sql.SQL(step.holds).format(**words)).fetchone()
    except (psycopg.errors.UndefinedObject, psycopg.errors.InvalidSchemaName):  # only to be made
        return False
    return bool(row and row[0])


def _make(connection: Connection, step: Step, words: dict[str, sql.Composable]) -> str:
    """Bring a step about; where the server only warns that we may not, look again."""
    try:
        for statement in step.make:
            connection.execute(sql.SQL(statement).format(**words))
    except psycopg.Error as error:
        return str(error).splitlines()[0]
    return "done" if _holds(connection, step, words) else "not permitted"


@contextmanager
def _connect(name: str) -> Iterator[Connection]:
    """Connect outside of Django, whose logins may not be there yet."""
    parameters: dict[str, Any] = settings.ADMIN_DATABASE or _login(OWNER_ALIAS)
    try:
        connection = psycopg.connect(
            **{"connect_timeout": 5, **parameters, "dbname": name},
            autocommit=True,
            application_name=f"{settings.APPLICATION_NAME}/setup",
        )
    except psycopg.OperationalError as error:
        who = "ADMIN_DATABASE_URL" if settings.ADMIN_DATABASE else "OWNER_DATABASE_URL"
        raise SetupError(
            f"The server cannot be reached with the login of {who}: {error} Name a superuser of "
            "it in ADMIN_DATABASE_URL, for this command alone."
        ) from error
    with connection:
        yield connection


def _login(alias: str) -> dict[str, Any]:
    found = connections[alias].get_connection_params()
    ours = {"context", "cursor_factory", "dbname", "prepare_threshold"}
    return {key: value for key, value in found.items() if key not in ours}


def _words(connection: Connection, database: str) -> dict[str, sql.Composable]:
    """Give the names that the steps speak of, as identifiers and as literals."""
    ours = settings.APPLICATION_NAME
    app, owner = _login("default")["user"], _login(OWNER_ALIAS)["user"]
    if app == owner:
        raise SetupError(
            f'DATABASE_URL and OWNER_DATABASE_URL both name the login "{app}". Give each a login '
            f"of its own, such as {ours}_app and {ours}_owner: this command makes them."
        )
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [app]).fetchone()
    if row and row[0]:
        raise SetupError(
            f'"{app}" in DATABASE_URL is a superuser. Name a login of its own there, such as '
            f"{ours}_app: this command makes it."
        )
    words: dict[str, sql.Composable] = {"withdrawn": WITHDRAWN}
    for word, value in (("app", app), ("owner", owner), ("database", database)):
        words[word], words[f"{word}_name"] = sql.Identifier(value), sql.Literal(value)
    words["of_app_and_above"] = OF_APP_AND_ABOVE.format(**words)
    for word, alias in (("app", "default"), ("owner", OWNER_ALIAS)):
        words[f"{word}_password"] = sql.Literal(_sealed_password(connection, _login(alias)))
    return words


def _sealed_password(connection: Connection, login: dict[str, Any]) -> str | None:
    """Hash a password here, so that the server's log never has it in clear."""
    if not login.get("password"):
        return None
    password, user = str(login["password"]).encode(), str(login["user"]).encode()
    return connection.pgconn.encrypt_password(password, user, b"scram-sha-256").decode()
