"""`verify_backup`: check a backup, and restore it on trial."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations.backups.verifying import verify
from operations.management.acting import add_file, refusing
from tenants.management.printing import one_line


class Command(BaseCommand):
    """Verify with the same service as the operator's admin."""

    help = (
        "Checks every byte of a backup, restores it into a schema of its own, compares all rows, "
        "and leaves nothing of it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file and --trusted."""
        add_file(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is in it, or fail with what is wrong."""
        with refusing():
            manifest = verify(options["file"], trusted=options["trusted"])
        rows = sum(facts.rows for facts in manifest.tables.values())
        self.stdout.write(
            self.style.SUCCESS(
                one_line(
                    f"{options['file']} is whole: {manifest.name} ({manifest.slug}, id "
                    f"{manifest.company_id}) at {manifest.taken_at}, {len(manifest.tables)} tables "
                    f"with {rows:,} rows, all restored on trial and equal."
                )
            )
        )
