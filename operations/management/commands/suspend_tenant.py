"""`suspend_tenant`: suspend a company from the shell, or make it read-only."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations import states
from operations.questions import READ_ONLY, SUSPEND
from tenants.exceptions import TenantError
from tenants.management.printing import one_line
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class Command(BaseCommand):
    """Suspend with the same service as the operator's admin."""

    help = (
        "Stops serving a company; with --read-only people can still sign in and read. Asks first "
        "at a terminal. resume_tenant takes either back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug, --read-only and --yes."""
        parser.add_argument("slug", metavar="SLUG", help="the company, as in list_tenants")
        parser.add_argument(
            "--read-only", action="store_true", help="people can sign in and read, nothing changes"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Suspend the company, and say how to take it back."""
        read_only = options["read_only"]
        try:
            tenant = Tenant.objects.using(OWNER_ALIAS).by_slug(options["slug"])
        except TenantError as error:
            raise CommandError(str(error)) from error
        target = "read-only" if read_only else "suspended"
        if tenant.state == target:
            self.stdout.write(f"{tenant.slug} is already {target}.")
            return
        if not options["yes"] and sys.stdin is not None and sys.stdin.isatty():
            self._ask(tenant, read_only=read_only)
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

    def _ask(self, tenant: Tenant, *, read_only: bool) -> None:
        question = READ_ONLY if read_only else SUSPEND
        self.stdout.write(one_line(f"{question.ask % tenant.name}? {question.consequence}"))
        if input("Type the slug to go on: ").strip() != tenant.slug:
            raise CommandError("Nothing was changed.")
