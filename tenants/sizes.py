"""How much each schema takes on disk, by the server's own records."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

_BYTES = """
SELECT substr(n.nspname, 8), sum(c.relpages + coalesce(t.relpages, 0))::bigint
       * pg_catalog.current_setting('block_size')::bigint
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
WHERE n.nspname ^@ 'tenant_' AND c.relkind IN ('r', 'i', 'm')
GROUP BY n.nspname
"""


def estimated_bytes() -> dict[str, int]:
    """Return the size of each company's schema by slug, in one query for all of them.

    As of the last VACUUM or ANALYZE of each table: asking the file system about every table of
    10,000 companies would take many seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BYTES)
        return dict(cursor.fetchall())


_EXACT = """
SELECT substr(n.nspname, 8), coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0)::bigint
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'm') GROUP BY n.nspname
"""


_AT_A_TIME = 25


def exact_bytes(slugs: Sequence[str]) -> dict[str, int]:
    """Return the sizes of these companies' schemas as the file system has them, by slug.

    For what has time: some seconds for a thousand companies, a few at a time.
    """
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for first in range(0, len(slugs), _AT_A_TIME):
            names = [f"tenant_{slug}" for slug in slugs[first : first + _AT_A_TIME]]
            cursor.execute(_EXACT, [names])
            found.update(cursor.fetchall())
    return found


def database_bytes() -> int:
    """Return what the whole database takes on disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_catalog.pg_database_size(pg_catalog.current_database())")
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Size:
    """What one schema takes: bytes on disk, and rows by the server's statistics."""

    bytes: int
    rows: int


def of_schema(name: str) -> Size:
    """Return the size of one schema as the file system has it, for a page about one company."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0)::bigint,"
            " coalesce(sum(pg_catalog.pg_stat_get_live_tuples(c.oid)), 0)::bigint"
            " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = %s AND c.relkind IN ('r', 'm')",
            [name],
        )
        return Size(*cursor.fetchone())
