"""Puts a schema into a company's place, and keeps what was there, in the caller's transaction.

Requests in progress read the old tables until they end; those that come meanwhile wait for the
switch, and then find the new tables by the same names. None sees half of each: all tables that are
replaced are locked before the switch becomes visible.
"""

import re
import time
from datetime import UTC, datetime

from django.conf import settings
from django.db import OperationalError, connections, transaction
from psycopg import errors, sql

from tenants import records, resolver, roles, schemas
from tenants.backups import description
from tenants.exceptions import BackupRefused, TenantInUse
from tenants.migrator import TenantMigrator
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.sealed import SessionStore

# How long one try waits for requests in progress to end, and then for whatever else uses a table.
# The company's new requests wait as long.
FIRST_TIMEOUT_MS, OTHERS_TIMEOUT_MS = 1000, 500
FIRST_DELAY, MAX_DELAY = 0.2, 2.0  # seconds between tries
# With the longest slug and milliseconds as long as a name may be, 63 characters.
_KEPT_FORM = re.compile(r"kept_(?P<slug>[a-z][a-z0-9_]{0,39})_(?P<at>\d{17})")


def kept_schemas(slug: str = "") -> list[tuple[str, str, datetime]]:
    """Return the kept schemas with the slug and the time of the switch, the newest first."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname LIKE 'kept\\_%'")
        forms = [_KEPT_FORM.fullmatch(name) for (name,) in cursor.fetchall()]
    found = [
        (form[0], form["slug"], datetime.strptime(form["at"], "%Y%m%d%H%M%S%f").replace(tzinfo=UTC))
        for form in forms
        if form and slug in ("", form["slug"])
    ]
    return sorted(found, key=lambda one: (one[2], one[0]), reverse=True)


def add(tenant: Tenant, schema: str) -> None:
    """Make the schema that of a new tenant, whose row has just been saved."""
    if schemas.schema_exists(tenant.schema_name):
        raise BackupRefused(
            f'The database has a schema "{tenant.schema_name}" that belongs to no company. '
            "Choose another slug, or rename that schema."
        )
    _rename(schema, tenant.schema_name)
    _bring_up_to_date(tenant)


def replace(tenant: Tenant, schema: str, *, now: datetime, patience: float = 60) -> str:
    """Put the schema into the tenant's place; return the name under which the other is kept.

    Migrates it forward and grants the rights first, while the company is served. Then locks the
    tables that are replaced, in tries of a second and a half at most, for up to `patience` seconds;
    raises TenantInUse if a transaction still uses one, and the caller rolls everything back. No id
    that was given since the backup is given again, and no session that has ended since lives on.
    The caller must commit at once.
    """
    _lock_row(tenant)
    kept = f"kept_{tenant.slug}_{now.astimezone(UTC):%Y%m%d%H%M%S%f}"[:-3]
    _rename(tenant.schema_name, kept)
    _rename(schema, tenant.schema_name)
    _bring_up_to_date(tenant)
    _close(kept, tenant)
    _lock(tenant, kept, patience)
    _continue_sequences(tenant.schema_name, kept)
    _end_sessions(tenant.schema_name, kept)
    known = {tenant.subdomain, tenant.main_address}
    transaction.on_commit(lambda: resolver.forget(*known), using=OWNER_ALIAS)
    return kept


def _lock_row(tenant: Tenant) -> None:
    try:
        records.lock_row(tenant)
    except OperationalError as error:
        if not isinstance(error.__cause__, errors.LockNotAvailable):
            raise
        raise TenantInUse(
            f'"{tenant.slug}" is just being changed or migrated. Try again.'
        ) from error


def _rename(old: str, new: str) -> None:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
        )


def _bring_up_to_date(tenant: Tenant) -> None:
    """Migrate the schema in the tenant's place, and grant what the tenant's state allows."""
    roles.restore_grants(tenant.schema_name)
    TenantMigrator().migrate(tenant)
    roles.protect_tables(tenant.schema_name)
    if tenant.is_read_only:
        roles.forbid_writing(tenant.schema_name)
    if not tenant.is_active:
        roles.revoke_access(tenant.schema_name)


def _close(kept: str, tenant: Tenant) -> None:
    """Take the rights in a schema that was the tenant's from the tenant's role."""
    role = tenant.schema_name if settings.TENANT_ROLES else roles.app_login()
    if role == roles.owner_login():
        return
    statements = ["REVOKE ALL ON SCHEMA {schema} FROM {role}"]
    for kind in ("TABLES", "SEQUENCES"):
        statements += [
            f"REVOKE ALL ON ALL {kind} IN SCHEMA {{schema}} FROM {{role}}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {{schema}} REVOKE ALL ON {kind} FROM {{role}}",
        ]
    names = {"schema": sql.Identifier(kept), "role": sql.Identifier(role)}
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(sql.SQL("; ".join(statements)).format(**names))


def _lock(tenant: Tenant, kept: str, patience: float) -> None:
    # What every request reads first: those that come meanwhile wait here, and hold nothing else.
    first = SessionStore.get_model_class()._meta.db_table
    others = [table for table in description.table_names(kept) if table != first]
    deadline, delay = time.monotonic() + patience, FIRST_DELAY
    while True:
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                _lock_tables(kept, [first], FIRST_TIMEOUT_MS)
                _lock_tables(kept, others, OTHERS_TIMEOUT_MS)
        except OperationalError as error:
            busy = (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected)
            if not isinstance(error.__cause__, busy):
                raise
            if time.monotonic() >= deadline:
                raise TenantInUse(
                    f'A transaction has used the tables of "{tenant.slug}" for {patience:g} s. '
                    "Nothing was changed. Try again when it has ended."
                ) from error
            time.sleep(delay)
            delay = min(delay * 2, MAX_DELAY)
        else:
            return


def _lock_tables(schema: str, tables: list[str], timeout_ms: int) -> None:
    names = sql.SQL(", ").join(sql.Identifier(schema, table) for table in tables)
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = {};"
                " LOCK TABLE {} IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = 0"
            ).format(timeout_ms, names)
        )


def _continue_sequences(schema: str, kept: str) -> None:
    """Let the next id be past those of both schemas."""
    shared = set(description.sequence_names(schema)) & set(description.sequence_names(kept))
    calls = [
        sql.SQL(
            "(SELECT pg_catalog.setval({name}, greatest(n.last_value, k.last_value),"
            " n.is_called OR k.is_called) FROM {new} n, {old} k)"
        ).format(
            name=sql.Literal(sql.Identifier(schema, sequence).as_string()),
            new=sql.Identifier(schema, sequence),
            old=sql.Identifier(kept, sequence),
        )
        for sequence in sorted(shared)
    ]
    if calls:
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(calls)))


def _end_sessions(schema: str, kept: str) -> None:
    table = SessionStore.get_model_class()._meta.db_table
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "DELETE FROM {new} n WHERE NOT EXISTS"
                " (SELECT FROM {old} k WHERE k.session_key = n.session_key)"
            ).format(new=sql.Identifier(schema, table), old=sql.Identifier(kept, table))
        )


def skip_ids() -> None:
    """Let the registry's next id be past all that it has: a restored row brings its own."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT pg_catalog.setval(s.name, greatest(t.last, (SELECT last_value FROM"
            " public.tenants_tenant_id_seq))) FROM (SELECT"
            " pg_get_serial_sequence('public.tenants_tenant', 'id')) s (name),"
            " (SELECT max(id) FROM public.tenants_tenant) t (last) WHERE t.last IS NOT NULL"
        )


def drop_kept(schema: str) -> None:
    """Drop a schema that a restore has replaced, for good. Raises BackupRefused for another."""
    if not _KEPT_FORM.fullmatch(schema):
        raise BackupRefused(f'"{schema}" is not what a restore has replaced.')
    with transaction.atomic(using=OWNER_ALIAS):
        schemas.drop_schema(schema)
