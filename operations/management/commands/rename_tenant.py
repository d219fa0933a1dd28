"""`rename_tenant`: give a company another name or address."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations import renaming
from operations.management.acting import add_slug, ask, find, refusing
from tenants.management.printing import one_line


class Command(BaseCommand):
    """Rename with the same service as the operator's admin."""

    help = (
        "Changes a company's name or the first part of its address; the slug never changes. For "
        "ADDRESS_KEPT_DAYS days the old address leads to the new one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug, --subdomain, --name, --dry-run and --yes."""
        add_slug(parser)
        parser.add_argument("--subdomain", metavar="ADDRESS", help="the new first part")
        parser.add_argument("--name", help="the new name, as people see it")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what it means, ask, and rename."""
        tenant = find(options["slug"])
        name = tenant.name if options["name"] is None else options["name"].strip()
        subdomain = (options["subdomain"] or tenant.subdomain).strip().lower()
        if (name, subdomain) == (tenant.name, tenant.subdomain):
            raise CommandError("Write what to change: --subdomain ADDRESS, --name NAME, or both.")
        with refusing():
            sentences = list(renaming.rehearse(tenant, name=name, subdomain=subdomain))
        for sentence in sentences:
            self.stdout.write(one_line(sentence))
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")
            return
        if not options["yes"]:
            ask(self, tenant, "Rename it?")
        with refusing():
            renaming.rename(tenant, name=name, subdomain=subdomain)
        self.stdout.write(self.style.SUCCESS(one_line(f"{tenant.name}: {tenant.base_url}/")))
