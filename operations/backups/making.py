"""Makes backups: of one company, or of all."""

import hashlib
import logging
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from tempfile import TemporaryFile
from threading import Thread
from typing import BinaryIO, cast

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.security.events import Event
from operations import acts
from operations.backups import catalogue, scripts, sealing
from operations.backups.archive import ArchiveWriter
from operations.backups.errors import BackupError, NotStored
from operations.backups.manifest import MANIFEST, SIGNATURE, Manifest, TableFacts, sign
from operations.backups.places import place
from operations.backups.storing import Place
from operations.backups.verifying import verify
from operations.models import Backup
from tenants.backups import runs
from tenants.backups.description import Table
from tenants.backups.snapshot import Rows, Snapshot, sequence_values, snapshot
from tenants.context import public_context
from tenants.exceptions import TenantError
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

logger = logging.getLogger("operations")
LEVEL = 1  # of the compression: a higher one takes twice as long and saves a tenth
Source = Callable[[], AbstractContextManager[Snapshot]]
# A server process caches metadata of each table that it has used.
TENANTS_PER_CONNECTION = 200


@dataclass(frozen=True)
class Outcome:
    """Is the result of one company: its backup, or the error."""

    slug: str
    backup: Backup | None = None
    error: str = ""


def back_up(
    tenant: Tenant,
    *,
    to: str = "",
    verifies: bool = False,
    request: HttpRequest | None = None,
    quiet: bool = False,
) -> Backup:
    """Back up one company to a place, by default BACKUP_DIR, and record the act.

    With `verifies` it is restored on trial at once. People work meanwhile. With `quiet`, for a
    schedule, the act is not logged. Raises BackupError and TenantError, and leaves no file that is
    not whole.
    """
    with runs.run() as number:
        backup = write(tenant, place(to), run=number)
    if not quiet:
        acts.record(request, Event.BACKED_UP, tenant)
    if verifies:
        verify(backup.place, request=request, quiet=quiet)
    return backup


def can_verify() -> bool:
    """Return whether this server can read its own backups: of encrypted ones it needs the key."""
    return not settings.BACKUP_RECIPIENT or settings.BACKUP_IDENTITY_FILE is not None


def back_up_all(
    tenants: Iterable[Tenant] | None = None,
    *,
    to: str = "",
    jobs: int = 1,
    verifies: bool = False,
) -> Iterator[Outcome]:
    """Back up these companies, by default all, several at a time; yield each outcome.

    With `verifies` each backup is restored on trial at once.

    Continues after a failure. Raises BackupError before the first if
    the place or the key is not set up.
    """
    where = place(to)
    sealing.recipient()
    if tenants is None:
        tenants = Tenant.objects.using(OWNER_ALIAS).in_pages()
    waiting: SimpleQueue[Tenant] = SimpleQueue()
    for tenant in tenants:
        waiting.put(tenant)
    with runs.run() as number:

        def write_one(tenant: Tenant) -> Backup:
            backup = write(tenant, where, run=number)
            if verifies:
                verify(backup.place, quiet=True)
            return backup

        yield from _work_off(waiting, write_one, jobs)


def _work_off(
    waiting: "SimpleQueue[Tenant]", write_one: Callable[[Tenant], Backup], jobs: int
) -> Iterator[Outcome]:
    """Yield the outcomes of threads; when closed, wait for what is running and begin no other."""
    outcomes: SimpleQueue[Outcome | None] = SimpleQueue()
    workers = [Thread(target=_work, args=(waiting, outcomes, write_one)) for _ in range(jobs)]
    for worker in workers:
        worker.start()
    try:
        running = jobs
        while running:
            outcome = outcomes.get()
            running -= outcome is None
            if outcome is not None:
                yield outcome
    finally:
        _drain(waiting)
        for worker in workers:
            worker.join()


def _drain(waiting: "SimpleQueue[Tenant]") -> None:
    while not waiting.empty():
        try:
            waiting.get_nowait()
        except Empty:
            return


def _work(
    waiting: "SimpleQueue[Tenant]",
    outcomes: "SimpleQueue[Outcome | None]",
    write_one: Callable[[Tenant], Backup],
) -> None:
    count = 0
    try:
        with public_context():
            while not waiting.empty():
                try:
                    tenant = waiting.get_nowait()
                except Empty:
                    break
                outcomes.put(_attempt(tenant, write_one))
                count += 1
                if count % TENANTS_PER_CONNECTION == 0:
                    connections[OWNER_ALIAS].close()
    finally:
        connections[OWNER_ALIAS].close()
        outcomes.put(None)


def _attempt(tenant: Tenant, write_one: Callable[[Tenant], Backup]) -> Outcome:
    try:
        connections[OWNER_ALIAS].ensure_connection()  # or each transaction would open its own
        return Outcome(tenant.slug, write_one(tenant))
    except (BackupError, TenantError, DatabaseError) as error:
        return Outcome(tenant.slug, error=" ".join(str(error).split()))
    except Exception as error:
        logger.exception('Backing up "%s" failed.', tenant.slug)
        return Outcome(tenant.slug, error=f"{type(error).__name__}: {error}")


def write(tenant: Tenant, where: Place, *, run: int) -> Backup:
    """Write a backup and its row of the catalogue. Raises BackupError and TenantError."""
    if tenant.is_archived:
        raise NotStored(
            _('"%(slug)s" is archived: its last backup is all of it.') % {"slug": tenant.slug}
        )
    return put(tenant, where, run=run, source=lambda: snapshot(tenant))


def put(owner: Tenant, where: Place, *, run: int, source: Source) -> Backup:
    """Write what the snapshot of `source` has as a backup of `owner`, and its catalogue row."""
    now = timezone.now()
    is_sealed = sealing.recipient() is not None
    name = f"{owner.slug}-{owner.pk}-{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.tar"
    name += sealing.ENDING if is_sealed else ""
    backup = catalogue.begin(owner, address=where.address(name), run=run, now=now)

    def fill(file: BinaryIO) -> None:
        if not is_sealed:
            write_archive(source, file, now=now)
            return
        # Without a name, so that nothing readable is left on the disk.
        with TemporaryFile(dir=where.spool) as plain:
            write_archive(source, cast("BinaryIO", plain), now=now)
            plain.seek(0)
            sealing.encrypt(cast("BinaryIO", plain), file)

    try:
        catalogue.complete(backup, where.put(name, fill))
    except BaseException:
        # Of one that is whole nonetheless, the row stays for tidy() to complete.
        if not _is_there(where, name):
            backup.delete(using=OWNER_ALIAS)
        raise
    return backup


def _is_there(where: Place, name: str) -> bool:
    try:
        return where.exists(name)
    except BackupError:
        return False


def write_archive(source: Source, file: BinaryIO, *, now: datetime) -> Manifest:
    """Write a snapshot to an archive; memory does not grow with its rows."""
    archive = ArchiveWriter(file, time=int(now.timestamp()))
    with source() as found:
        manifest = Manifest(
            taken_at=now.astimezone(UTC).isoformat(),
            release=settings.VERSION,
            postgresql=found.server,
            company=found.registry,
            migrations=found.migrations,
        )
        archive.add(scripts.README, scripts.readme(manifest).encode())
        archive.add(scripts.TABLES, scripts.tables(found.description).encode())
        for table in found.description.tables:
            manifest.tables[table.name] = _write_table(archive, found.schema, table)
        archive.add(scripts.FINISH, scripts.finish(found.description).encode())
        values = sequence_values(found.schema, found.description)
        manifest.sequences = {name: list(value) for name, value in values.items()}
    archive.add(scripts.RESTORE, scripts.restore(manifest).encode())
    manifest.members = dict(archive.checksums)
    content = manifest.to_json()
    archive.add(MANIFEST, content)
    archive.add(SIGNATURE, sign(content))
    archive.close()
    return manifest


def _write_table(archive: ArchiveWriter, schema: str, table: Table) -> TableFacts:
    name = scripts.rows_file(table.name)
    digest, packer = hashlib.sha256(), zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    rows = Rows(schema, table.name, table.columns)
    with archive.member(name) as member:
        for chunk in rows:
            digest.update(chunk)
            if packed := packer.compress(chunk):
                member.write(packed)
        member.write(packer.flush())
    return TableFacts(name, list(table.columns), rows.count, digest.hexdigest())
