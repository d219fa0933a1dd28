"""`restore_public`: bring back what the operator keeps, on a new server."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations.backups import public
from operations.management.acting import add_file, refusing
from tenants.management.printing import one_line


class Command(BaseCommand):
    """Restore the operator's rows before the companies; on a server in use it is refused."""

    help = (
        "Restores a backup of backup_public into a new database, after migrate. Then "
        "restore_tenant --missing restores the companies."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file and --trusted."""
        add_file(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say which companies come next."""
        with refusing():
            done = public.restore_public(options["file"], trusted=options["trusted"])
        self.stdout.write(
            self.style.SUCCESS(f"The operator's rows are as at {done.manifest.taken_at}.")
        )
        if done.missing:
            self.stdout.write(
                one_line(
                    f"{len(done.missing)} companies have backups and are not here yet. To restore "
                    "the newest of each: manage.py restore_tenant --missing"
                )
            )
