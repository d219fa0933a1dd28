"""What a logo loses before it is saved: everything that is not to be seen."""

import struct

import pytest

from tests.timetracking.company.samples import (
    chunk,
    extended,
    jpeg,
    lossless,
    lossy,
    png,
    riff,
    segment,
)
from timetracking.base.authors import Author
from timetracking.company.look import choose_logo
from timetracking.company.metadata import without_metadata
from timetracking.company.pictures import check_logo
from timetracking.models import CompanySettings

SECRET = b"GPS 36.7213 -4.4213 <script>alert(1)</script>"


def with_segments(*segments: bytes) -> bytes:
    """Return a JPEG with more segments right after its start."""
    return jpeg()[:2] + b"".join(segments) + jpeg()[2:]


def exif(order: str, orientation: int) -> bytes:
    """Return an Exif segment as a camera writes it: a few values, and where it was."""
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order]
    entries = struct.pack(f"{order}HHIHH", 0x0100, 3, 1, 4, 0)
    entries += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = mark + struct.pack(f"{order}IH", 8, 2) + entries + bytes(4) + SECRET
    return segment(0xE1, b"Exif\0\0" + tiff)


@pytest.mark.parametrize(
    ("content", "clean"),
    [
        (png(4, 3, chunk(b"eXIf", SECRET), chunk(b"iTXt", SECRET), chunk(b"caBX", SECRET)), png()),
        (png(4, 3, chunk(b"pHYs", bytes(9))), png(4, 3, chunk(b"pHYs", bytes(9)))),
        (with_segments(segment(0xFE, SECRET), segment(0xED, SECRET)), jpeg()),
        (with_segments(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)), jpeg()),
        (with_segments(exif("<", 1)), jpeg()),
        (with_segments(segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff" + SECRET)), jpeg()),
        (
            with_segments(segment(0xE2, b"ICC_PROFILE\0")),
            with_segments(segment(0xE2, b"ICC_PROFILE\0")),
        ),
        (
            riff(extended(flags=0x1C), lossless(), (b"EXIF", SECRET), (b"XMP ", SECRET)),
            riff(extended(flags=0x10), lossless()),
        ),
        (riff(lossy()), riff(lossy())),
    ],
)
def test_what_is_not_to_be_seen_goes_and_the_picture_stays(content: bytes, clean: bytes) -> None:
    check_logo(content)
    found = without_metadata(content)
    assert found == clean
    assert check_logo(found) == check_logo(content)
    assert without_metadata(found) == found


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_keeps_which_way_is_up(order: str) -> None:
    found = without_metadata(with_segments(exif(order, 6)))
    assert SECRET not in found
    assert found.count(b"Exif") == 1
    assert struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in found
    assert without_metadata(found) == found
    check_logo(found)


def test_it_is_the_clean_picture_that_is_saved(company: CompanySettings) -> None:
    choose_logo(with_segments(exif(">", 1)), by=Author())
    assert bytes(CompanySettings.objects.get().logo) == jpeg()
