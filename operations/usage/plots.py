"""Computes line charts that a template draws as SVG: points, scales and their labels.

Nothing here knows what is drawn. The numbers of the drawing are whole units of its view box.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 400, 200
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 28
_TICKS = 4
Write = Callable[[float], str]


@dataclass(frozen=True)
class Tick:
    """A label beside the drawing, and the line or place that it stands for."""

    at: int
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Line:
    """One series: its points as SVG has them, and its newest point for a dot."""

    name: str
    points: str
    end_x: int
    end_y: int
    newest: str


@dataclass(frozen=True)
class Chart:
    """All that the template draws, and the same as rows of a table."""

    name: str
    title: str
    lines: list[Line]
    rows: list[tuple[date, list[str]]]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def chart(
    name: str,
    title: str,
    days: Sequence[date],
    series: Sequence[tuple[str, Sequence[float]]],
    *,
    write: Write,
    write_day: Callable[[date], str],
    whole: bool = True,
) -> Chart:
    """Return a chart of series that have a number for each day, of which there is at least one.

    `name` is for ids. `write` writes a number, `write_day` a day; with `whole` the scale has no
    fractions.
    """
    top, step = scale(max(max(values) for _, values in series), whole=whole)
    span = max(1, (days[-1] - days[0]).days)
    xs = [
        LEFT + round((day - days[0]).days * (WIDTH - LEFT - RIGHT) / span)
        if len(days) > 1
        else WIDTH - RIGHT
        for day in days
    ]

    def height_of(value: float) -> int:
        return HEIGHT - BOTTOM - round(max(value, 0) * (HEIGHT - TOP - BOTTOM) / top)

    lines = []
    for label, values in series:
        ys = [height_of(value) for value in values]
        points = " ".join(f"{x},{y}" for x, y in zip(xs, ys, strict=True))
        lines.append(Line(label, points, xs[-1], ys[-1], write(values[-1])))
    ends = [Tick(xs[0], write_day(days[0]), "start"), Tick(xs[-1], write_day(days[-1]), "end")]
    return Chart(
        name=name,
        title=title,
        lines=lines,
        rows=[(day, [write(values[at]) for _, values in series]) for at, day in enumerate(days)],
        x_ticks=ends if len(days) > 1 else ends[1:],
        y_ticks=[
            Tick(height_of(number * step), write(number * step))
            for number in range(round(top / step) + 1)
        ],
    )


def scale(most: float, *, whole: bool = True) -> tuple[float, float]:
    """Return the top of a scale from 0 that has round steps and room for `most`, and the step."""
    if most <= 0:
        return 1.0, 1.0
    raw = most / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999999)
    if whole:
        step = max(1.0, step)
    return math.ceil(most / step - 1e-9) * step, step
