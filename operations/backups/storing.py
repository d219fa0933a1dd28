"""What a place for backups is: files by name, each of which is there whole or not at all."""

import errno
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from operations.backups.errors import NotStored

Fill = Callable[[BinaryIO], None]
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CHUNK = 1024 * 1024


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


@contextmanager
def reporting(what: object) -> Iterator[None]:
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
