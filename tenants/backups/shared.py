"""Reads tables that public has for all companies at one moment, and fills them on a new server."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connections, transaction
from psycopg import sql

from tenants.backups import description
from tenants.backups.loading import Scratch
from tenants.backups.snapshot import TEXT_FORMS, Snapshot, refuse_if_not_repeatable
from tenants.postgresql.switch import OWNER_ALIAS

SCHEMA = "public"


@contextmanager
def public_snapshot(tables: Sequence[str], *, registry: Mapping[str, object]) -> Iterator[Snapshot]:
    """Read these tables of public in the block from one snapshot, as the owner login.

    `registry` stands for the row that a company has. Call it outside of any transaction. Raises
    BackupRefused.
    """
    with transaction.atomic(using=OWNER_ALIAS, durable=True):
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute(
                f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; {TEXT_FORMS}"
            )
            refuse_if_not_repeatable(cursor)
            cursor.execute("SELECT current_setting('server_version')")
            (server,) = cursor.fetchone()
        found = description.describe(SCHEMA, only=tables)
        yield Snapshot(json.loads(json.dumps(registry)), public_migrations(), server, found, SCHEMA)


def public_migrations() -> list[str]:
    """Return the migrations that public records."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM public.django_migrations ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def public_tables(emptied: Iterable[str]) -> Iterator[Scratch]:
    """Empty these tables of public, and let the block fill them; all of it or nothing commits.

    References between them are checked at the end. The caller knows that nothing is lost. Call it
    outside of any transaction.
    """
    names = sql.SQL(", ").join(sql.Identifier(SCHEMA, table) for table in emptied)
    with transaction.atomic(using=OWNER_ALIAS, durable=True):
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute(sql.SQL("{}; TRUNCATE {}").format(sql.SQL(TEXT_FORMS), names))
        yield Scratch(SCHEMA)
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
