"""Removes what is kept no longer: old backups, and what restores have replaced."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from operations.backups import catalogue
from operations.backups.errors import BackupError
from operations.models import Backup
from tenants.backups import switching


def prune_backups(*, now: datetime) -> Iterator[str]:
    """Remove backups by age; yield a sentence for each that was removed, or could not be.

    Keeps those of the last BACKUP_KEEP_DAYS days, and of each company the newest BACKUP_KEEP_COUNT
    and the newest that was verified, also if the company is gone, and what is in the archive.
    """
    oldest = now - timedelta(days=settings.BACKUP_KEEP_DAYS)
    by_company: defaultdict[int, list[Backup]] = defaultdict(list)
    for backup in catalogue.rows().order_by("-taken_at", "-pk"):
        by_company[backup.company].append(backup)
    for backups in by_company.values():
        good = (one for one in backups if one.verified_at and not one.result)
        verified = next((one for one in good if one.taken_at <= now), None)
        for backup in backups[settings.BACKUP_KEEP_COUNT :]:
            if backup.taken_at >= oldest or backup.is_archive or backup == verified:
                continue
            try:
                catalogue.forget(backup)
            except BackupError as error:
                yield f"{backup.slug}: not removed: {error}"
            else:
                yield f"{backup.slug}: removed {backup.place}"


def prune_replaced(*, now: datetime) -> Iterator[str]:
    """Drop what restores have replaced RESTORE_KEEP_DAYS days ago or earlier."""
    oldest = now - timedelta(days=settings.RESTORE_KEEP_DAYS)
    for schema, slug, replaced_at in switching.kept_schemas():
        if replaced_at < oldest:
            switching.drop_kept(schema)
            yield f"{slug}: removed what was replaced on {replaced_at:%Y-%m-%d %H:%M} UTC"
