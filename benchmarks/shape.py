"""Descriptions of schemas, to verify that all contenders create the same tables."""

from collections import Counter
from collections.abc import Mapping
from itertools import chain
from typing import Any

import psycopg

from benchmarks.processes import BenchError

SHOWN = 8  # number of differences in the error message
# Each query describes one schema. The search path is set to that schema, so the server omits its
# name. The names of constraints and indexes are omitted too, because a clone may choose its own.
TABLES = """
SELECT format('table %%s', relname) FROM pg_catalog.pg_class
WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = %(schema)s::regnamespace"""
COLUMNS = """
SELECT concat_ws(' ', 'column', c.relname || '.' || a.attname,
    pg_catalog.format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
    'IDENTITY ' || nullif(a.attidentity::text, ''), 'COLLATE ' || nullif(l.collname, 'default'),
    'DEFAULT ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid))
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = %(schema)s::regnamespace
    AND a.attnum > 0 AND NOT a.attisdropped"""
# NOT NULL is described with the columns; since PostgreSQL 18 it is also a constraint.
CONSTRAINTS = """
SELECT format('constraint on %%s: %%s', conrelid::regclass,
    pg_catalog.pg_get_constraintdef(oid, true))
FROM pg_catalog.pg_constraint
WHERE connamespace = %(schema)s::regnamespace AND contype <> 'n'"""
INDEXES = """
SELECT replace(pg_catalog.pg_get_indexdef(i.indexrelid, 0, true), ' ' || quote_ident(c.relname), '')
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = %(schema)s::regnamespace"""


def shape(connection: "psycopg.Connection[Any]", schema: str) -> list[str]:
    """Return descriptions of a schema's tables, columns, constraints and indexes."""
    with connection.transaction():
        connection.execute("SELECT set_config('search_path', quote_ident(%s), true)", [schema])
        parts = (
            connection.execute(query, {"schema": schema}).fetchall()
            for query in (TABLES, COLUMNS, CONSTRAINTS, INDEXES)
        )
        return sorted(description for (description,) in chain.from_iterable(parts))


def tables(shape_of_one: list[str]) -> int:
    """Return the number of tables, including Django's own table of migrations."""
    return sum(description.startswith("table ") for description in shape_of_one)


def require_same(shapes: Mapping[str, list[str]]) -> None:
    """Raise BenchError if a contender's schema differs from the first contender's."""
    (model, expected), *others = shapes.items()
    for label, actual in others:
        missing, added = Counter(expected) - Counter(actual), Counter(actual) - Counter(expected)
        differences = [f"lacks: {line}" for line in sorted(missing.elements())]
        differences += [f"has: {line}" for line in sorted(added.elements())]
        if differences:
            lines = "\n  ".join(differences[:SHOWN])
            raise BenchError(
                f"{label} does not create the same tables as {model}, so they cannot be compared. "
                f"It differs in {len(differences)} places:\n  {lines}"
            )
