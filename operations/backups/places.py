"""Where backups are kept: a folder, or a bucket of a store that speaks S3.

A file appears whole or not at all: in a folder by a rename after it is on the disk, in a store when
the upload is complete.
"""

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext as _

from operations.backups.addresses import refuse_impossible
from operations.backups.bucket import Bucket
from operations.backups.errors import BackupError, NotStored
from operations.backups.storing import Fill, Place, Stored, measure, reporting

_S3 = re.compile(r"s3://(?P<bucket>[^/]+)(?:/(?P<prefix>.*?))?/?")
PARTIAL = ".partial"


class Folder(Place):
    """A folder on this machine, or mounted here."""

    def __init__(self, path: Path) -> None:
        self.path = self.spool = path

    def address(self, name: str) -> str:
        """Return the absolute path."""
        return str(self.path / name)

    def check(self) -> None:
        """Look at the folder, or at the one in which it would be made."""
        with reporting(f"{self.path} cannot be written"):
            there = next(path for path in (self.path, *self.path.parents) if path.exists())
        if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
            raise NotStored(f"{self.path} cannot be written.")

    def _partial(self, name: str) -> Path:
        return self.path / f".{name}{PARTIAL}"

    def put(self, name: str, fill: Fill) -> Stored:
        """Write beside the final name, wait for the disk, and rename."""
        with reporting(_("%(file)s cannot be written") % {"file": self.path}):
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial = self._partial(name)
            try:
                descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "r+b") as file:
                    fill(cast("BinaryIO", file))
                    file.flush()
                    os.fsync(file.fileno())
                    stored = measure(cast("BinaryIO", file))
                partial.rename(self.path / name)
            except BaseException:
                with suppress(OSError):
                    partial.unlink()
                raise
            self._sync()
            return stored

    def _sync(self) -> None:
        """Wait until the disk has the names too."""
        folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def exists(self, name: str) -> bool:
        """Return whether the file is there under its final name."""
        with reporting(f"{self.path} cannot be read"):
            return (self.path / name).is_file()

    def fetch(self, name: str) -> BinaryIO:
        """Open the file."""
        with reporting(_("%(file)s cannot be read") % {"file": self.path / name}):
            return (self.path / name).open("rb")

    def remove(self, name: str) -> None:
        """Remove the file, and its partial one."""
        with reporting(_("%(file)s cannot be removed") % {"file": self.path / name}):
            self._partial(name).unlink(missing_ok=True)
            (self.path / name).unlink(missing_ok=True)


def place(address: str = "") -> Place:
    """Return the place at an address: a folder, or s3://BUCKET/PREFIX; by default BACKUP_DIR.

    Raises BackupError if neither is given.
    """
    refuse_impossible(address)
    address = address or settings.BACKUP_DIR
    if not address and settings.LOCAL:
        address = str(settings.DATA_DIR / "backups")
    if not address:
        raise BackupError(
            _(
                "Where are backups kept? Set BACKUP_DIR to a folder or to s3://BUCKET/PREFIX, or "
                "add --to."
            )
        )
    if not address.startswith("s3://"):
        return Folder(Path(address).expanduser().resolve())
    form = _S3.fullmatch(address)
    if form is None:
        raise BackupError(
            _("%(address)s has no bucket. Write s3://BUCKET/PREFIX.") % {"address": address}
        )
    return Bucket(form["bucket"], form["prefix"] or "")


def split(address: str) -> tuple[Place, str]:
    """Return the place and the name of a file: an address, or a name alone in BACKUP_DIR."""
    refuse_impossible(address)
    folder, name = os.path.split(address)
    if not name:
        raise BackupError("Write the path, the address or the name of a backup.")
    if address.startswith("s3://"):
        return place(folder), name
    has_place = bool(settings.BACKUP_DIR or settings.LOCAL)
    with reporting("That is no address of a backup"):
        is_here = Path(address).exists()
    if not folder and has_place and not is_here:
        return place(), name
    return Folder(Path(address).expanduser().resolve().parent), Path(address).name
