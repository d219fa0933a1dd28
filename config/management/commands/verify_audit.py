"""`verify_audit`: verify that the companies' audit trails and tables were not changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from config.management.audit_ends import End, noted_in_file, noted_in_public
from tenants.context import tenant_context
from tenants.exceptions import TenantError
from tenants.management.printing import kind_of, one_line
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import AuditChain, AuditLine
from timetracking.trail.flaws import MOST
from timetracking.trail.verifying import verify


@dataclass
class Noted:
    """The ends that were noted: in public, in a file, and one on the command line."""

    in_public: dict[str, End]
    in_file: dict[str, End] = field(default_factory=dict)
    given: str = ""

    def problems(self, tenant: Tenant) -> Iterator[str]:
        """Yield what the company's trail contradicts. Call it inside the company."""
        ends = {ends[tenant.slug] for ends in (self.in_public, self.in_file) if tenant.slug in ends}
        yield from sorted({problem for end in ends if (problem := end.broken_by(tenant))})
        if self.given and not _has_line(self.given):
            yield f"line {self.given.partition(':')[0]}: is not the one that was noted"


class Command(BaseCommand):
    """Verify each company's trail; read-only, and without printing what lines contain."""

    help = (
        "Verifies the audit trail of a company, or of all served companies: its chain of hashes, "
        "the rows of the tables, and the ends that note_audit_ends noted. Prints the end of each "
        "chain as NUMBER:HASH."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug, --noted and --log."""
        parser.add_argument("slug", nargs="?", help="the company (default: all served companies)")
        parser.add_argument(
            "--noted", metavar="NUMBER:HASH", help="an earlier end of the company's chain"
        )
        parser.add_argument(
            "--log", metavar="FILE", help="a file of note_audit_ends (default: AUDIT_LOG)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line per company and per flaw; fail if there are flaws."""
        slug, given = options["slug"], options["noted"] or ""
        if given and not slug:
            raise CommandError("--noted needs a company: verify_audit SLUG --noted NUMBER:HASH")
        try:
            tenants, noted = self._tenants(slug), Noted(noted_in_public(), given=given)
        except (TenantError, DatabaseError) as error:
            raise CommandError(" ".join(str(error).split())) from error
        noted.in_file, is_file_whole = self._file(options["log"], noted.in_public)
        changed, unread = [], []
        for tenant in tenants:
            try:
                if not self._is_intact(tenant, noted):
                    changed.append(tenant.slug)
            except CommandError:
                raise
            except Exception as error:  # noqa: BLE001 - continue with the next company
                self._report(tenant, f"could not be read: {kind_of(error)}")
                unread.append(tenant.slug)
        self._fail(changed, unread, is_file_whole)

    def _tenants(self, slug: str | None) -> list[Tenant]:
        tenants = Tenant.objects.using(OWNER_ALIAS)
        return [tenants.by_slug(slug)] if slug else list(tenants.active().order_by("slug"))

    def _file(self, path: str | None, in_public: dict[str, End]) -> tuple[dict[str, End], bool]:
        """Return the ends in the file, and whether it is whole; say what is wrong with it."""
        file: Path | None = Path(path) if path is not None else settings.AUDIT_LOG
        if file is None:
            return {}, True
        if path is None and not file.exists():
            # Before note_audit_ends runs for the first time there is no file yet.
            if in_public:
                self._print(f"{file}: is gone, although ends of trails were noted")
            return {}, not in_public
        try:
            ends, unreadable = noted_in_file(file)
        except OSError as error:
            raise CommandError(f"The file of noted ends cannot be read: {error}") from error
        for number in unreadable:
            self._print(f"{file}: line {number} cannot be read")
        return ends, not unreadable

    def _is_intact(self, tenant: Tenant, noted: Noted) -> bool:
        is_intact = True
        with tenant_context(tenant, repeatable=True):
            flaws = verify(now=timezone.now())
            for flaw in islice(flaws, MOST):
                self._report(tenant, str(flaw))
                is_intact = False
            if next(flaws, None):
                self._report(tenant, f"has more flaws than these {MOST}")
            for problem in noted.problems(tenant):
                self._report(tenant, problem)
                is_intact = False
            chain = AuditChain.objects.first()
        if is_intact and chain:
            ending = f", ends with {chain.number}:{chain.hash}" if chain.number else ""
            self.stdout.write(f"{tenant.slug}: {chain.number} lines, intact{ending}")
        return is_intact

    def _report(self, tenant: Tenant, problem: str) -> None:
        self._print(f"{tenant.slug}: {problem}")

    def _print(self, problem: str) -> None:
        self.stderr.write(self.style.ERROR(one_line(problem)))

    def _fail(self, changed: list[str], unread: list[str], is_file_whole: bool) -> None:
        sentences = []
        if changed:
            sentences.append(f"The audit trail was changed: {', '.join(changed)}")
        if unread:
            sentences.append(f"The audit trail could not be read: {', '.join(unread)}")
        if not is_file_whole:
            sentences.append("The file of noted ends is not whole, so ends may be missing")
        if sentences:
            raise CommandError("; ".join(sentences))


def _has_line(noted: str) -> bool:
    """Return whether the noted line still exists with its hash."""
    number, _, noted_hash = noted.partition(":")
    if not number.isdecimal() or not noted_hash:
        raise CommandError("Write --noted as this command prints it: NUMBER:HASH")
    return AuditLine.objects.filter(number=int(number), hash=noted_hash).exists()
