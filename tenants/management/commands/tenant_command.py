"""`tenant_command`: run a management command inside one company, or in each of them."""

import argparse
import sys
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS

from tenants.context import tenant_context
from tenants.exceptions import TenantError
from tenants.history import history
from tenants.management import inside
from tenants.management.printing import one_line
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class Command(BaseCommand):
    """Enters the tenant as a request does: its role, its schema, one transaction.

    Runs only commands that are known to work there; see tenants.management.inside.
    """

    help = "Runs a command inside a company: tenant_command SLUG|--all COMMAND [its arguments]."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug or --all; pass the rest on to the command."""
        parser.add_argument("--all", action="store_true", help="run in each company that is served")
        parser.add_argument("command_line", nargs=argparse.REMAINDER, metavar="[SLUG] COMMAND …")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command; with --all, continue after a company has failed."""
        command_line: list[str] = options["command_line"]
        queryset = Tenant.objects.using(OWNER_ALIAS)
        if options["all"]:
            tenants = list(queryset.active().order_by("slug"))
        else:
            tenants = [self._find_tenant(command_line)]
            command_line = command_line[1:]
        if not command_line:
            raise CommandError("Name the command: tenant_command SLUG|--all COMMAND [arguments]")
        if command_line[0] not in get_commands():
            raise CommandError(f'No command "{command_line[0]}". See manage.py help.')
        slug = "SLUG" if options["all"] else tenants[0].slug
        if refusal := inside.refusal(command_line[0], slug):
            raise CommandError(refusal)
        failed = [tenant.slug for tenant in tenants if not self._run(tenant, command_line, options)]
        if failed:
            raise CommandError(f"{command_line[0]} failed in: {', '.join(failed)}")

    def _find_tenant(self, command_line: list[str]) -> Tenant:
        if not command_line:
            raise CommandError("Name the company: tenant_command SLUG|--all COMMAND [arguments]")
        try:
            tenant = Tenant.objects.using(OWNER_ALIAS).by_slug(command_line[0])
        except TenantError as error:
            raise CommandError(str(error)) from error
        if tenant.is_archived:
            raise CommandError(f'"{tenant.slug}" is archived: it has no tables.')
        return tenant

    def _run(self, tenant: Tenant, command_line: list[str], options: dict[str, Any]) -> bool:
        """Run the command in the tenant's transaction; report and roll back a failure."""
        if history().is_behind(tenant.schema_version):
            warning = f"{tenant.slug}: behind the code. Run manage.py migrate_tenants."
            self.stderr.write(self.style.NOTICE(warning))
        as_owner = command_line[0] in inside.OWNER_COMMANDS
        using = OWNER_ALIAS if as_owner else DEFAULT_DB_ALIAS
        database = {"database": OWNER_ALIAS} if as_owner else {}
        try:
            with tenant_context(tenant, using, idle_limit=not _is_interactive(command_line[0])):
                call_command(*command_line, stdout=self.stdout, stderr=self.stderr, **database)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - continue with the next tenant
            if isinstance(error, SystemExit) and not error.code:
                return True
            message = one_line(f"{tenant.slug}: {type(error).__name__}: {error}")
            self.stderr.write(self.style.ERROR(message))
            return False
        if options["verbosity"] > 0 and options["all"]:
            self.stdout.write(f"{tenant.slug}: done")
        return True


def _is_interactive(command: str) -> bool:
    """Return whether the command may wait for a person while its transaction is open."""
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    return at_terminal or command in inside.INTERACTIVE
