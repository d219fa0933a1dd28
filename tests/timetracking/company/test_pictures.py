"""What is a logo, by its bytes alone."""

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
from timetracking.company.errors import LogoRefused
from timetracking.company.pictures import JPEG, PNG, WEBP, Size, check_logo, type_of
from timetracking.models.company import LARGEST_LOGO

GOOD = {
    "png": png(),
    "jpeg": jpeg(),
    "progressive jpeg": jpeg(frame=0xC2),
    "lossy webp": riff(lossy()),
    "lossless webp": riff(lossless()),
    "webp with transparency": riff(extended(), (b"ALPH", b"\0"), lossy()),
}
TYPES = {"png": PNG, "jpeg": JPEG, "webp": WEBP}


@pytest.mark.parametrize("name", GOOD)
def test_a_picture_is_known_by_its_bytes(name: str) -> None:
    assert check_logo(GOOD[name]) == Size(4, 3)
    assert type_of(GOOD[name]) == TYPES[name.split(" ")[-1] if "with" not in name else "webp"]


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\1\0\1\0\0\0\0;",
        b"%PDF-1.7",
        b"<html>",
        b"\x89PNG",
        b"RIFF\4\0\0\0WAVE",
        b"\xff\xd8",
        b"BM" + bytes(60),
    ],
)
def test_other_files_are_no_logo(content: bytes) -> None:
    with pytest.raises(LogoRefused, match="not a PNG, JPEG or WebP"):
        check_logo(content)


@pytest.mark.parametrize("name", GOOD)
def test_a_picture_that_ends_early_is_damaged(name: str) -> None:
    for end in range(12, len(GOOD[name])):
        with pytest.raises(LogoRefused, match="damaged"):
            check_logo(GOOD[name][:end])


@pytest.mark.parametrize("name", GOOD)
def test_nothing_may_hide_behind_a_picture(name: str) -> None:
    with pytest.raises(LogoRefused, match="damaged"):
        check_logo(GOOD[name] + b"<script>alert(1)</script>")


@pytest.mark.parametrize(
    "content",
    [
        png().replace(b"IDAT", b"IDAX"),
        png()[:8] + chunk(b"tEXt") + png()[8:],
        png(0, 3),
        jpeg(0, 3),
        jpeg().replace(b"\xff\xc0", b"\xff\xc1", 1).replace(b"\xff\xc1", b"\xff\xe1", 1),
        b"\xff\xd8" + segment(0xDA, b"\0") + b"\xff\xd9",
        b"\xff\xd8\xff\xe0\0\1\xff\xd9",
        riff(lossy(0, 3)),
        riff((b"VP8 ", bytes(12))),
        riff((b"VP8L", bytes(12))),
        riff(extended()),
        riff((b"JUNK", bytes(12)), lossy()),
        riff(),
    ],
)
def test_a_picture_with_a_wrong_inside_is_damaged(content: bytes) -> None:
    with pytest.raises(LogoRefused, match="damaged"):
        check_logo(content)


@pytest.mark.parametrize(
    "content", [png(4, 3, chunk(b"acTL", bytes(8))), riff(extended(flags=0x02), lossy())]
)
def test_a_logo_does_not_move(content: bytes) -> None:
    with pytest.raises(LogoRefused, match="animated"):
        check_logo(content)


def test_an_empty_file_is_no_logo() -> None:
    with pytest.raises(LogoRefused, match="empty"):
        check_logo(b"")


def test_a_logo_has_so_many_bytes_at_most() -> None:
    room = LARGEST_LOGO - len(png(padding=1)) + 1
    assert len(png(padding=room)) == LARGEST_LOGO
    check_logo(png(padding=room))
    with pytest.raises(LogoRefused, match="201 kB"):
        check_logo(png(padding=room + 1))


@pytest.mark.parametrize("make", [png, jpeg, lambda w, h: riff(lossless(w, h))])
@pytest.mark.parametrize("size", [(1025, 1), (1, 1025)])
def test_a_logo_has_so_many_pixels_at_most(make: object, size: tuple[int, int]) -> None:
    assert callable(make)
    check_logo(make(1024, 1))
    with pytest.raises(LogoRefused, match="1025"):
        check_logo(make(*size))
