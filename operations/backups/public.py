"""Backs up what the operator keeps in public, and brings it back on a new server.

The tables are made by `migrate`; the backup has their rows. Companies have backups of their own,
each with its row of the registry, so of the registry only the archive comes from here.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest

from accounts.models import Authenticator, SecurityEvent, Session, SignInThrottle, User
from accounts.security import log
from accounts.security.events import Event
from jobs.models import Job
from operations.backups import making
from operations.backups.errors import NotRestored
from operations.backups.manifest import Manifest
from operations.backups.places import place
from operations.backups.verifying import opened, verify
from operations.models import AuditEnd, Backup, SignUp, UsageDay
from presets.models import PayPreset
from tenants.backups import runs
from tenants.backups.shared import public_migrations, public_snapshot, public_tables
from tenants.context import in_public, public_context
from tenants.models import Domain, FormerAddress, PreparedTables, RemovedTenant, Tenant, WakeUp
from tenants.postgresql.switch import OWNER_ALIAS

# Operators and their log; which slugs and addresses are taken; where the backups are; how the
# trails ended, without which one that was cut off since would not be found; the rule sets of
# earlier releases, with which companies compare theirs.
KEPT = tuple(
    model._meta.db_table
    for model in (
        *(Tenant, RemovedTenant, FormerAddress, Domain, AuditEnd, Backup, SignUp, UsageDay),
        *(User, Authenticator, SecurityEvent, LogEntry, PayPreset),
        # Their ids are in the log of the admin.
        *(ContentType, Permission, Group, Group.permissions.through),
    )
)
# Everybody signs in again; the schedules' jobs begin anew, and companies have their own.
ANEW = (
    *(Session._meta.db_table, SignInThrottle._meta.db_table, Job._meta.db_table),
    *(PreparedTables._meta.db_table, WakeUp._meta.db_table, "django_migrations"),
)
OWNER = Tenant(pk=0, slug="public", name="public")
"""Stands for a company in the catalogue and in the manifest: no company has this slug or id."""


@dataclass(frozen=True)
class Returned:
    """What came back."""

    manifest: Manifest
    missing: list[Backup]
    """The newest backup of each company that is to be restored next."""


def _inside_public() -> AbstractContextManager[None]:
    return nullcontext() if in_public() else public_context()


def back_up_public(
    *,
    to: str = "",
    verifies: bool = False,
    request: HttpRequest | None = None,
    quiet: bool = False,
) -> Backup:
    """Back up the operator's rows of public to a place, by default BACKUP_DIR, as at one moment.

    After the companies, so that the catalogue in it has their backups. Raises BackupError and
    BackupRefused.
    """
    row = {"id": OWNER.pk, "slug": OWNER.slug, "name": settings.SITE_NAME}
    with _inside_public(), runs.run() as number:
        backup = making.put(
            OWNER,
            place(to),
            run=number,
            source=lambda: public_snapshot(KEPT, registry=row),
        )
    if not quiet:
        _record(request, Event.BACKED_UP)
    if verifies:
        verify(backup.place, quiet=True)
    return backup


def restore_public(address: str, *, trusted: bool = False) -> Returned:
    """Bring the operator's rows back into a server that has been migrated, and has none yet.

    All of it is one transaction, in which every row is compared with what was written. Raises
    BackupError and BackupRefused, and nothing has changed then.
    """
    with _inside_public(), opened(address, trusted=trusted) as contents:
        manifest = contents.manifest
        if manifest.slug != OWNER.slug:
            raise NotRestored(
                f'It is a backup of the company "{manifest.slug}". Use restore_tenant.'
            )
        if manifest.migrations != public_migrations():
            raise NotRestored(
                f"It was made by release {manifest.release} with other migrations of public than "
                "this server has. Install that release, migrate and restore, and upgrade then."
            )
        _refuse_used()
        with public_tables((*KEPT, Session._meta.db_table)) as tables:
            contents.load_rows(tables)
            contents.set_sequences(tables)
            # One without tables would be served as an error; each comes back with its backup.
            gone = Tenant.objects.using(OWNER_ALIAS).filter(is_archived=False)
            Domain.objects.using(OWNER_ALIAS).filter(company__in=gone)._raw_delete(OWNER_ALIAS)
            gone._raw_delete(OWNER_ALIAS)
    _record(None, Event.PUBLIC_RESTORED)
    return Returned(manifest, missing())


def _refuse_used() -> None:
    used = [
        what
        for what, rows in (
            ("companies", Tenant.objects.using(OWNER_ALIAS)),
            ("operators", User.objects.using(OWNER_ALIAS)),
        )
        if rows.exists()
    ]
    if used:
        raise NotRestored(
            f"This server has {' and '.join(used)} already, whose rows would be lost. Restore into "
            "a new database, after migrate, before anything else."
        )


def missing() -> list[Backup]:
    """Return the newest backup of each company that has no row, and was not removed on purpose."""
    there = Tenant.objects.using(OWNER_ALIAS).values_list("pk", flat=True)
    removed = RemovedTenant.objects.using(OWNER_ALIAS).values_list("company", flat=True)
    skipped = {OWNER.pk, *there, *removed}
    newest = Backup.objects.using(OWNER_ALIAS).exclude(size=None)
    newest = newest.order_by("company", "-taken_at", "-pk").distinct("company")
    return [backup for backup in newest if backup.company not in skipped]


def _record(request: HttpRequest | None, event: Event) -> None:
    with _inside_public():
        log.record(event, request=request, detail={"company": OWNER.slug})
