"""Creates and drops schemas, in the caller's transaction on the owner login."""

from django.db import connections
from psycopg import sql

from tenants.postgresql.switch import OWNER_ALIAS


def create_schema(schema: str) -> None:
    """Create the schema; raise ProgrammingError (DuplicateSchema) if it exists."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))


def drop_schema(schema: str) -> None:
    """Drop the schema and everything in it."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


def refuse_writes(schema: str) -> None:
    """Keep others from writing to the schema's tables until the transaction ends.

    Raises OperationalError if one is being written to for longer than the lock timeout.
    """
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_catalog.pg_class WHERE relkind = 'r' AND relnamespace ="
            " (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = %s) ORDER BY 1",
            [schema],
        )
        tables = [sql.Identifier(schema, name) for (name,) in cursor.fetchall()]
        if tables:
            cursor.execute(
                sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.SQL(", ").join(tables))
            )


def schema_exists(schema: str) -> bool:
    """Return whether the database has the schema."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %s", [schema])
        return cursor.fetchone() is not None
