"""Services that change a tenant's state, from its first row to its last, in one transaction each.

Which may follow which is in tenants.states, and is judged here under the lock of the tenant's row.
"""

import time
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from django.db import DatabaseError, OperationalError, transaction
from django.utils.translation import gettext as _
from psycopg import errors

from tenants import addresses, archiving, records, resolver, roles, schemas, states, wakeups
from tenants.backups import switching
from tenants.context import tenant_context
from tenants.creation import TableCreator
from tenants.exceptions import (
    ChangedMeanwhile,
    NotAllowed,
    ProvisioningError,
    TenantExists,
    TenantInUse,
    UnknownTenant,
)
from tenants.history import history
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.signals import tenant_provisioned
from tenants.states import Act

REGISTRY = Tenant._meta.db_table


@cache
def table_creator() -> TableCreator:
    """Return the table creator of this process."""
    return TableCreator()


def provision_tenant(
    *,
    slug: str,
    name: str,
    subdomain: str | None = None,
    first_facts: Mapping[str, Any] | None = None,
) -> Tenant:
    """Create a tenant: row, role, schema, grants, tables and first rows, in one transaction.

    The subdomain defaults to the slug, with hyphens for underscores. `first_facts` are passed
    unchanged to the receivers of tenant_provisioned, which validate them. Raises ValidationError
    for invalid values, TenantExists if the slug or the address is taken, and ProvisioningError
    for any other database error. Every error rolls back all changes.
    """
    tenant = Tenant(slug=slug, name=name, subdomain=subdomain or slug.replace("_", "-").strip("-"))
    tenant.clean_fields(exclude=["schema_version"])
    try:
        with transaction.atomic(using=OWNER_ALIAS):
            archiving.refuse_removed(slug)
            _create(tenant, first_facts or {})
    except DatabaseError as error:
        if conflict := _conflict(tenant, error):
            raise conflict from error
        reason = " ".join(str(error).split())
        raise ProvisioningError(
            f'"{slug}" could not be set up, and nothing was left behind: {reason}'
        ) from error
    _forget_on_commit(tenant)
    return tenant


def _create(tenant: Tenant, first_facts: Mapping[str, Any]) -> None:
    """Create the row, the schema and its contents."""
    tenant.schema_version = history().version
    tenant.save()
    addresses.take(tenant)
    roles.create_schema(tenant.schema_name)
    with tenant_context(tenant, using=OWNER_ALIAS):
        table_creator().create_tables(tenant)
        tenant_provisioned.send(
            sender=Tenant, tenant=tenant, using=OWNER_ALIAS, first_facts=first_facts
        )


def _forget_on_commit(tenant: Tenant, *, old_subdomain: str = "") -> None:
    """Clear the addresses from this process's cache once the caller's transaction commits."""
    known = {tenant.subdomain, old_subdomain or tenant.subdomain, tenant.main_address}
    transaction.on_commit(lambda: resolver.forget(*known), using=OWNER_ALIAS)


def _conflict(tenant: Tenant, error: DatabaseError) -> TenantExists | None:
    """Return the error for a slug or an address that is taken; None for any other error."""
    cause = error.__cause__
    if isinstance(cause, errors.DuplicateSchema):
        return TenantExists(
            f'The database has a schema "{tenant.schema_name}" that belongs to no company. '
            "Choose another slug, or rename that schema."
        )
    if not (isinstance(cause, errors.UniqueViolation) and cause.diag.table_name == REGISTRY):
        return None
    field, value = "address", tenant.subdomain
    if "slug" in str(cause.diag.constraint_name):
        field, value = "slug", tenant.slug
    return TenantExists(
        f'A company with the {field} "{value}" already exists. Choose another {field}.'
    )


def suspend_tenant(tenant: Tenant) -> None:
    """Stop serving the tenant and revoke access to its role; the next transaction is refused."""
    with transaction.atomic(using=OWNER_ALIAS):
        _set_state(tenant, Act.SUSPEND, is_active=False, is_read_only=False)
        roles.revoke_access(tenant.schema_name)
    _forget_on_commit(tenant)


def make_read_only(tenant: Tenant) -> None:
    """Serve the tenant so that people can sign in and read, while nothing can be changed.

    The middleware refuses what would write, and the database refuses it to the tenant's role, in
    every worker from the next transaction on. A suspended tenant is served again.
    """
    with transaction.atomic(using=OWNER_ALIAS):
        _set_state(tenant, Act.LIMIT, is_active=True, is_read_only=True)
        roles.restore_grants(tenant.schema_name)
        roles.forbid_writing(tenant.schema_name)
        wakeups.wake_company(tenant.slug)
    _forget_on_commit(tenant)


def resume_tenant(tenant: Tenant) -> None:
    """Serve the tenant again, without limits."""
    with transaction.atomic(using=OWNER_ALIAS):
        _set_state(tenant, Act.RESUME, is_active=True, is_read_only=False)
        roles.restore_grants(tenant.schema_name)
        roles.protect_tables(tenant.schema_name)
        wakeups.wake_company(tenant.slug)
    _forget_on_commit(tenant)


def _locked(tenant: Tenant) -> Tenant:
    """Return the tenant as it is, with its row locked; raise UnknownTenant if it is gone."""
    locked = Tenant.objects.using(OWNER_ALIAS).select_for_update().filter(pk=tenant.pk).first()
    if locked is None:
        raise UnknownTenant(tenant.slug, [])
    return locked


def _set_state(tenant: Tenant, act: Act, *, is_active: bool, is_read_only: bool) -> None:
    locked = _locked(tenant)
    states.check(locked.slug, locked.state, act)
    locked.is_active, locked.is_read_only = is_active, is_read_only
    locked.save(update_fields=["is_active", "is_read_only"])
    tenant.is_active, tenant.is_read_only = is_active, is_read_only
    tenant.is_archived = False


def update_tenant(tenant: Tenant, *, name: str, subdomain: str, is_rehearsal: bool = False) -> None:
    """Change the tenant's name and address; the old address leads to the new one for a time.

    `tenant` is as the caller has read it. What the caller leaves as it was stays as it is now, so
    that two operators do not undo each other.
    A rehearsal only finds out whether that would be refused, and rolls back.
    Raises ValidationError, TenantExists if the address is another's or kept for another,
    ChangedMeanwhile if somebody else has changed the same, and UnknownTenant if the tenant is gone.
    """
    with transaction.atomic(using=OWNER_ALIAS):
        locked = _locked(tenant)
        old_subdomain = locked.subdomain
        _take_over(locked, tenant, name=name, subdomain=subdomain)
        locked.clean_fields(exclude=["schema_version"])
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                locked.save(update_fields=["name", "subdomain"])
        except DatabaseError as error:
            raise _conflict(locked, error) or error from error
        addresses.take(locked)
        if old_subdomain != locked.subdomain:
            addresses.keep(locked.pk, old_subdomain)
        if is_rehearsal:
            transaction.set_rollback(True, using=OWNER_ALIAS)
            return
    tenant.name, tenant.subdomain = locked.name, locked.subdomain
    _forget_on_commit(tenant, old_subdomain=old_subdomain)


def _take_over(locked: Tenant, read: Tenant, **wanted: str) -> None:
    """Set what is wanted otherwise than it was read, unless it is no longer what was read."""
    for field, value in wanted.items():
        before, now = getattr(read, field), getattr(locked, field)
        if value == before:
            continue
        if now not in (before, value):
            raise ChangedMeanwhile(
                _('"%(before)s" was changed to "%(now)s" in the meantime. Nothing was changed.')
                % {"before": before, "now": now}
            )
        setattr(locked, field, value)


def change_features(
    tenant: Tenant, *, on: Mapping[str, Any], off: Collection[str] = ()
) -> dict[str, list[Any]]:
    """Switch features of the tenant on, with their values, and others off; return what changed.

    The values are the old and the new one of each, None for off. Locks the tenant's row, so that
    two operators do not undo each other; other processes see it within MAX_STALENESS seconds. In
    the caller's transaction, which may still refuse. Raises NotAllowed for an archived tenant.
    """
    with transaction.atomic(using=OWNER_ALIAS):
        locked = Tenant.objects.using(OWNER_ALIAS).select_for_update().get(pk=tenant.pk)
        if locked.is_archived:
            raise NotAllowed(
                f'"{tenant.slug}" is archived. Bring it back first: '
                f"manage.py archive_tenant {tenant.slug} --undo"
            )
        before = locked.features
        locked.features = {**{k: v for k, v in before.items() if k not in off}, **on}
        locked.save(update_fields=["features"])
    tenant.features = locked.features
    _forget_on_commit(tenant)
    names = sorted({*before, *locked.features})
    changes = {name: [before.get(name), locked.features.get(name)] for name in names}
    return {name: change for name, change in changes.items() if change[0] != change[1]}


def drop_tenant(tenant: Tenant, *, patience: float = 60) -> None:
    """Suspend the tenant, then delete it and all its data for good, whatever its state.

    For companies made to be thrown away, by tests and benchmarks: operators archive and then remove
    one, which keeps a backup and the slug.

    Waits up to `patience` seconds for transactions that began before, which are never aborted for
    it; raises TenantInUse if one still holds a table, and leaves the tenant suspended.
    """
    if not tenant.is_archived:
        suspend_tenant(tenant)
    deadline = time.monotonic() + patience
    while True:
        try:
            with transaction.atomic(using=OWNER_ALIAS, durable=True):
                records.lock_row(tenant)
                schemas.drop_schema(tenant.schema_name)
                for kept, *_ in switching.kept_schemas(tenant.slug):
                    schemas.drop_schema(kept)
                roles.drop_role(tenant.schema_name)
                wakeups.remove_company(tenant.slug)
                addresses.forget(tenant.pk)
                Tenant.objects.using(OWNER_ALIAS).filter(pk=tenant.pk).delete()
            break
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
            if time.monotonic() >= deadline:
                raise TenantInUse(
                    f'"{tenant.slug}" is suspended, but a transaction still uses its tables. '
                    "Delete it again later."
                ) from error
            time.sleep(0.05)
    _forget_on_commit(tenant)
