"""`drop_tenant`: remove a company from the archive for good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations import states
from operations.management.acting import add_slug, ask, at_terminal, find, refusing, rehearse
from operations.questions import REMOVE
from tenants.management.printing import one_line
from tenants.states import Act


class Command(BaseCommand):
    """Remove with the same service as the operator's admin."""

    help = (
        "Removes an archived company for good, once its backup was restored on trial again. Its "
        "slug is never given to another company. Asks for the slug; --yes SLUG answers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug, --dry-run and --yes."""
        add_slug(parser)
        parser.add_argument(
            "--yes", metavar="SLUG", default="", help="the slug once more, instead of being asked"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Have the slug typed, and remove the company."""
        tenant = find(options["slug"])
        if options["dry_run"]:
            rehearse(self, tenant, Act.REMOVE)
            return
        if options["yes"] and options["yes"] != tenant.slug:
            raise CommandError(f"Write --yes {tenant.slug}. Nothing was changed.")
        if not options["yes"]:
            if not at_terminal():
                raise CommandError(f"Write --yes {tenant.slug}, or run it at a terminal.")
            ask(self, tenant, f"{REMOVE.ask % tenant.name}? {REMOVE.consequence}")
        with refusing():
            states.remove(tenant)
        self.stdout.write(self.style.SUCCESS(one_line(f"{tenant.name} is removed.")))
