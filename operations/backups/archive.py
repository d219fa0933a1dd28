"""Writes and reads tar files in the one form that we write, so that no changed byte is overlooked.

Any tar program reads them.
"""

import hashlib
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from operations.backups.errors import NotWhole

BLOCK = tarfile.BLOCKSIZE
_END = bytes(2 * BLOCK)
CHUNK = 1024 * 1024


def _header(name: str, size: int, time: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, time, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)


class MemberWriter:
    """Takes the bytes of one member."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        """Append the data."""
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        """Return the checksum of what was written."""
        return self._digest.hexdigest()


class ArchiveWriter:
    """Writes a tar file to a seekable file; members are streamed, their size need not be known."""

    def __init__(self, file: BinaryIO, *, time: int) -> None:
        self._file = file
        self._time = time
        self.checksums: dict[str, str] = {}

    @contextmanager
    def member(self, name: str) -> Iterator[MemberWriter]:
        """Add a member; its header is written when its size is known."""
        start = self._file.tell()
        self._file.write(bytes(BLOCK))
        writer = MemberWriter(self._file)
        yield writer
        self._file.write(bytes(-writer.size % BLOCK))
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(_header(name, writer.size, self._time))
        self._file.seek(end)
        self.checksums[name] = writer.sha256

    def add(self, name: str, content: bytes) -> None:
        """Add a small member."""
        with self.member(name) as writer:
            writer.write(content)

    def close(self) -> None:
        """Write the end of the archive."""
        self._file.write(_END)


@dataclass(frozen=True, slots=True)
class _Member:
    start: int
    size: int


class ArchiveReader:
    """Reads a tar file that ArchiveWriter wrote; refuses every other with NotWhole."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._members: dict[str, _Member] = {}
        self._file.seek(0)
        while (block := self._read(BLOCK)) != bytes(BLOCK):
            self._add(block)
        if self._read(BLOCK) != bytes(BLOCK) or self._file.read(1):
            raise NotWhole(_("It goes on after its end."))

    def _read(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise NotWhole(_("It is cut off."))
        return data

    def _add(self, block: bytes) -> None:
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError) as error:
            raise NotWhole(_("It is not a backup, or bytes of it were changed.")) from error
        name = info.name
        if block != _header(name, info.size, int(info.mtime)) or name in self._members:
            raise NotWhole(_('The beginning of "%(file)s" was changed.') % {"file": name})
        member = self._members[name] = _Member(self._file.tell(), info.size)
        self._file.seek(member.start + member.size)
        if any(self._read(-member.size % BLOCK)):
            raise NotWhole(_('Bytes after "%(file)s" were changed.') % {"file": name})

    @property
    def names(self) -> list[str]:
        """Return the names of the members, in order."""
        return list(self._members)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a member."""
        if name not in self._members:
            raise NotWhole(_('"%(file)s" is missing.') % {"file": name})
        member = self._members[name]
        position, end = member.start, member.start + member.size
        while position < end:
            self._file.seek(position)
            chunk = self._read(min(CHUNK, end - position))
            position += len(chunk)
            yield chunk

    def content(self, name: str, *, at_most: int = 64 * CHUNK) -> bytes:
        """Return the bytes of a small member."""
        if name in self._members and self._members[name].size > at_most:
            raise NotWhole(_('"%(file)s" is too large.') % {"file": name})
        return b"".join(self.chunks(name))

    def sha256(self, name: str) -> str:
        """Return the checksum of a member."""
        digest = hashlib.sha256()
        for chunk in self.chunks(name):
            digest.update(chunk)
        return digest.hexdigest()
