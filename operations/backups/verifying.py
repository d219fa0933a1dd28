"""Checks a backup: every byte against its manifest, then all of it by a restore on trial."""

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from django.db import connections, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.security.events import Event
from operations import acts
from operations.backups import catalogue, places, scripts, sealing
from operations.backups.archive import ArchiveReader
from operations.backups.errors import NotStored, NotWhole
from operations.backups.manifest import MANIFEST, SIGNATURE, Manifest, check_signature
from tenants.backups import description
from tenants.backups.loading import Scratch, scratch_schema
from tenants.backups.snapshot import TEXT_FORMS, Rows
from tenants.exceptions import BackupRefused
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class Contents:
    """A backup that is open, and of which each byte is as it was written."""

    def __init__(self, file: BinaryIO, *, trusted: bool) -> None:
        self._archive = ArchiveReader(file)
        content = self._archive.content(MANIFEST)
        check_signature(content, self._archive.content(SIGNATURE, at_most=1000), trusted=trusted)
        self.manifest = Manifest.from_json(content)
        self._check_members()

    def _check_members(self) -> None:
        expected = {*self.manifest.members, MANIFEST, SIGNATURE}
        for name in [*self.manifest.members, *self._archive.names]:
            if name not in expected:
                raise NotWhole(
                    _('"%(file)s" is not in its %(list)s.') % {"file": name, "list": MANIFEST}
                )
            checksum = self.manifest.members.get(name)
            if checksum is not None and self._archive.sha256(name) != checksum:
                raise NotWhole(
                    _('"%(file)s" is not the one that was written: its checksum differs.')
                    % {"file": name}
                )
        files = [facts.file for facts in self.manifest.tables.values()]
        for name in [*files, scripts.TABLES, scripts.FINISH]:
            if name not in self.manifest.members:
                raise NotWhole(_('"%(file)s" is missing.') % {"file": name})

    def load(self, scratch: Scratch) -> None:
        """Load the backup, and compare what the database has then with what was written.

        Raises NotWhole and BackupRefused.
        """
        scratch.run(self._text(scripts.TABLES), scripts.TABLES)
        self.load_rows(scratch)
        scratch.run(self._text(scripts.FINISH), scripts.FINISH)
        self.set_sequences(scratch)

    def load_rows(self, scratch: Scratch) -> None:
        """Load the rows into tables that are there, and compare what the database has then."""
        for name, facts in self.manifest.tables.items():
            columns = tuple(facts.columns)
            count = scratch.load(name, columns, self._rows(facts.file))
            if count != facts.rows:
                raise NotWhole(
                    _("%(table)s: rows found: %(n)d, rows written: %(written)d.")
                    % {"table": name, "n": count, "written": facts.rows}
                )
            digest = hashlib.sha256()
            for chunk in scratch.rows(name, columns):
                digest.update(chunk)
            if digest.hexdigest() != facts.sha256:
                raise NotWhole(
                    _("%(table)s differs from what was written after it is restored.")
                    % {"table": name}
                )

    def set_sequences(self, scratch: Scratch) -> None:
        """Continue the sequences where they ended."""
        scratch.set_sequences(
            {name: (value, called) for name, (value, called) in self.manifest.sequences.items()}
        )

    def _text(self, name: str) -> str:
        return self._archive.content(name).decode()

    def _rows(self, name: str) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            for chunk in self._archive.chunks(name):
                data = unpacker.decompress(chunk, 1 << 20)
                yield data
                while unpacker.unconsumed_tail:
                    yield unpacker.decompress(unpacker.unconsumed_tail, 1 << 20)
            yield unpacker.flush()
        except zlib.error as error:
            raise NotWhole(_('"%(file)s" cannot be unpacked.') % {"file": name}) from error
        if not unpacker.eof:
            raise NotWhole(_('"%(file)s" is cut off.') % {"file": name})


def compare_living(tenant: Tenant, manifest: Manifest) -> None:
    """Raise NotWhole unless the company's tables hold just what the backup does, row for row.

    In a transaction of the owner login in which nobody else writes to them.
    """
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(TEXT_FORMS)
    living = set(description.table_names(tenant.schema_name))
    changed = sorted(living ^ set(manifest.tables))
    for name, facts in manifest.tables.items():
        if name in changed:
            continue
        digest = hashlib.sha256()
        for chunk in Rows(tenant.schema_name, name, tuple(facts.columns)):
            digest.update(chunk)
        if digest.hexdigest() != facts.sha256:
            changed.append(name)
    if changed:
        raise NotWhole(
            _(
                '"%(slug)s" has changed since its backup was made: %(tables)s. Nothing was '
                "dropped. Try again."
            )
            % {"slug": tenant.slug, "tables": ", ".join(changed[:5])}
        )


@contextmanager
def opened(address: str, *, trusted: bool = False) -> Iterator[Contents]:
    """Open a backup by its address, decrypt it if need be, and check every byte of it.

    Raises BackupError, which begins with the name of the file. Nothing is changed.
    """
    place, name = places.split(address)
    try:
        with closing(place.fetch(name)) as file:
            if not sealing.is_encrypted(file):
                yield _checked(file, place.address(name), trusted=trusted)
                return
            with TemporaryFile(dir=place.spool) as plain:
                sealing.decrypt(file, cast("BinaryIO", plain))
                yield _checked(cast("BinaryIO", plain), place.address(name), trusted=trusted)
    except (NotWhole, BackupRefused) as error:
        raise type(error)(f"{name}: {error}") from error


def _checked(file: BinaryIO, address: str, *, trusted: bool) -> Contents:
    contents = Contents(file, trusted=trusted)
    known = catalogue.at(address)
    if known is not None and known.company != contents.manifest.company_id:
        raise NotWhole(
            _(
                "By the catalogue it is of %(known)s (id %(known_id)s), and it holds %(found)s "
                "(id %(found_id)s)."
            )
            % {
                "known": known.slug,
                "known_id": known.company,
                "found": contents.manifest.slug,
                "found_id": contents.manifest.company_id,
            }
        )
    return contents


def verify(
    address: str, *, trusted: bool = False, request: HttpRequest | None = None, quiet: bool = False
) -> Manifest:
    """Restore a backup on trial, compare every table, and note the result in the catalogue.

    All of it is one transaction that is rolled back, so nothing is left, also of a process that is
    killed. Raises BackupError and BackupRefused, with the name of the file. With `quiet`, for a
    schedule, the act is not logged.
    """
    place, name = places.split(address)
    where = place.address(name)
    try:
        manifest = restore_on_trial(address, trusted=trusted)
    except (NotStored, NotWhole, BackupRefused) as error:  # not for a key that is not here
        catalogue.record_verification(where, str(error))
        raise
    catalogue.record_verification(where, "")
    tenant = Tenant.objects.using(OWNER_ALIAS).filter(pk=manifest.company_id).first()
    if tenant is not None and not quiet:
        acts.record(request, Event.BACKUP_VERIFIED, tenant)
    return manifest


def restore_on_trial(address: str, *, trusted: bool = False) -> Manifest:
    """Do what `verify` does, and note it nowhere: for rehearsals."""
    with opened(address, trusted=trusted) as contents, scratch_schema() as scratch:
        contents.load(scratch)
        transaction.set_rollback(True, using=OWNER_ALIAS)
    return contents.manifest
