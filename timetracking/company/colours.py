"""The shades of a company's colour that can be read, and the style sheet that sets them."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

Rgb = tuple[int, int, int]

# WCAG 2.2, AA, for text.
ENOUGH = 4.5
# On what text in the colour stands, and what stands on it: values of static/css/tokens.css.
LIGHT_GROUNDS = ("#eff3e9", "#ffffff", "#f7f9f3", "#d8edb0", "#ffe6b8", "#fde5e1")
DARK_GROUNDS = ("#161019", "#211826", "#1b1320", "#2a3d1b", "#46330f", "#47191a")
LIGHT_INK, DARK_INK = "#ffffff", "#161019"

_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_SHORT, _LONG = re.compile(r"#?[0-9a-f]{3}"), re.compile(r"#?[0-9a-f]{6}")


@dataclass(frozen=True)
class Shades:
    """A colour as text and as the ground of buttons, in the light and in the dark theme."""

    light: str
    dark: str


@dataclass(frozen=True)
class StyleSheet:
    """A style sheet, and the digest that is its address."""

    digest: str
    text: str


def normalised(typed: str) -> str | None:
    """Return a colour as # and six small digits, from how people write it; None if it is none."""
    word = typed.strip().lower()
    if _SHORT.fullmatch(word):
        return "#" + "".join(digit * 2 for digit in word.removeprefix("#"))
    return f"#{word.removeprefix('#')}" if _LONG.fullmatch(word) else None


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours as WCAG defines it, from 1 to 21."""
    low, high = sorted((_luminance(_rgb(first)), _luminance(_rgb(second))))
    return (high + 0.05) / (low + 0.05)


def shades(accent: str) -> Shades:
    """Return the nearest shades of a colour that have enough contrast in each theme.

    The light theme takes a darker shade and the dark theme a lighter one, unless the colour itself
    is enough.
    """
    return Shades(
        light=_nearest(accent, _BLACK, (*LIGHT_GROUNDS, LIGHT_INK)),
        dark=_nearest(accent, _WHITE, (*DARK_GROUNDS, DARK_INK)),
    )


@lru_cache(maxsize=256)
def style_sheet(accent: str) -> StyleSheet:
    """Return the style sheet that puts a colour, as `normalised` returns it, into the tokens."""
    found = shades(accent)
    light = _tokens(found.light, _further(found.light, _BLACK, _WHITE), LIGHT_INK)
    dark = _tokens(found.dark, _further(found.dark, _WHITE, _BLACK), DARK_INK)
    text = (
        f"@media screen {{ :root {{ {light} }} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    )
    return StyleSheet(hashlib.sha256(text.encode()).hexdigest()[:32], text)


def _tokens(colour: str, hover: str, ink: str) -> str:
    values = {
        "link": colour,
        "focus": colour,
        "action": colour,
        "action-hover": hover,
        "action-ink": ink,
        "tab": colour,
        "tab-ink": ink,
    }
    return " ".join(f"--{name}: {value};" for name, value in values.items())


def _nearest(accent: str, end: Rgb, others: tuple[str, ...]) -> str:
    """Mix as little of `end` into the colour as gives it enough contrast with all others."""
    return next(
        shade
        for shade in (_mix(_rgb(accent), end, part) for part in range(256))
        if all(contrast(shade, other) >= ENOUGH for other in others)
    )


def _further(colour: str, end: Rgb, other_end: Rgb) -> str:
    """Return the colour of a button under the pointer: a little nearer to `end`, if it can be."""
    hover = _mix(_rgb(colour), end, 56)
    return hover if contrast(hover, colour) > 1.1 else _mix(_rgb(colour), other_end, 40)


def _mix(colour: Rgb, end: Rgb, part: int) -> str:
    """Mix two colours; `part` is how much of `end`, in 255ths."""
    mixed = (round(c + (e - c) * part / 255) for c, e in zip(colour, end, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _rgb(colour: str) -> Rgb:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
