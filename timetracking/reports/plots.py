"""Computes the chart of a report that a template draws as SVG.

The numbers of the drawing are units of its view box. Bars are told from the line of earlier values
by their form, not by colour alone.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 400, 190
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 10, 24
_STEPS = 4
_MOST_LABELS = 5


@dataclass(frozen=True)
class Tick:
    """A label beside the drawing, and the line or place that it stands for."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Bar:
    """A value: where it is drawn, and what a pointer that rests on it is told."""

    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True)
class Chart:
    """All that the template draws."""

    bars: list[Bar]
    earlier: str
    """The path of the earlier values, "" without any."""
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def chart(
    labels: Sequence[str],
    values: Sequence[float | None],
    earlier: Sequence[float | None],
    *,
    titles: Sequence[str],
    write: Callable[[float], str],
) -> Chart | None:
    """Return the chart of values in the order of time, None if there is nothing to draw.

    A value that is None has no bar. `earlier` is empty, or has a value for each bar.
    """
    known = [value for value in (*values, *earlier) if value is not None]
    if not known or max(known) <= 0:
        return None
    top, step = scale(max(known))
    slot = (WIDTH - LEFT - RIGHT) / len(values)
    room = HEIGHT - TOP - BOTTOM

    def height_of(value: float) -> float:
        return round(max(value, 0) * room / top, 1)

    bars = [
        Bar(
            round(LEFT + slot * (at + 0.12), 2),
            round(HEIGHT - BOTTOM - height_of(value), 1),
            round(slot * 0.76, 2),
            height_of(value),
            title,
        )
        for at, (value, title) in enumerate(zip(values, titles, strict=True))
        if value is not None
    ]
    return Chart(
        bars=bars,
        earlier=_path([None if one is None else height_of(one) for one in earlier], slot),
        x_ticks=_x_ticks(labels, slot),
        y_ticks=[
            Tick(round(HEIGHT - BOTTOM - height_of(number * step), 1), write(number * step))
            for number in range(round(top / step) + 1)
        ],
    )


def _path(heights: Sequence[float | None], slot: float) -> str:
    """Return a line in steps, one for each bar, that is interrupted where there is no value."""
    words = []
    for at, height in enumerate(heights):
        if height is not None:
            start, end = round(LEFT + slot * at, 2), round(LEFT + slot * (at + 1), 2)
            is_joined = at > 0 and heights[at - 1] is not None
            y = round(HEIGHT - BOTTOM - height, 1)
            words.append(f"{'L' if is_joined else 'M'}{start} {y}H{end}")
    return "".join(words)


def _x_ticks(labels: Sequence[str], slot: float) -> list[Tick]:
    """Return the labels that have room: all of a few, else some at equal distances."""
    step = math.ceil(len(labels) / _MOST_LABELS)
    return [
        Tick(round(LEFT + slot * (at + 0.5), 1), label)
        for at, label in enumerate(labels)
        if at % step == 0
    ]


def scale(most: float) -> tuple[float, float]:
    """Return the top of a scale from 0 that has round steps and room for `most`, and the step."""
    raw = most / _STEPS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999999)
    return math.ceil(most / step - 1e-9) * step, step
