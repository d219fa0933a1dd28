"""`backup_public`: back up what the operator keeps outside of companies."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations.backups import catalogue, public
from operations.management.acting import add_place, refusing
from tenants.management.printing import one_line


class Command(BaseCommand):
    """Back up the operator's rows of public; backup_tenant --all does it too."""

    help = (
        "Writes a backup of the operator's rows: operators, their log, the catalogue of backups, "
        "noted ends of audit trails, the archive, and slugs and addresses that are taken."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --to and --verify."""
        add_place(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print where the backup is."""
        with refusing():
            for sentence in catalogue.tidy():
                self.stdout.write(one_line(sentence))
            backup = public.back_up_public(to=options["to"], verifies=options["verify"])
        self.stdout.write(one_line(f"public: {backup.size:,} bytes in {backup.place}"))
