"""Reads one company as it was at one moment, while it works."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

from django.db import OperationalError, connections
from psycopg import errors, sql

from tenants.backups import description
from tenants.backups.description import Description
from tenants.context import tenant_context
from tenants.exceptions import BackupRefused, TenantBusy, UnknownTenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

# What the text of a value depends on, so that the same row is always the same bytes.
TEXT_FORMS = (
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD';"
    " SET LOCAL IntervalStyle = 'postgres'; SET LOCAL bytea_output = 'hex';"
    " SET LOCAL extra_float_digits = 1; SET LOCAL xmloption = 'content';"
    # Otherwise a large table may be read from its middle, in another order than it was written.
    " SET LOCAL synchronize_seqscans = off"
)
LOCK_TIMEOUT_MS = 5_000
ATTEMPTS = 3
_CHUNK = 256 * 1024


@dataclass(frozen=True)
class Snapshot:
    """Is a company at one moment: its row of the registry, its migrations and its tables."""

    registry: dict[str, Any]
    migrations: list[str]
    server: str
    description: Description
    schema: str


@contextmanager
def snapshot(tenant: Tenant) -> Iterator[Snapshot]:
    """Read the block's rows from one snapshot, in a read-only transaction of the owner login.

    Takes ACCESS SHARE on the tables first, so that no migration changes them meanwhile; people can
    work. Raises TenantBusy if a migration holds them, BackupRefused for a schema with more than
    tables, UnknownTenant if the company is gone.
    """
    for attempt in range(ATTEMPTS):
        expected = tables_of(tenant)
        context = tenant_context(tenant, using=OWNER_ALIAS, repeatable=True, idle_limit=False)
        with context:
            begin(tenant, expected, "READ ONLY")
            found = description.describe(tenant.schema_name)
            if [table.name for table in found.tables] == expected:
                yield _read(tenant, found)
                return
        if attempt + 1 == ATTEMPTS:
            raise TenantBusy(f'The tables of "{tenant.slug}" are just being changed. Try again.')


def tables_of(tenant: Tenant) -> list[str]:
    """Return the names of the company's tables. Raises UnknownTenant if the company is gone."""
    with tenant_context(tenant, using=OWNER_ALIAS):
        names = description.table_names(tenant.schema_name)
    if not names:
        raise UnknownTenant(tenant.slug, [])
    return names


def begin(tenant: Tenant, tables: list[str], mode: LiteralString) -> None:
    """Lock the tables before the transaction's first query, which takes the snapshot.

    Raises TenantBusy if a migration holds them.
    """
    schema = tenant.schema_name
    names = sql.SQL(", ").join(sql.Identifier(schema, table) for table in tables)
    with connections[OWNER_ALIAS].cursor() as cursor:
        try:
            cursor.execute(
                sql.SQL(
                    "SET TRANSACTION {}; {}; SET LOCAL lock_timeout = {};"
                    " LOCK TABLE {} IN ACCESS SHARE MODE"
                ).format(
                    sql.SQL(mode),
                    sql.SQL(TEXT_FORMS),
                    sql.Literal(LOCK_TIMEOUT_MS),
                    names,
                )
            )
        except OperationalError as error:
            if isinstance(error.__cause__, errors.LockNotAvailable):
                raise TenantBusy(
                    f'The tables of "{tenant.slug}" are being migrated or restored. Try again.'
                ) from error
            raise
        refuse_if_not_repeatable(cursor)


def refuse_if_not_repeatable(cursor: Any) -> None:
    """Raise BackupRefused unless all queries of the transaction read the same moment."""
    cursor.execute("SELECT current_setting('transaction_isolation')")
    if cursor.fetchone() != ("repeatable read",):
        raise BackupRefused(
            "A backup needs a transaction of its own: call it outside of any other."
        )


def _read(tenant: Tenant, found: Description) -> Snapshot:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(t)::text, current_setting('server_version'),"
            " (SELECT coalesce(json_agg(json_build_object('name', name, 'token', token)), '[]')"
            " FROM public.tenants_domain WHERE company_id = t.id AND verified_at IS NOT NULL)::text"
            " FROM public.tenants_tenant t WHERE id = %s",
            [tenant.pk],
        )
        row = cursor.fetchone()
        if row is None:
            raise UnknownTenant(tenant.slug, [])
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        migrations = [name for (name,) in cursor.fetchall()]
    registry = {**json.loads(row[0]), "domains": json.loads(row[2])}
    return Snapshot(registry, migrations, row[1], found, tenant.schema_name)


class Rows:
    """Yields a table's rows as CSV, in chunks of whole lines; then `count` is known."""

    def __init__(self, schema: str, table: str, columns: tuple[str, ...]) -> None:
        self.statement = sql.SQL(
            "COPY {} ({}) TO STDOUT WITH (FORMAT csv, HEADER, ENCODING 'UTF8')"
        ).format(sql.Identifier(schema, table), sql.SQL(", ").join(map(sql.Identifier, columns)))
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        """Yield chunks. The server sends each line by itself."""
        with connections[OWNER_ALIAS].cursor() as cursor:
            lines: list[bytes] = []
            size = 0
            with cursor.copy(self.statement) as copy:
                while line := copy.read():
                    lines.append(bytes(line))
                    size += len(line)
                    if size >= _CHUNK:
                        yield b"".join(lines)
                        lines, size = [], 0
            self.count = cursor.rowcount
            yield b"".join(lines)


def sequence_values(schema: str, found: Description) -> dict[str, tuple[int, bool]]:
    """Return the last value of each sequence, and whether it was given to a row.

    Sequences are in no snapshot: read them after the rows, to be past the last of these.
    """
    names = [one.sequence for one in found.identities]
    if not names:
        return {}
    each = [
        sql.SQL("SELECT {}, last_value, is_called FROM {}").format(
            sql.Literal(name), sql.Identifier(schema, name)
        )
        for name in names
    ]
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(each))
        return {name: (value, is_called) for name, value, is_called in cursor.fetchall()}
