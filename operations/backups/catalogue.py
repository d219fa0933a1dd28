"""The catalogue of backups: which there are, where, and when each was last restored on trial.

Call everything here outside of a company. The table is the owner login's alone.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import CLOCK_SKEW
from operations.backups import places
from operations.backups.errors import BackupError
from operations.backups.storing import Stored, measure
from operations.models import Backup
from tenants.backups import runs
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


@dataclass(frozen=True)
class Latest:
    """When a company's newest backup was taken, and the newest that was restored on trial."""

    taken_at: datetime
    verified: datetime | None


def taken() -> "QuerySet[Backup]":
    """Return the complete backups from before now.

    One from a time when the clock ran ahead would be the newest until that time comes.
    """
    return rows().filter(taken_at__lte=timezone.now() + CLOCK_SKEW)


def rows() -> "QuerySet[Backup]":
    """Return the backups that are complete."""
    return Backup.objects.using(OWNER_ALIAS).exclude(size=None)


def begin(tenant: Tenant, *, address: str, run: int, now: datetime) -> Backup:
    """Note that a backup is being written, so that the next run finds what a kill leaves."""
    return Backup.objects.using(OWNER_ALIAS).create(
        slug=tenant.slug, company=tenant.pk, place=address, run=run, taken_at=now
    )


def complete(backup: Backup, stored: Stored) -> None:
    """Note the size and the checksum of a file that is whole."""
    backup.size, backup.sha256 = stored.size, stored.sha256
    backup.save(using=OWNER_ALIAS)


def tidy() -> Iterator[str]:
    """Finish or undo what runs that were killed have left; yield a sentence for each."""
    unfinished = Backup.objects.using(OWNER_ALIAS).filter(size=None).order_by("pk")
    for backup in list(unfinished):
        if runs.is_at_work(backup.run):
            continue
        try:
            yield f"{backup.slug}: {_settle(backup)}: {backup.place}"
        except BackupError as error:
            yield f"{backup.slug}: an interrupted backup cannot be looked at: {error}"


def _settle(backup: Backup) -> str:
    place, name = places.split(backup.place)
    if place.exists(name):
        with closing(place.fetch(name)) as file:
            complete(backup, measure(file))
        return "the backup of an interrupted run is whole"
    place.remove(name)
    backup.delete(using=OWNER_ALIAS)
    return "what an interrupted backup left was removed"


def forget(backup: Backup) -> None:
    """Remove a backup that was not completed, or is no longer kept, with its file."""
    place, name = places.split(backup.place)
    place.remove(name)
    Backup.objects.using(OWNER_ALIAS).filter(pk=backup.pk).delete()


def at(address: str) -> Backup | None:
    """Return the complete backup at an address, None if the catalogue has none."""
    return rows().filter(place=address).first()


def archive_of(tenant: Tenant) -> Backup | None:
    """Return the backup that holds an archived company, None if the catalogue has none."""
    return rows().filter(company=tenant.pk, is_archive=True).order_by("-taken_at").first()


def mark_archive(tenant: Tenant, backup: Backup | None) -> None:
    """Note which backup holds the company, None if it has tables again."""
    mine = Backup.objects.using(OWNER_ALIAS).filter(company=tenant.pk)
    mine.filter(is_archive=True).update(is_archive=False)
    if backup is not None:
        mine.filter(pk=backup.pk).update(is_archive=True)


def record_verification(address: str, result: str, *, now: datetime | None = None) -> None:
    """Note the result of a trial: "" if it was restored and compared, or what was wrong."""
    values = {"result": result[:1000]} | ({} if result else {"verified_at": now or timezone.now()})
    rows().filter(place=address).update(**values)


def last_verified(tenants: Iterable[Tenant] | None = None) -> dict[int, datetime]:
    """Return, by the company's id, the moment of its newest backup that was restored on trial.

    One query, for the admin and for the metrics; companies without one are missing.
    """
    found = taken().exclude(verified_at=None).filter(result="")
    if tenants is not None:
        found = found.filter(company__in=[tenant.pk for tenant in tenants])
    newest = found.order_by().values("company").annotate(newest=Max("taken_at"))
    return {row["company"]: row["newest"] for row in newest}


def latest() -> dict[int, Latest]:
    """Return, by the company's id, when its newest backups were taken, in one query."""
    verified = Max("taken_at", filter=Q(verified_at__isnull=False, result=""))
    newest = taken().order_by().values("company").annotate(taken=Max("taken_at"), verified=verified)
    return {row["company"]: Latest(row["taken"], row["verified"]) for row in newest}
