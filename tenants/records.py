"""What is written down of a tenant's migrations: in its own schema, and in the registry."""

from collections.abc import Iterable

from django.db import connections
from psycopg import sql

from tenants.exceptions import UnknownTenant
from tenants.history import Node
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import Recording, note

# A lock that is not had within this time is tried for again later: meanwhile whoever reads the
# table would queue behind us.
LOCK_TIMEOUT_MS = 300


def lock_row(tenant: Tenant) -> bool:
    """Lock the tenant's row, wait for no lock long, and tell whether it records migrations."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SET LOCAL lock_timeout = %s;"
            " SELECT schema_version, is_active, to_regclass('django_migrations') IS NOT NULL"
            " FROM public.tenants_tenant WHERE id = %s FOR UPDATE",
            [LOCK_TIMEOUT_MS, tenant.pk],
        )
        cursor.nextset()
        found = cursor.fetchone()
    if found is None:
        raise UnknownTenant(tenant.slug, [])
    tenant.schema_version, tenant.is_active, has_records = found
    return bool(has_records)


def recorded() -> frozenset[Node]:
    """Read which migrations are recorded in the schema that the connection is in."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return frozenset(cursor.fetchall())


def has_records() -> bool:
    """Tell whether the schema that the connection is in records migrations at all."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def record(nodes: Iterable[Node]) -> Recording:
    """Write down migrations as done, as Django would; nothing for none."""
    rows = [sql.SQL("({}, {}, clock_timestamp())").format(*node) for node in sorted(nodes)]
    insert = sql.SQL("INSERT INTO django_migrations (app, name, applied) VALUES {}")
    return note(insert.format(sql.SQL(", ").join(rows)).as_string()) if rows else Recording()


def erase(nodes: Iterable[Node]) -> Recording:
    """Strike migrations out."""
    delete = sql.SQL("DELETE FROM django_migrations WHERE (app, name) IN ({})")
    rows = [sql.SQL("({}, {})").format(*node) for node in sorted(nodes)]
    return note(delete.format(sql.SQL(", ").join(rows)).as_string())


def still_in(schema: str) -> Recording:
    """Ask whether SQL of a migration has left the schema: its records would be in another."""
    question = "SELECT current_schema() /* has SQL of a migration changed the search path? */"
    return Recording((question,), (((schema.encode(),),),))


def write_version(tenant: Tenant) -> Recording:
    """Write into the registry how far the tenant's schema is."""
    update = sql.SQL("UPDATE public.tenants_tenant SET schema_version = {} WHERE id = {}")
    return note(update.format(tenant.schema_version, tenant.pk).as_string())
