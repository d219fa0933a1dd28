"""The schema editor, which finds operator classes of extensions in public.

The search path of a tenant's migrations does not include public. Default operator classes of a type
are found in any schema; a class that an index names, such as gin_trgm_ops, needs its schema.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.contrib.postgres.indexes import OpClass
from django.db.backends.postgresql import schema
from django.db.models import Func

_BUILT_IN_SUFFIX = "_pattern_ops"  # Django names these for each indexed text column


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Adds the schema to operator classes in public."""

    def _index_columns(
        self, table: Any, columns: Any, col_suffixes: Any, opclasses: Sequence[str]
    ) -> Any:
        qualified = [qualify_opclass(name, self.connection) for name in opclasses or ()]
        parent: Any = super()
        return parent._index_columns(table, columns, col_suffixes, qualified)


def qualify_opclass(name: str, connection: Any) -> str:
    """Return an operator class with its schema if it is in public, else unchanged."""
    if not name or "." in name or name.endswith(_BUILT_IN_SUFFIX):
        return name
    connection.ensure_connection()
    connection.settle()
    # Without Django's cursor, so that the query is not recorded with the migration.
    cursor = psycopg.Cursor(connection.connection)
    cursor.execute(
        "SELECT FROM pg_catalog.pg_opclass WHERE opcname = %s"
        " AND opcnamespace = pg_catalog.to_regnamespace('public')",
        [name],
    )
    return f"public.{name}" if cursor.fetchone() is not None else name


def _as_postgresql(self: OpClass, compiler: Any, connection: Any, **context: Any) -> Any:
    name = qualify_opclass(self.extra["name"], connection)
    return Func.as_sql(self, compiler, connection, **{**context, "name": name})


# Django's documented way to change the SQL of an expression for one backend.
OpClass.as_postgresql = _as_postgresql  # type: ignore[attr-defined]
