"""`verify_audit`: verify that the companies' audit trails were not changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from tenants.context import tenant_context
from tenants.exceptions import TenantError
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import AuditChain, AuditLine
from timetracking.trail.verifying import flaws


class Command(BaseCommand):
    """Verify each chain of hashes; read-only, and without printing the content of lines."""

    help = (
        "Verifies the audit trail of a company, or of all served companies. Prints the end of each "
        "chain as NUMBER:HASH. Store it elsewhere to prove later that no earlier line was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug and --noted."""
        parser.add_argument("slug", nargs="?", help="the company (default: all served companies)")
        parser.add_argument(
            "--noted", metavar="NUMBER:HASH", help="an earlier end of the company's chain"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line per company and per flaw; fail if there are flaws."""
        slug, noted = options["slug"], options["noted"]
        if noted and not slug:
            raise CommandError("--noted needs a company: verify_audit SLUG --noted NUMBER:HASH")
        try:
            broken = [t.slug for t in self._tenants(slug) if not self._is_intact(t, noted)]
        except (TenantError, DatabaseError) as error:
            raise CommandError(" ".join(str(error).split())) from error
        if broken:
            raise CommandError(f"The audit trail was changed: {', '.join(broken)}")

    def _tenants(self, slug: str | None) -> list[Tenant]:
        tenants = Tenant.objects.using(OWNER_ALIAS)
        return [tenants.by_slug(slug)] if slug else list(tenants.active().order_by("slug"))

    def _is_intact(self, tenant: Tenant, noted: str | None) -> bool:
        with tenant_context(tenant):
            problems = [f"line {flaw.number}: {flaw.description}" for flaw in flaws()]
            if noted and not _has_line(noted):
                problems.append(f"line {noted.partition(':')[0]}: is not the one that was noted")
            chain = AuditChain.objects.get()
        for problem in problems:
            self.stderr.write(self.style.ERROR(f"{tenant.slug}: {problem}"))
        if not problems:
            ending = f", ends with {chain.number}:{chain.hash}" if chain.number else ""
            self.stdout.write(f"{tenant.slug}: {chain.number} lines, intact{ending}")
        return not problems


def _has_line(noted: str) -> bool:
    """Return whether the noted line still exists with its hash."""
    number, _, noted_hash = noted.partition(":")
    if not number.isdecimal() or not noted_hash:
        raise CommandError("Write --noted as this command prints it: NUMBER:HASH")
    return AuditLine.objects.filter(number=int(number), hash=noted_hash).exists()
