"""`note_audit_ends`: note how the companies' audit trails end, out of the companies' reach."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from config.management.audit_ends import End, note_in_file, note_in_public, noted_in_public
from tenants.context import tenant_context
from tenants.exceptions import TenantError
from tenants.management.printing import kind_of, one_line
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import AuditChain


class Command(BaseCommand):
    """Note the end of each chain, unless it does not continue from the one noted before."""

    help = (
        "Notes the end of each served company's audit trail in a table that only the owner login "
        "can access, prints it as a line of JSON, and appends it to the file AUDIT_LOG, if that is "
        "set. Run it daily, and keep the lines in another place. verify_audit compares with them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug and --anew."""
        parser.add_argument("slug", nargs="?", help="the company (default: all served companies)")
        parser.add_argument(
            "--anew",
            action="store_true",
            help="accept a company's trail although it does not continue from the end noted "
            "before, because the company was restored or created anew on purpose",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Continue after a company that fails, and fail at the end."""
        slug, is_anew = options["slug"], options["anew"]
        if is_anew and not slug:
            raise CommandError("--anew needs a company: note_audit_ends SLUG --anew")
        tenants = Tenant.objects.using(OWNER_ALIAS)
        try:
            served = [tenants.by_slug(slug)] if slug else list(tenants.active().order_by("slug"))
        except TenantError as error:
            raise CommandError(str(error)) from error
        noted = {} if is_anew else noted_in_public()
        now = timezone.now()
        failed = [t.slug for t in served if not self._note(t, noted.get(t.slug), now, is_anew)]
        if failed:
            raise CommandError(f"The end was not noted: {', '.join(failed)}")

    def _note(self, tenant: Tenant, noted: End | None, now: datetime, is_anew: bool) -> bool:
        """Note the end of one company; return whether it continues from the one noted before."""
        try:
            with tenant_context(tenant, repeatable=True):
                end = End.of(tenant, now=now)
                problem = _problem(tenant, noted, end)
        except AuditChain.DoesNotExist:
            problem = "the end of the chain is not recorded"
        except Exception as error:  # noqa: BLE001 - continue with the next company
            problem = f"could not be read: {kind_of(error)}"
        if problem:
            self.stderr.write(self.style.ERROR(one_line(f"{tenant.slug}: {problem}")))
            return False
        _keep(end, is_anew)
        self.stdout.write(end.to_json())
        return True


def _problem(tenant: Tenant, noted: End | None, end: End) -> str:
    """Return why the end must not replace the noted one, which would hide a change, or ""."""
    if end.number < 1:
        return "the trail is empty"
    if noted and (problem := noted.broken_by(tenant)):
        return problem
    if noted and end.number < noted.number:
        return f"the chain ends before line {noted.number}, which was noted"
    return "the chain does not end with its last line" if end.broken_by(tenant) else ""


def _keep(end: End, is_anew: bool) -> None:
    """Note the end in public and in the file, in the same order, or in neither."""
    with transaction.atomic(using=OWNER_ALIAS):
        if note_in_public(end, anew=is_anew) and settings.AUDIT_LOG:
            try:
                note_in_file(settings.AUDIT_LOG, end)
            except OSError as error:
                raise CommandError(f"AUDIT_LOG cannot be written: {error}") from error
