"""What tests of migrations share: migrations put after the product's, and two alike companies."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connections

from tenants import lifecycle
from tenants.history import Node, history
from tenants.migrator import TenantMigrator
from tenants.models import PreparedTables, Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.catalog import catalog_of
from timetracking import migrations as product

Extend = Callable[..., None]
# The product's last migration, and the two that the tests put after it.
LAST = max(path.stem for path in Path(product.__path__[0]).glob("0*.py"))
NEXT: Node = ("timetracking", f"{int(LAST[:4]) + 1:04}_next")
AFTER_NEXT = f"{int(LAST[:4]) + 2:04}_next"
Pair = Callable[[], tuple[Tenant, Tenant]]


def sql(statement: str) -> list[Any]:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def forget() -> None:
    history.cache_clear()
    lifecycle.table_creator.cache_clear()


def forget_tables() -> None:
    """Forget how tables are made, also what is kept for other processes."""
    lifecycle.table_creator.cache_clear()
    PreparedTables.objects.using(OWNER_ALIAS).all().delete()


def assert_same(*tenants: Tenant) -> None:
    first, *others = (catalog_of(tenant.schema_name) for tenant in tenants)
    for other in others:
        for what in first:
            assert first[what] == other[what], what


def migrate(*companies: Tenant) -> TenantMigrator:
    migrator = TenantMigrator()
    for company in companies:
        migrator.migrate(company)
    return migrator


def back_to(name: str, *companies: Tenant, label: str = "timetracking") -> TenantMigrator:
    migrator = TenantMigrator(target=(label, name))
    for company in companies:
        migrator.migrate(company)
    return migrator
