"""`resume_tenant`: serve a suspended or read-only company again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations import states
from operations.management.acting import add_slug, find, refusing, rehearse
from tenants.management.printing import one_line
from tenants.states import Act


class Command(BaseCommand):
    """Resume with the same service as the operator's admin."""

    help = "Serves a company that is suspended or read-only without limits again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug and --dry-run."""
        add_slug(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Resume the company, and print its address."""
        tenant = find(options["slug"])
        if options["dry_run"]:
            rehearse(self, tenant, Act.RESUME)
            return
        if tenant.state == "served":
            self.stdout.write(f"{tenant.slug} is already served.")
            return
        with refusing():
            states.resume(tenant)
        line = one_line(f"{tenant.name} is served again: {tenant.base_url}/")
        self.stdout.write(self.style.SUCCESS(line))
