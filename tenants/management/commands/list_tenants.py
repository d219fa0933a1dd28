"""`list_tenants`: the companies and their state."""

from typing import Any

from django.core.management.base import BaseCommand

from tenants.history import history
from tenants.management.printing import one_line
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class Command(BaseCommand):
    """Prints one line for each company."""

    help = "Lists the companies: slug, state, schema, address and name."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table, or how to create the first company."""
        tenants = list(Tenant.objects.using(OWNER_ALIAS).order_by("slug"))
        if not tenants:
            self.stdout.write(
                "No company yet. Create one: manage.py create_tenant SLUG --name NAME --country ES"
            )
            return
        rows = [("SLUG", "STATE", "SCHEMA", "ADDRESS", "NAME")]
        for tenant in tenants:
            schema = "behind" if history().is_behind(tenant.schema_version) else "current"
            schema = "none" if tenant.is_archived else schema
            rows.append(
                (tenant.slug, tenant.state, schema, f"{tenant.base_url}/", one_line(tenant.name))
            )
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
            self.stdout.write("  ".join([*cells, row[4]]))
