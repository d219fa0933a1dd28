"""Takes out of a logo what is not to be seen: where and with what it was taken, comments, notes.

Everyone may fetch a logo, so nothing may be in it that its owner does not know of.
"""

import struct
from collections.abc import Callable, Iterator

from timetracking.company.pictures import JPEG, PNG, WEBP, chunks_of_webp, segments, type_of

_PNG_START = 8
# All critical chunks, and what says how the colours are meant and how large the pixels are.
_PNG_KEPT = {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP"}
_WEBP_KEPT = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"}
_WEBP_FLAGS_OF_NOTES = 0x08 | 0x04
_EXIF, _COMMENT = 0xE1, 0xFE
# Of the segments for applications, JFIF, the profile of the colours and Adobe's transform stay.
_JPEG_DROPPED = (frozenset(range(0xE0, 0xF0)) - {0xE0, 0xE2, 0xEE}) | {_COMMENT}
_EXIF_START = b"Exif\0\0"
_ORIENTATION, _SHORT = 0x0112, 3


def without_metadata(content: bytes) -> bytes:
    """Return a picture that `check_logo` has accepted, without metadata.

    It looks the same: a JPEG keeps which way is up.
    """
    clean: dict[str | None, Callable[[bytes], bytes]] = {PNG: _png, JPEG: _jpeg, WEBP: _webp}
    return clean[type_of(content)](content)


def _png(content: bytes) -> bytes:
    kept, at = [content[:_PNG_START]], _PNG_START
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        is_critical = not name[0] & 0x20
        if is_critical or name in _PNG_KEPT:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


def _jpeg(content: bytes) -> bytes:
    """Copy the segments before the first scan that are needed, and all from there on."""
    kept, turned, done = list[bytes](), 1, 2
    for marker, at, end in segments(content):
        if marker == _EXIF:
            turned = _orientation(content[at + 4 : end]) or turned
        if marker not in _JPEG_DROPPED:
            kept.append(content[done:end])
        done = end
    notes = _exif(turned) if turned > 1 else b""
    return content[:2] + notes + b"".join(kept) + content[done:]


def _orientation(body: bytes) -> int:
    """Return which way is up by an Exif segment, from 1 to 8, and 0 if it does not say."""
    tiff = body.removeprefix(_EXIF_START)
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or tiff == body:
        return 0
    try:
        return next((value for value in _values(tiff, order) if 1 <= value <= 8), 0)
    except struct.error:
        return 0


def _values(tiff: bytes, order: str) -> Iterator[int]:
    (at,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for number in range(count):
        tag, kind, _n, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
        if (tag, kind) == (_ORIENTATION, _SHORT):
            yield value


def _exif(orientation: int) -> bytes:
    """Return an Exif segment that says which way is up, and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    body = _EXIF_START + b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return struct.pack(">BBH", 0xFF, _EXIF, len(body) + 2) + body


def _webp(content: bytes) -> bytes:
    kept = b""
    for name, body in chunks_of_webp(content):
        if name in _WEBP_KEPT:
            if name == b"VP8X":
                body = bytes([body[0] & ~_WEBP_FLAGS_OF_NOTES]) + body[1:]
            kept += name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WEBP" + kept
