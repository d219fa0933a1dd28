"""`tenant_command`: run any management command inside one company, or each of them."""

import argparse
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.context import tenant_context
from tenants.exceptions import TenantError
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class Command(BaseCommand):
    """Enters the tenant as a request would: its role, its schema, one transaction."""

    help = "Runs a command inside a company: tenant_command SLUG|--all COMMAND [its arguments]."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the slug or --all, and leave the rest to the command."""
        parser.add_argument("--all", action="store_true", help="in each company that is served")
        parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="[SLUG] COMMAND …")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it, on past a failing company with --all."""
        rest: list[str] = options["rest"]
        tenants = Tenant.objects.using(OWNER_ALIAS)
        if options["all"]:
            chosen = list(tenants.active().order_by("slug"))
        else:
            chosen = self._one(rest)
            rest = rest[1:]
        if not rest:
            raise CommandError("Say which command: tenant_command SLUG|--all COMMAND [arguments]")
        if rest[0] not in get_commands():
            raise CommandError(f'No command "{rest[0]}". See manage.py help.')
        failed = [tenant.slug for tenant in chosen if not self._run(tenant, rest, options)]
        if failed:
            raise CommandError(f"{rest[0]} failed in: {', '.join(failed)}")

    def _one(self, rest: list[str]) -> list[Tenant]:
        if not rest:
            raise CommandError("Say which company: tenant_command SLUG|--all COMMAND [arguments]")
        try:
            return [Tenant.objects.using(OWNER_ALIAS).by_slug(rest[0])]
        except TenantError as error:
            raise CommandError(str(error)) from error

    def _run(self, tenant: Tenant, rest: list[str], options: dict[str, Any]) -> bool:
        """Run the command in one tenant's transaction; report a failure and undo it."""
        try:
            with tenant_context(tenant):
                call_command(*rest, stdout=self.stdout, stderr=self.stderr)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the next one has its turn
            if isinstance(error, SystemExit) and not error.code:
                return True
            said = f"{tenant.slug}: {type(error).__name__}: {error}"
            self.stderr.write(self.style.ERROR(said))
            return False
        if options["verbosity"] > 0 and options["all"]:
            self.stdout.write(f"{tenant.slug}: done")
        return True
