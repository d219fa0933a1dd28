"""`resume_tenant`: serve a suspended or read-only company again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations import states
from tenants.exceptions import TenantError
from tenants.management.printing import one_line
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class Command(BaseCommand):
    """Resume with the same service as the operator's admin."""

    help = "Serves a company that is suspended or read-only without limits again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug."""
        parser.add_argument("slug", metavar="SLUG", help="the company, as in list_tenants")

    def handle(self, *args: Any, **options: Any) -> None:
        """Resume the company, and print its address."""
        try:
            tenant = Tenant.objects.using(OWNER_ALIAS).by_slug(options["slug"])
        except TenantError as error:
            raise CommandError(str(error)) from error
        if tenant.state == "served":
            self.stdout.write(f"{tenant.slug} is already served.")
            return
        states.resume(tenant)
        line = one_line(f"{tenant.name} is served again: {tenant.base_url}/")
        self.stdout.write(self.style.SUCCESS(line))
