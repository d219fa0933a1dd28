"""Operator classes of extensions, which live in public, named in a tenant's indexes.

The path of a tenant's migrations holds no public table, and so nothing else of public either. Types
find the classes that are theirs by default anywhere; one that is named, such as gin_trgm_ops, is
written with its schema.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.contrib.postgres.indexes import OpClass
from django.db.backends.postgresql import schema
from django.db.models import Func

_OWN = "_pattern_ops"  # PostgreSQL's, which Django names for every text column with an index


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Is Django's own, and finds operator classes in public."""

    def _index_columns(
        self, table: Any, columns: Any, col_suffixes: Any, opclasses: Sequence[str]
    ) -> Any:
        named = [qualified(name, self.connection) for name in opclasses or ()]
        parent: Any = super()
        return parent._index_columns(table, columns, col_suffixes, named)


def qualified(name: str, connection: Any) -> str:
    """Write an operator class with its schema where it is in public, else as it is."""
    if not name or "." in name or name.endswith(_OWN):
        return name
    connection.ensure_connection()
    connection.settle()
    # Not through Django: the question is not the migration's, and need not be replayed.
    cursor = psycopg.Cursor(connection.connection)
    found = cursor.execute(
        "SELECT FROM pg_catalog.pg_opclass WHERE opcname = %s"
        " AND opcnamespace = pg_catalog.to_regnamespace('public')",
        [name],
    )
    return f"public.{name}" if found.fetchone() is not None else name


def _as_postgresql(self: OpClass, compiler: Any, connection: Any, **context: Any) -> Any:
    name = qualified(self.extra["name"], connection)
    return Func.as_sql(self, compiler, connection, **{**context, "name": name})


# As Django's documentation has it for a backend that writes an expression differently.
OpClass.as_postgresql = _as_postgresql  # type: ignore[attr-defined]
