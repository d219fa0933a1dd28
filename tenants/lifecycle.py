"""A tenant's life: provision, suspend, resume, rename, drop. Each is one transaction."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from psycopg import errors

from tenants import resolver, roles, schemas
from tenants.context import tenant_context
from tenants.creation import TableMaker
from tenants.exceptions import ProvisioningError, TenantExists
from tenants.history import history
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.signals import tenant_provisioned

REGISTRY = Tenant._meta.db_table


@cache
def table_maker() -> TableMaker:
    """Return the one of this process."""
    return TableMaker()


def provision_tenant(
    *,
    slug: str,
    name: str,
    subdomain: str | None = None,
    first_facts: Mapping[str, Any] | None = None,
) -> Tenant:
    """Make a tenant: row, role, schema, grants, tables and first rows, in one transaction.

    Without a subdomain the slug serves, its underscores as hyphens. `first_facts` go to the
    receivers of tenant_provisioned as they are; whoever knows their meaning refuses what is wrong.
    Raises ValidationError for bad words, TenantExists for a taken slug or address,
    ProvisioningError for all else; whatever it raises, nothing is left behind.
    """
    tenant = Tenant(slug=slug, name=name, subdomain=subdomain or slug.replace("_", "-").strip("-"))
    tenant.clean_fields(exclude=["schema_version"])
    try:
        with transaction.atomic(using=OWNER_ALIAS):
            tenant.schema_version = history().version
            tenant.save()
            _make_schema(tenant)
            with tenant_context(tenant, using=OWNER_ALIAS):
                table_maker().create_tables(tenant)
                tenant_provisioned.send(
                    sender=Tenant,
                    tenant=tenant,
                    using=OWNER_ALIAS,
                    first_facts=first_facts or {},
                )
    except DatabaseError as error:
        if taken := _taken(tenant, error):
            raise taken from error
        reason = " ".join(str(error).split())
        raise ProvisioningError(
            f'"{slug}" could not be set up, and nothing was left behind: {reason}'
        ) from error
    _forget_on_commit(tenant)
    return tenant


def _forget_on_commit(tenant: Tenant, *, also: str = "") -> None:
    """Drop what this process remembers, once the caller's transaction has really ended."""
    addresses = {tenant.subdomain, also or tenant.subdomain}
    transaction.on_commit(lambda: resolver.forget(*addresses), using=OWNER_ALIAS)


def _taken(tenant: Tenant, error: DatabaseError) -> TenantExists | None:
    """Say which word is taken, if that is what the database has refused."""
    cause = error.__cause__
    if isinstance(cause, errors.DuplicateSchema):
        return TenantExists(
            f'The database has a schema "{tenant.schema_name}" that belongs to no company. '
            "Choose another slug, or rename that schema."
        )
    if not (isinstance(cause, errors.UniqueViolation) and cause.diag.table_name == REGISTRY):
        return None
    what, word = "address", tenant.subdomain
    if "slug" in str(cause.diag.constraint_name):
        what, word = "slug", tenant.slug
    return TenantExists(
        f'There is a company with the {what} "{word}" already. Choose another {what}.'
    )


def _make_schema(tenant: Tenant) -> None:
    roles.create_role(tenant.schema_name)
    schemas.create_schema(tenant.schema_name)
    roles.grant_schema(tenant.schema_name)
    roles.admit(tenant.schema_name)


def suspend_tenant(tenant: Tenant) -> None:
    """Stop serving the tenant and withdraw its role: the next transaction anywhere is refused."""
    with transaction.atomic(using=OWNER_ALIAS):
        _set_served(tenant, served=False)
        roles.withdraw(tenant.schema_name)
    _forget_on_commit(tenant)


def resume_tenant(tenant: Tenant) -> None:
    """Serve the tenant again."""
    with transaction.atomic(using=OWNER_ALIAS):
        _set_served(tenant, served=True)
        roles.restore_grants(tenant.schema_name)
        roles.protect_tables(tenant.schema_name)
    _forget_on_commit(tenant)


def _set_served(tenant: Tenant, *, served: bool) -> None:
    locked = Tenant.objects.using(OWNER_ALIAS).select_for_update().get(pk=tenant.pk)
    locked.is_active = served
    locked.save(update_fields=["is_active"])
    tenant.is_active = served


def update_tenant(tenant: Tenant, *, name: str, subdomain: str) -> None:
    """Change what a tenant is called and where it is found; the old address stops working."""
    with transaction.atomic(using=OWNER_ALIAS):
        locked = Tenant.objects.using(OWNER_ALIAS).select_for_update().get(pk=tenant.pk)
        before = locked.subdomain
        locked.name, locked.subdomain = name, subdomain
        locked.clean_fields(exclude=["schema_version"])
        others = Tenant.objects.using(OWNER_ALIAS).exclude(pk=tenant.pk)
        if others.filter(subdomain=subdomain).exists():
            raise ValidationError(
                {"subdomain": "Another company has this address. Choose another."}
            )
        locked.save(update_fields=["name", "subdomain"])
    tenant.name, tenant.subdomain = name, subdomain
    _forget_on_commit(tenant, also=before)


def drop_tenant(tenant: Tenant) -> None:
    """Remove the tenant with all its data, for good. No command or page calls this yet."""
    with transaction.atomic(using=OWNER_ALIAS):
        schemas.drop_schema(tenant.schema_name)
        roles.drop_role(tenant.schema_name)
        Tenant.objects.using(OWNER_ALIAS).filter(pk=tenant.pk).delete()
    _forget_on_commit(tenant)
