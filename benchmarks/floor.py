"""The lower limit of migration time: the same statements with psycopg, without Django's work.

`python -m benchmarks.floor look|add` is the minimum work of a migrating process: start Django, run
one query and, with `add`, add the field in every company with one message each.
"""

import sys
from typing import Any

import django
import psycopg
from django.conf import settings
from psycopg import errors, pq, sql

from benchmarks.databases import connect

COLUMN = "tag"  # the field that every contender's later release adds to its work logs
TABLES = ("staff_worklog", "work_logs")
ADD = """BEGIN;
SET LOCAL search_path = {schema};
ALTER TABLE {table} ADD COLUMN {column} varchar(9) DEFAULT '' NOT NULL;
ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT;
INSERT INTO django_migrations (app, name, applied) VALUES ('staff', '0002_{column}', now());
COMMIT"""


def owner() -> "psycopg.Connection[Any]":
    """Connect to Shiftbook's database as the login that owns it."""
    database = settings.DATABASES["owner"]
    names = {"NAME": "dbname", "USER": "user", "HOST": "host", "PORT": "port"}
    login = {name: database[key] for key, name in names.items()}
    return psycopg.connect(**login, autocommit=True)


def send(connection: "psycopg.Connection[Any]", message: str) -> None:
    """Send several statements as one message; raise the server's error if it refuses them."""
    result = connection.pgconn.exec_(message.encode())
    if result.status not in {pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK}:
        raise errors.error_from_result(result)


def later(connection: "psycopg.Connection[Any]") -> list[tuple[str, str]]:
    """Return the schemas and tables to which the later release has added its field."""
    columns = connection.execute(
        "SELECT table_schema, table_name FROM information_schema.columns"
        " WHERE column_name = %s AND table_name = ANY (%s)",
        [COLUMN, list(TABLES)],
    )
    return columns.fetchall()


def revert(project: Any, database: str) -> None:
    """Revert the later release in every schema, directly with SQL, for the next measurement."""
    with connect(database) as connection:
        for schema, table in later(connection):
            undo = (
                "ALTER TABLE {schema}.{table} DROP COLUMN {column};"
                " DELETE FROM {schema}.django_migrations WHERE name LIKE {name}"
            )
            names = {"schema": schema, "table": table, "column": COLUMN}
            identifiers = {key: sql.Identifier(name) for key, name in names.items()}
            connection.execute(sql.SQL(undo).format(**identifiers, name=f"%{COLUMN}"))
    project.mark_reverted()


def look(connection: "psycopg.Connection[Any]") -> list[str]:
    """Return the companies' schemas."""
    rows = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tenant\\_%'")
    return [schema for (schema,) in rows.fetchall()]


def add(connection: "psycopg.Connection[Any]") -> None:
    """Add the field in every schema, with one transaction and one message each."""
    for schema in look(connection):
        send(connection, ADD.format(schema=schema, table=TABLES[0], column=COLUMN))


def main() -> None:
    """Run the command line."""
    django.setup()
    with owner() as connection:
        if sys.argv[1:] == ["add"]:
            add(connection)
        else:
            look(connection)


if __name__ == "__main__":
    main()
