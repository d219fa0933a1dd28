"""`archive_tenant`: keep a company as a backup alone, and bring it back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations import states
from operations.management.acting import add_slug, ask, find, refusing, rehearse
from operations.questions import ARCHIVE
from tenants.management.printing import one_line
from tenants.states import Act, State


class Command(BaseCommand):
    """Archive with the same service as the operator's admin."""

    help = (
        "Suspends a company, backs it up, restores the backup on trial, and drops its tables; its "
        "row stays. Interrupted at any moment, run it again, or resume_tenant. --undo brings it "
        "back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug, --undo, --dry-run and --yes."""
        add_slug(parser)
        parser.add_argument("--undo", action="store_true", help="bring it back from the archive")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Archive the company or bring it back, and say what comes next."""
        tenant = find(options["slug"])
        if options["dry_run"]:
            rehearse(self, tenant, Act.BRING_BACK if options["undo"] else Act.ARCHIVE)
        elif options["undo"]:
            with refusing():
                states.bring_back(tenant)
            line = one_line(f"{tenant.name} is back, and suspended.")
            self.stdout.write(
                self.style.SUCCESS(f"{line} To serve it: manage.py resume_tenant {tenant.slug}")
            )
        elif tenant.state == State.ARCHIVED:
            self.stdout.write(f"{tenant.slug} is already archived.")
        else:
            if not options["yes"]:
                ask(self, tenant, f"{ARCHIVE.ask % tenant.name}? {ARCHIVE.consequence}")
            with refusing():
                backup = states.archive(tenant)
            line = one_line(f"{tenant.name} is archived: {backup.place}")
            self.stdout.write(
                self.style.SUCCESS(line)
                + f"\nTo bring it back: manage.py archive_tenant {tenant.slug} --undo"
            )
