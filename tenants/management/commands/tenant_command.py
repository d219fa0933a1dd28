"""`tenant_command`: run any management command inside one company, or each of them."""

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
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class Command(BaseCommand):
    """Enters the tenant as a request would: its role, its schema, one transaction.

    Only what is known to work there is run; see tenants.management.inside.
    """

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
        slug = "SLUG" if options["all"] else chosen[0].slug
        if refusal := inside.refusal(rest[0], slug):
            raise CommandError(refusal)
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
        if history().is_behind(tenant.schema_version):
            word = f"{tenant.slug}: behind the code. Run manage.py migrate_tenants."
            self.stderr.write(self.style.NOTICE(word))
        as_owner = rest[0] in inside.AS_OWNER
        using = OWNER_ALIAS if as_owner else DEFAULT_DB_ALIAS
        extra = {"database": OWNER_ALIAS} if as_owner else {}
        try:
            with tenant_context(tenant, using, idle_limit=not _waits_for_a_person(rest[0])):
                call_command(*rest, stdout=self.stdout, stderr=self.stderr, **extra)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the next one has its turn
            if isinstance(error, SystemExit) and not error.code:
                return True
            said = f"{tenant.slug}: {type(error).__name__}: {error}"
            self.stderr.write(self.style.ERROR(said))
            return False
        if options["verbosity"] > 0 and options["all"]:
            self.stdout.write(f"{tenant.slug}: done")
        return True


def _waits_for_a_person(command: str) -> bool:
    """Tell whether somebody may sit and think in the middle of the command's transaction."""
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    return at_terminal or command in inside.READ_A_TERMINAL
