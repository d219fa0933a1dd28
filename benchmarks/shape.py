"""What a company's schema consists of, so that contenders are compared by the same work."""

from collections import Counter
from collections.abc import Mapping
from itertools import chain
from typing import Any

import psycopg

from benchmarks.processes import BenchError

SHOWN = 8  # of the differences
# Each is a list of sentences about one schema. The search path is set to that schema, so the server
# leaves its name out. So are the names of constraints and indexes: a clone may choose its own.
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
# NOT NULL is told with the columns: from PostgreSQL 18 on it is a constraint as well.
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
    """Describe a schema's tables, columns, constraints and indexes, a sentence each."""
    with connection.transaction():
        connection.execute("SELECT set_config('search_path', quote_ident(%s), true)", [schema])
        parts = (
            connection.execute(query, {"schema": schema}).fetchall()
            for query in (TABLES, COLUMNS, CONSTRAINTS, INDEXES)
        )
        return sorted(sentence for (sentence,) in chain.from_iterable(parts))


def tables(shape_of_one: list[str]) -> int:
    """Count the tables, Django's own table of migrations included."""
    return sum(sentence.startswith("table ") for sentence in shape_of_one)


def require_same(shapes: Mapping[str, list[str]]) -> None:
    """Refuse to compare contenders whose companies are not made of the same things.

    The first of them says what is right. Raises BenchError.
    """
    (model, wanted), *others = shapes.items()
    for label, found in others:
        lacking, added = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
        differences = [f"lacks: {one}" for one in sorted(lacking.elements())]
        differences += [f"has: {one}" for one in sorted(added.elements())]
        if differences:
            listed = "\n  ".join(differences[:SHOWN])
            raise BenchError(
                f"{label} does not make what {model} makes, so there is nothing to compare. "
                f"It differs in {len(differences)} places:\n  {listed}"
            )
