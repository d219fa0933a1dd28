"""Reads and writes the records of a tenant's migrations, in its schema and the registry."""

from collections.abc import Iterable

from django.db import connections
from psycopg import sql

from tenants.exceptions import UnknownTenant
from tenants.history import Node
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import Recording

# Short, because all readers of a table queue behind a waiting lock. The tenant is retried later.
LOCK_TIMEOUT_MS = 300


def lock_row(tenant: Tenant) -> bool:
    """Set the lock timeout and lock the tenant's row; return whether it has django_migrations."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SET LOCAL lock_timeout = %s;"
            " SELECT schema_version, is_active, is_read_only, is_archived,"
            " to_regclass('django_migrations') IS NOT NULL"
            " FROM public.tenants_tenant WHERE id = %s FOR UPDATE",
            [LOCK_TIMEOUT_MS, tenant.pk],
        )
        cursor.nextset()
        row = cursor.fetchone()
    if row is None:
        raise UnknownTenant(tenant.slug, [])
    tenant.schema_version, tenant.is_active, tenant.is_read_only, *others = row
    tenant.is_archived, has_migrations = others
    return bool(has_migrations)


def recorded_migrations() -> frozenset[Node]:
    """Return the migrations that the current schema records."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return frozenset(cursor.fetchall())


def has_table() -> bool:
    """Return whether the current schema has the table django_migrations."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def record_applied(nodes: Iterable[Node]) -> Recording:
    """Return the statement that records migrations as applied; empty without migrations."""
    rows = [sql.SQL("({}, {}, clock_timestamp())").format(*node) for node in sorted(nodes)]
    insert = sql.SQL("INSERT INTO django_migrations (app, name, applied) VALUES {}")
    return (
        Recording.of(insert.format(sql.SQL(", ").join(rows)).as_string()) if rows else Recording()
    )


def record_unapplied(nodes: Iterable[Node]) -> Recording:
    """Return the statement that deletes the records of migrations."""
    delete = sql.SQL("DELETE FROM django_migrations WHERE (app, name) IN ({})")
    rows = [sql.SQL("({}, {})").format(*node) for node in sorted(nodes)]
    return Recording.of(delete.format(sql.SQL(", ").join(rows)).as_string())


def check_schema(schema: str) -> Recording:
    """Return a check that no SQL has left the schema, where the records would be misplaced."""
    query = "SELECT current_schema() /* has SQL of a migration changed the search path? */"
    return Recording((query,), (((schema.encode(),),),))


def update_version(tenant: Tenant) -> Recording:
    """Return the statement that writes the schema's version to the registry."""
    update = sql.SQL("UPDATE public.tenants_tenant SET schema_version = {} WHERE id = {}")
    return Recording.of(update.format(tenant.schema_version, tenant.pk).as_string())
