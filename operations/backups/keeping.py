"""Removes what is kept no longer: old backups, and what restores have replaced."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, QuerySet

from operations.backups import catalogue
from operations.backups.errors import BackupError
from operations.models import Backup
from tenants.backups import switching


def prune_backups(*, now: datetime) -> Iterator[str]:
    """Remove backups by age; yield a sentence for each that was removed, or could not be.

    Keeps those of the last BACKUP_KEEP_DAYS days, and of each company the newest BACKUP_KEEP_COUNT
    and the newest that was verified, also if the company is gone, and what is in the archive.
    """
    for backup in list(_no_longer_kept(now)):
        try:
            catalogue.forget(backup)
        except BackupError as error:
            yield f"{backup.slug}: not removed: {error}"
        else:
            yield f"{backup.slug}: removed {backup.place}"


def _no_longer_kept(now: datetime) -> "QuerySet[Backup]":
    """Return the backups to remove; one query, which the server answers with these alone."""
    mine = catalogue.rows().filter(company=OuterRef("company")).order_by("-taken_at", "-pk")
    # One from a time when the clock ran ahead does not stand for a later one.
    good = mine.filter(result="", taken_at__lte=now).exclude(verified_at=None)
    oldest = now - timedelta(days=settings.BACKUP_KEEP_DAYS)
    return (
        catalogue.rows()
        .filter(taken_at__lt=oldest, is_archive=False)
        .exclude(pk__in=mine.values("pk")[: settings.BACKUP_KEEP_COUNT])
        .exclude(pk__in=good.values("pk")[:1])
        .order_by("company", "-taken_at", "-pk")
    )


def prune_replaced(*, now: datetime) -> Iterator[str]:
    """Drop what restores have replaced RESTORE_KEEP_DAYS days ago or earlier."""
    oldest = now - timedelta(days=settings.RESTORE_KEEP_DAYS)
    for schema, slug, replaced_at in switching.kept_schemas():
        if replaced_at < oldest:
            switching.drop_kept(schema)
            yield f"{slug}: removed what was replaced on {replaced_at:%Y-%m-%d %H:%M} UTC"
