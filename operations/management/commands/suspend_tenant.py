"""`suspend_tenant`: suspend a company from the shell, or make it read-only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations import states
from operations.management.acting import add_slug, ask, find, refusing, rehearse
from operations.questions import READ_ONLY, SUSPEND
from tenants.management.printing import one_line
from tenants.states import Act


class Command(BaseCommand):
    """Suspend with the same service as the operator's admin."""

    help = (
        "Stops serving a company; with --read-only people can still sign in and read. Asks first "
        "at a terminal. resume_tenant takes either back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug, --read-only, --dry-run and --yes."""
        add_slug(parser)
        parser.add_argument(
            "--read-only", action="store_true", help="people can sign in and read, nothing changes"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Suspend the company, and say how to take it back."""
        read_only = options["read_only"]
        tenant = find(options["slug"])
        if options["dry_run"]:
            rehearse(self, tenant, Act.LIMIT if read_only else Act.SUSPEND)
            return
        target = "read-only" if read_only else "suspended"
        if tenant.state == target:
            self.stdout.write(f"{tenant.slug} is already {target}.")
            return
        if not options["yes"]:
            question = READ_ONLY if read_only else SUSPEND
            ask(self, tenant, f"{question.ask % tenant.name}? {question.consequence}")
        with refusing():
            if read_only:
                states.make_read_only(tenant)
            else:
                states.suspend(tenant)
        self.stdout.write(
            self.style.SUCCESS(
                one_line(f"{tenant.name} is {target} now.")
                + f" To take it back: manage.py resume_tenant {tenant.slug}"
            )
        )
