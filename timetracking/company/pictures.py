"""What a picture is, from its own bytes: never from the name or the type that a browser sent."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from timetracking.company.errors import LogoRefused
from timetracking.models.company import LARGEST_LOGO, LONGEST_SIDE

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"

_PNG_START = b"\x89PNG\r\n\x1a\n"
_JPEG_START = b"\xff\xd8\xff"
# The frames that say how large a JPEG is: all but the tables between them.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, b"\xff\xd9"


class _Damaged(Exception):
    """The bytes are not those of a whole picture of the type."""


class _Moves(Exception):
    """The picture is animated."""


@dataclass(frozen=True)
class Size:
    """The sides of a picture in pixels."""

    width: int
    height: int


def type_of(content: bytes) -> str | None:
    """Return the content type of a picture by its first bytes, None for anything else."""
    if content.startswith(_PNG_START):
        return PNG
    if content.startswith(_JPEG_START):
        return JPEG
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return WEBP if is_webp else None


def check_logo(content: bytes) -> Size:
    """Return the size of a picture that can be a logo.

    Raises LogoRefused, with what to do next, for a file that is empty, too large, no PNG, JPEG or
    WebP, not whole, animated, or too many pixels wide or high.
    """
    if not content:
        raise LogoRefused(_("This file is empty. Choose another one."))
    if len(content) > LARGEST_LOGO:
        message = _("This file has %(size)s kB. Choose a picture of at most %(most)s kB.")
        sizes = {"size": -(-len(content) // 1024), "most": LARGEST_LOGO // 1024}
        raise LogoRefused(message % sizes)
    kind = type_of(content)
    if kind is None:
        raise LogoRefused(_("This file is not a PNG, JPEG or WebP picture. Choose one that is."))
    try:
        size = _READERS[kind](content)
    except (_Damaged, struct.error, IndexError):
        message = _(
            "This picture is damaged or incomplete. Save it again, and choose the new file."
        )
        raise LogoRefused(message) from None
    except _Moves:
        raise LogoRefused(_("This picture is animated. Choose one that is not.")) from None
    if max(size.width, size.height) > LONGEST_SIDE:
        message = _(
            "This picture has %(width)s by %(height)s pixels. Make it smaller: at most "
            "%(most)s pixels wide and high."
        )
        sizes = {"width": size.width, "height": size.height, "most": LONGEST_SIDE}
        raise LogoRefused(message % sizes)
    return size


def _size(width: int, height: int) -> Size:
    if width < 1 or height < 1:
        raise _Damaged
    return Size(width, height)


def _png(content: bytes) -> Size:
    """Walk the chunks, each with its checksum, from the header to the end, which must be last."""
    at, size = len(_PNG_START), None
    names: list[bytes] = []
    while not names or names[-1] != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(name + body) != checksum:
            raise _Damaged
        if not names:
            if name != b"IHDR" or length != 13:
                raise _Damaged
            size = _size(*struct.unpack_from(">II", body))
        if name == b"acTL":
            raise _Moves
        names.append(name)
        at += 12 + length
    if size is None or b"IDAT" not in names or at != len(content):
        raise _Damaged
    return size


def _jpeg(content: bytes) -> Size:
    """Walk the segments to the first scan; the last bytes must be the end of the picture."""
    sizes = [
        _size(*reversed(struct.unpack_from(">HH", content, at + 5)))
        for marker, at, _end in segments(content)
        if marker in _FRAMES
    ]
    if not sizes or not content.endswith(_END):
        raise _Damaged
    return sizes[0]


def segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the markers of a JPEG, where they stand and where they end, as far as the first scan.

    After its head is no more. The file is a picture: see `check_logo`.
    """
    at, marker = 2, 0
    while marker != _SCAN:
        if content[at] != 0xFF:
            raise _Damaged
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1  # a byte that only fills
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if length < 2:
            raise _Damaged
        yield marker, at, at + 2 + length
        at += 2 + length


def _webp(content: bytes) -> Size:
    """Read the first chunk, which has the size; all chunks must be there, and nothing else."""
    names = [name for name, _body in chunks_of_webp(content)]
    if not names or _length_of_webp(content) != len(content):
        raise _Damaged
    if names[0] == b"VP8X" and content[20] & 0x02:
        raise _Moves
    if not {b"VP8 ", b"VP8L"} & set(names):
        raise _Damaged
    if names[0] == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", content, 26)
        return _size(width & 0x3FFF, height & 0x3FFF)
    if names[0] == b"VP8L" and content[20] == 0x2F:
        (packed,) = struct.unpack_from("<I", content, 21)
        return _size((packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1)
    if names[0] == b"VP8X":
        width, height = (int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
        return _size(width + 1, height + 1)
    raise _Damaged


def chunks_of_webp(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the body of each chunk of a WebP, which must end with the last one."""
    at = 12
    while at < len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        yield name, content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    if at != len(content):
        raise _Damaged


def _length_of_webp(content: bytes) -> int:
    (length,) = struct.unpack_from("<I", content, 4)
    return int(length) + 8


_READERS = {PNG: _png, JPEG: _jpeg, WEBP: _webp}
