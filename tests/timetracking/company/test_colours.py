"""Shades that can be read in both themes, whatever colour is chosen."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

from timetracking.company import colours
from timetracking.company.colours import contrast, normalised, shades, style_sheet

EVERY = [
    f"#{red:02x}{green:02x}{blue:02x}"
    for red, green, blue in product((0, 64, 128, 192, 255), repeat=3)
]
LIGHT = (*colours.LIGHT_GROUNDS, colours.LIGHT_INK)
DARK = (*colours.DARK_GROUNDS, colours.DARK_INK)


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#000000", 21),
        ("#777777", "#ffffff", 4.478),
        ("#0000ff", "#ffffff", 8.592),
        ("#ff0000", "#ff0000", 1),
    ],
)
def test_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.001)


@pytest.mark.parametrize("accent", EVERY)
def test_every_colour_gets_shades_with_enough_contrast(accent: str) -> None:
    found = shades(accent)
    assert min(contrast(found.light, other) for other in LIGHT) >= 4.5
    assert min(contrast(found.dark, other) for other in DARK) >= 4.5


@pytest.mark.parametrize("accent", EVERY)
def test_every_colour_of_the_style_sheet_can_be_read(accent: str) -> None:
    themes = style_sheet(accent).text.splitlines()
    for theme in themes:
        tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", theme))
        for ground, ink in [("action", "action-ink"), ("action-hover", "action-ink")]:
            assert contrast(tokens[ground], tokens[ink]) >= 4.5
        assert contrast(tokens["tab"], tokens["tab-ink"]) >= 4.5
        assert tokens["action"] != tokens["action-hover"]
    assert len(themes) == 2


def test_a_colour_that_is_enough_stays_as_it_is() -> None:
    assert shades("#5c1a60").light == "#5c1a60"
    assert shades("#ffd27f").dark == "#ffd27f"


def test_a_shade_is_the_nearest_that_is_enough() -> None:
    light = shades("#ff6600").light
    nearer = "#" + "".join(f"{int(light[at : at + 2], 16) + 1:02x}" for at in (1, 3)) + "00"
    assert min(contrast(nearer, other) for other in LIGHT) < 4.5


@pytest.mark.parametrize(
    ("typed", "colour"),
    [
        ("#1f6f78", "#1f6f78"),
        (" 1F6F78 ", "#1f6f78"),
        ("#abc", "#aabbcc"),
        ("abc", "#aabbcc"),
        ("#1f6f7", None),
        ("#1f6f789", None),
        ("teal", None),
        ("red;}", None),
        ("##abc", None),
        ("#1f6f7\N{FULLWIDTH DIGIT EIGHT}", None),
        ("", None),
    ],
)
def test_a_colour_is_read_as_people_write_it(typed: str, colour: str | None) -> None:
    assert normalised(typed) == colour


def test_the_grounds_are_those_of_the_tokens() -> None:
    css = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
    light, dark, _print = re.split(r"@media [^{]+", css)
    names = ("ground", "surface", "surface-dim", "in-soft", "wait-soft", "danger-soft")
    for theme, grounds in ((light, colours.LIGHT_GROUNDS), (dark, colours.DARK_GROUNDS)):
        tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", theme))
        assert tuple(tokens[name] for name in names) == grounds
