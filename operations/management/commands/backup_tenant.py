"""`backup_tenant`: back up one company, or all."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.backups import catalogue, making, public
from operations.backups.errors import BackupError
from operations.management.acting import add_place
from operations.models import Backup
from tenants.exceptions import TenantError
from tenants.management.printing import one_line
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class Command(BaseCommand):
    """Back up with the same service as the operator's admin."""

    help = (
        "Writes a backup of one company, or of each, as it is at one moment, while people work. "
        "Finishes or removes first what an interrupted backup has left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug or --all, --jobs, --to and --verify."""
        parser.add_argument("slug", nargs="?", metavar="SLUG", help="as in list_tenants")
        parser.add_argument(
            "--all", action="store_true", help="every company, and then the operator's rows"
        )
        parser.add_argument(
            "--jobs",
            type=int,
            default=1,
            help="companies at a time, with a connection each (default: 1)",
        )
        add_place(parser, each="each")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each backup; continue after a company that fails, and fail at the end."""
        slug, jobs = options["slug"], options["jobs"]
        if bool(slug) == options["all"]:
            raise CommandError("Write a slug, or --all.")
        if not 1 <= jobs <= 32:
            raise CommandError("--jobs must be from 1 to 32.")
        try:
            for sentence in catalogue.tidy():
                self.stdout.write(one_line(sentence))
            if slug:
                tenant = Tenant.objects.using(OWNER_ALIAS).by_slug(slug)
                self._print(making.back_up(tenant, to=options["to"], verifies=options["verify"]))
                return
            outcomes = list(self._all(jobs, options["to"], verifies=options["verify"]))
            # Last, so that its catalogue has the others.
            self._print(
                public.back_up_public(to=options["to"], verifies=options["verify"], quiet=True)
            )
        except (BackupError, TenantError) as error:
            raise CommandError(one_line(str(error))) from error
        failed = sum(not backed_up for backed_up in outcomes)
        summary = f"{len(outcomes) - failed} backed up, {failed} failed."
        if failed:
            raise CommandError(summary)
        self.stdout.write(self.style.SUCCESS(summary))

    def _all(self, jobs: int, to: str, *, verifies: bool) -> Iterator[bool]:
        for outcome in making.back_up_all(to=to, jobs=jobs, verifies=verifies):
            if outcome.backup is not None:
                self._print(outcome.backup)
            else:
                line = one_line(f"{outcome.slug}: failed: {outcome.error}")
                self.stderr.write(self.style.ERROR(line))
            yield outcome.backup is not None

    def _print(self, backup: Backup) -> None:
        self.stdout.write(one_line(f"{backup.slug}: {backup.size:,} bytes in {backup.place}"))
