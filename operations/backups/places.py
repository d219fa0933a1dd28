"""Where backups are kept: a folder, or a bucket of a store that speaks S3.

A file appears whole or not at all: in a folder by a rename after it is on the disk, in a store when
the upload is complete.
"""

import errno
import hashlib
import os
import re
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from operations.backups.addresses import refuse_impossible
from operations.backups.errors import BackupError, NotStored

Fill = Callable[[BinaryIO], None]
_S3 = re.compile(r"s3://(?P<bucket>[^/]+)(?:/(?P<prefix>.*?))?/?")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
PARTIAL = ".partial"
CHUNK = 1024 * 1024
_NO_SPOOL = gettext_lazy("The folder for temporary files cannot be written")


@dataclass(frozen=True, slots=True)
class Stored:
    """Is what the catalogue notes of a file."""

    size: int
    sha256: str


def measure(file: BinaryIO) -> Stored:
    """Read a file from its beginning to its end."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return Stored(size, digest.hexdigest())


class Place(ABC):
    """Keeps files by name. Every method raises NotStored if the place cannot be reached."""

    spool: Path | None = None
    """The folder for files without a name, by default that of the system."""

    @abstractmethod
    def address(self, name: str) -> str:
        """Return where the file is, for the catalogue and for people."""

    @abstractmethod
    def check(self) -> None:
        """Raise NotStored if nothing can be written there; write nothing."""

    @abstractmethod
    def put(self, name: str, fill: Fill) -> Stored:
        """Write a new file, by `fill` to a seekable one; nothing is left if it raises."""

    @abstractmethod
    def exists(self, name: str) -> bool:
        """Return whether the whole file is there."""

    @abstractmethod
    def fetch(self, name: str) -> BinaryIO:
        """Open a file to read, seekable. Raises NotStored if it is missing."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a file, and what was left of it by a run that was killed."""


class Folder(Place):
    """A folder on this machine, or mounted here."""

    def __init__(self, path: Path) -> None:
        self.path = self.spool = path

    def address(self, name: str) -> str:
        """Return the absolute path."""
        return str(self.path / name)

    def check(self) -> None:
        """Look at the folder, or at the one in which it would be made."""
        with _reporting(f"{self.path} cannot be written"):
            there = next(path for path in (self.path, *self.path.parents) if path.exists())
        if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
            raise NotStored(f"{self.path} cannot be written.")

    def _partial(self, name: str) -> Path:
        return self.path / f".{name}{PARTIAL}"

    def put(self, name: str, fill: Fill) -> Stored:
        """Write beside the final name, wait for the disk, and rename."""
        with _reporting(_("%(file)s cannot be written") % {"file": self.path}):
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
        with _reporting(f"{self.path} cannot be read"):
            return (self.path / name).is_file()

    def fetch(self, name: str) -> BinaryIO:
        """Open the file."""
        with _reporting(_("%(file)s cannot be read") % {"file": self.path / name}):
            return (self.path / name).open("rb")

    def remove(self, name: str) -> None:
        """Remove the file, and its partial one."""
        with _reporting(_("%(file)s cannot be removed") % {"file": self.path / name}):
            self._partial(name).unlink(missing_ok=True)
            (self.path / name).unlink(missing_ok=True)


class Bucket(Place):
    """A bucket of an S3-compatible store; credentials and endpoint as the AWS tools read them."""

    def __init__(self, bucket: str, prefix: str) -> None:
        import boto3  # takes long to import, and most installations have a folder
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        self.bucket, self.prefix = bucket, f"{prefix}/" if prefix else ""
        self._errors = (BotoCoreError, ClientError)
        with self._reaching():
            self._client: Any = boto3.client(
                "s3",
                config=Config(connect_timeout=5, read_timeout=60, retries={"max_attempts": 3}),
            )

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise NotStored(
                _("The store %(address)s cannot be used: %(error)s")
                % {"address": f"s3://{self.bucket}", "error": error}
            ) from error

    def address(self, name: str) -> str:
        """Return the address of the object."""
        return f"s3://{self.bucket}/{self.prefix}{name}"

    def check(self) -> None:
        """Ask the store for a file."""
        self.exists("check")

    def put(self, name: str, fill: Fill) -> Stored:
        """Write to an unnamed file on this machine first, then upload; the object appears last."""
        with _spool() as file, self._reaching():
            fill(file)
            stored = measure(file)
            file.seek(0)
            # In parts of 8 MB, so memory does not grow with the file.
            self._client.upload_fileobj(_Unclosed(file), self.bucket, f"{self.prefix}{name}")
            return stored

    def exists(self, name: str) -> bool:
        """Return whether the object is there."""
        with self._reaching():
            key = f"{self.prefix}{name}"
            found = self._client.list_objects_v2(Bucket=self.bucket, Prefix=key, MaxKeys=1)
            return any(one["Key"] == key for one in found.get("Contents", []))

    def fetch(self, name: str) -> BinaryIO:
        """Download to an unnamed file on this machine."""
        if not self.exists(name):
            raise NotStored(_("%(file)s is missing.") % {"file": self.address(name)})
        with _reporting(_NO_SPOOL):
            file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - for the caller
            try:
                with self._reaching():
                    self._client.download_fileobj(self.bucket, f"{self.prefix}{name}", file)
            except BaseException:
                file.close()
                raise
            file.seek(0)
            return file

    def remove(self, name: str) -> None:
        """Remove the object."""
        with self._reaching():
            self._client.delete_object(Bucket=self.bucket, Key=f"{self.prefix}{name}")


class _Unclosed:
    """Reads a file that the client must not close."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        """Leave the file open."""


@contextmanager
def _spool() -> Iterator[BinaryIO]:
    """Give a file without a name, of which nothing is left when the process ends."""
    with _reporting(_NO_SPOOL), tempfile.TemporaryFile() as file:
        yield cast("BinaryIO", file)


@contextmanager
def _reporting(what: object) -> Iterator[None]:
    """Turn an error of the disk into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NotStored(
                _(
                    "%(what)s: there is no space left. Nothing was left there. Free some space, or "
                    "choose another place."
                )
                % {"what": what}
            ) from error
        if error.errno is None:
            raise
        raise NotStored(f"{what}: {error.strerror or error}.") from error


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
    folder, _, name = address.rpartition("/")
    if not name:
        raise BackupError("Write the path, the address or the name of a backup.")
    if address.startswith("s3://"):
        return place(folder), name
    has_place = bool(settings.BACKUP_DIR or settings.LOCAL)
    with _reporting("That is no address of a backup"):
        is_here = Path(address).exists()
    if not folder and has_place and not is_here:
        return place(), name
    return Folder(Path(address).expanduser().resolve().parent), Path(address).name
