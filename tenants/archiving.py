"""Services that move a tenant into the archive, back, and out of the registry.

The engine knows nothing of backups: whoever archives a tenant says that all of it is elsewhere.
"""

import time
from collections.abc import Callable

from django.db import OperationalError, transaction
from psycopg import errors

from tenants import addresses, records, resolver, roles, schemas, states, wakeups
from tenants.backups import switching
from tenants.exceptions import TenantExists, TenantInUse
from tenants.models import RemovedTenant, Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.states import Act


def archive_tenant(tenant: Tenant, *, compare: Callable[[], None], patience: float = 60) -> None:
    """Drop the schema and the role of a suspended tenant; its row stays.

    `compare` is called when nobody can write to the tables any more, and raises unless all of them
    are elsewhere. Waits up to `patience` seconds for other transactions to end. Raises NotAllowed
    and TenantInUse, and whatever `compare` raises: nothing has changed then. In the caller's
    transaction, which must commit at once.
    """
    with transaction.atomic(using=OWNER_ALIAS):
        _lock(tenant, Act.ARCHIVE)
        try:
            schemas.refuse_writes(tenant.schema_name)
        except OperationalError as error:
            raise _in_use(tenant) from error
        compare()
        _drop_when_unused(tenant, patience)
        roles.drop_role(tenant.schema_name)
        wakeups.remove_company(tenant.slug)
        _set_archived(tenant, True)


def _drop_when_unused(tenant: Tenant, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                schemas.drop_schema(tenant.schema_name)
                return
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
            if time.monotonic() >= deadline:
                raise _in_use(tenant) from error
            time.sleep(0.05)


def _in_use(tenant: Tenant) -> TenantInUse:
    return TenantInUse(
        f'"{tenant.slug}" is suspended, but a transaction still uses its tables. Nothing was '
        "dropped. Try again when it has ended."
    )


def _lock(tenant: Tenant, act: Act) -> None:
    """Lock the row for a moment's work, and judge the state that it has now."""
    try:
        records.lock_row(tenant)
    except OperationalError as error:
        if not isinstance(error.__cause__, errors.LockNotAvailable):
            raise
        raise TenantInUse(f'"{tenant.slug}" is just being changed. Try again.') from error
    states.check(tenant.slug, tenant.state, act)


def _set_archived(tenant: Tenant, is_archived: bool) -> None:
    tenant.is_archived = is_archived
    Tenant.objects.using(OWNER_ALIAS).filter(pk=tenant.pk).update(is_archived=is_archived)


def bring_back(tenant: Tenant, schema: str) -> None:
    """Make the schema that of an archived tenant, which is suspended then.

    In the caller's transaction, which has loaded the schema. Raises NotAllowed and TenantInUse.
    """
    _lock(tenant, Act.BRING_BACK)
    _set_archived(tenant, False)
    switching.add(tenant, schema)


def remove_tenant(tenant: Tenant) -> None:
    """Remove what is left of an archived tenant, and never give its slug to another.

    Its address is kept for a time. What restores have replaced goes too; backups stay. Raises
    NotAllowed and TenantInUse.
    """
    with transaction.atomic(using=OWNER_ALIAS):
        _lock(tenant, Act.REMOVE)
        for kept, *_ in switching.kept_schemas(tenant.slug):
            schemas.drop_schema(kept)
        RemovedTenant.objects.using(OWNER_ALIAS).create(slug=tenant.slug, company=tenant.pk)
        addresses.keep(tenant.pk, tenant.subdomain)
        Tenant.objects.using(OWNER_ALIAS).filter(pk=tenant.pk).delete()
    known = {tenant.subdomain, tenant.main_address}
    transaction.on_commit(lambda: resolver.forget(*known), using=OWNER_ALIAS)


def refuse_removed(slug: str, *, company: int | None = None) -> None:
    """Raise TenantExists if a company with this slug was removed, unless it was this one."""
    removed = RemovedTenant.objects.using(OWNER_ALIAS).filter(slug=slug).first()
    if removed is not None and removed.company != company:
        raise TenantExists(
            f'A company with the slug "{slug}" was removed. Its slug is not given to another: '
            "choose another slug."
        )


def is_removed(slug: str) -> bool:
    """Return whether a company with this slug was removed."""
    return RemovedTenant.objects.using(OWNER_ALIAS).filter(slug=slug).exists()


def forget_removed(slug: str) -> None:
    """Note that the company with this slug is back."""
    RemovedTenant.objects.using(OWNER_ALIAS).filter(slug=slug).delete()
