"""`verify_audit`: whether the companies' audit trails are as they were written."""

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
    """Walks each chain of hashes; reads only, and shows nothing of what the lines say."""

    help = (
        "Verifies the audit trail of a company, or of all that are served. Prints how each chain "
        "ends, as NUMBER:HASH; noted elsewhere, it shows later that nothing before it was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a slug and what was noted of that company's chain."""
        parser.add_argument("slug", nargs="?", help="the company; without it, all that are served")
        parser.add_argument(
            "--noted", metavar="NUMBER:HASH", help="how the company's chain ended once"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a company and one a flaw; fail if there is any."""
        slug, noted = options["slug"], options["noted"]
        if noted and not slug:
            raise CommandError("Say whose chain it was: verify_audit SLUG --noted NUMBER:HASH")
        try:
            broken = [t.slug for t in self._chosen(slug) if not self._is_intact(t, noted)]
        except (TenantError, DatabaseError) as error:
            raise CommandError(" ".join(str(error).split())) from error
        if broken:
            raise CommandError(f"The audit trail is not as it was written: {', '.join(broken)}")

    def _chosen(self, slug: str | None) -> list[Tenant]:
        tenants = Tenant.objects.using(OWNER_ALIAS)
        return [tenants.by_slug(slug)] if slug else list(tenants.active().order_by("slug"))

    def _is_intact(self, tenant: Tenant, noted: str | None) -> bool:
        with tenant_context(tenant):
            found = [f"line {flaw.number}: {flaw.what}" for flaw in flaws()]
            if noted and not _still_says(noted):
                found.append(f"line {noted.partition(':')[0]}: is not the one that was noted")
            end = AuditChain.objects.get()
        for flaw in found:
            self.stderr.write(self.style.ERROR(f"{tenant.slug}: {flaw}"))
        if not found:
            ending = f", ends with {end.number}:{end.hash}" if end.number else ""
            self.stdout.write(f"{tenant.slug}: {end.number} lines, intact{ending}")
        return not found


def _still_says(noted: str) -> bool:
    """Tell whether the line that was noted is still there with its hash."""
    number, _, noted_hash = noted.partition(":")
    if not number.isdecimal() or not noted_hash:
        raise CommandError("Write --noted as this command printed it: NUMBER:HASH")
    return AuditLine.objects.filter(number=int(number), hash=noted_hash).exists()
