"""Charts: round scales, points within the drawing, and the same numbers as a table."""

from datetime import date, timedelta

import pytest

from operations.usage.plots import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Chart, chart, scale

DAY = date(2026, 11, 1)


def made(days: list[date], *series: list[float]) -> Chart:
    named = [(f"Line {number}", values) for number, values in enumerate(series)]
    return chart("x", "X", days, named, write=lambda value: f"{value:g}", write_day=str)


@pytest.mark.parametrize(
    ("most", "whole", "top", "step"),
    [
        (0, True, 1, 1),
        (1, True, 1, 1),
        (3, True, 3, 1),
        (7, True, 8, 2),
        (20, True, 20, 5),
        (97, True, 100, 50),
        (1001, True, 1500, 500),
        (0.3, False, 0.3, 0.1),
    ],
)
def test_scales_are_round_and_have_room(most: float, whole: bool, top: float, step: float) -> None:
    found = scale(most, whole=whole)
    assert found == pytest.approx((top, step))


def test_points_are_placed_by_their_day_and_number() -> None:
    days = [DAY, DAY + timedelta(days=1), DAY + timedelta(days=4)]
    drawn = made(days, [0, 2, 4], [4, 4, 0])
    left, right, bottom = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM
    assert drawn.lines[0].points == f"{left},{bottom} {left + (right - left) // 4},92 {right},{TOP}"
    assert (drawn.lines[1].end_x, drawn.lines[1].end_y) == (right, bottom)
    assert [tick.label for tick in drawn.y_ticks] == ["0", "1", "2", "3", "4"]
    assert [tick.label for tick in drawn.x_ticks] == ["2026-11-01", "2026-11-05"]
    assert drawn.rows[1] == (days[1], ["2", "4"])
    assert drawn.lines[0].newest == "4"


def test_one_day_is_a_dot_and_nothing_at_all_a_line_at_the_bottom() -> None:
    drawn = made([DAY], [3])
    assert (drawn.lines[0].end_x, len(drawn.x_ticks)) == (WIDTH - RIGHT, 1)
    flat = made([DAY, DAY + timedelta(days=1)], [0, 0])
    assert flat.lines[0].end_y == HEIGHT - BOTTOM
