"""Pictures made by hand, as small as they can be."""

import struct
import zlib


def chunk(name: bytes, body: bytes = b"") -> bytes:
    """Return a chunk of a PNG with its checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 4, height: int = 3, *extra: bytes, padding: int = 0) -> bytes:
    """Return a PNG of one colour; `padding` is how many bytes a comment has."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    parts = [chunk(b"IHDR", header), *extra, chunk(b"IDAT", rows)]
    if padding:
        parts.append(chunk(b"tEXt", b"c\0" + bytes(padding)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND")


def segment(marker: int, body: bytes) -> bytes:
    """Return a segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(width: int = 4, height: int = 3, *, frame: int = 0xC0) -> bytes:
    """Return the frame of a JPEG with a scan of nothing."""
    size = segment(frame, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")
    tables = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + b"\xff" + segment(0xC4, bytes(17))
    return b"\xff\xd8" + tables + size + segment(0xDA, b"\1\1\0\0\x3f\0") + b"\0\xff\xd9"


def riff(*parts: tuple[bytes, bytes]) -> bytes:
    """Return a WebP of these chunks."""
    body = b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in parts
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def lossy(width: int = 4, height: int = 3) -> tuple[bytes, bytes]:
    """Return the chunk of a lossy WebP."""
    return b"VP8 ", b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height) + b"\0\0"


def lossless(width: int = 4, height: int = 3) -> tuple[bytes, bytes]:
    """Return the chunk of a lossless WebP, of an odd length."""
    return b"VP8L", b"\x2f" + struct.pack("<I", width - 1 | (height - 1) << 14) + b"\0\0"


def extended(width: int = 4, height: int = 3, *, flags: int = 0x10) -> tuple[bytes, bytes]:
    """Return the chunk with which a WebP with transparency begins."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"VP8X", bytes([flags, 0, 0, 0]) + sides
