"""`prune_backups`: remove old backups, and what restores have replaced."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operations.backups import catalogue, keeping
from operations.backups.errors import BackupError
from tenants.management.printing import one_line


class Command(BaseCommand):
    """Remove by the settings BACKUP_KEEP_DAYS, BACKUP_KEEP_COUNT and RESTORE_KEEP_DAYS."""

    help = (
        "Removes backups that are old, but never a company's newest or newest verified ones, and "
        "what restores have replaced some time ago. The worker does so every day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was removed; fail at the end if something could not be."""
        now, failed = timezone.now(), 0
        try:
            for sentence in catalogue.tidy():
                self.stdout.write(one_line(sentence))
            for sentence in keeping.prune_backups(now=now):
                failed += ": not removed: " in sentence
                self.stdout.write(one_line(sentence))
            for sentence in keeping.prune_replaced(now=now):
                self.stdout.write(one_line(sentence))
        except BackupError as error:
            raise CommandError(one_line(str(error))) from error
        if failed:
            raise CommandError(f"{failed} could not be removed.")
