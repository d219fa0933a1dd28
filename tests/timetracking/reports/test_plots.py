"""Charts have a bar for each value, and stay within their box."""

from timetracking.reports.plots import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Chart, chart, scale


def drawn(values: list[float | None], earlier: list[float | None] | None = None) -> Chart | None:
    labels = [str(at) for at in range(len(values))]
    return chart(labels, values, earlier or [], titles=labels, write=str)


def test_bars_stand_side_by_side_on_the_line() -> None:
    found = drawn([5, None, 10, 0], [10, None, 5, 20])
    assert found
    assert [bar.title for bar in found.bars] == ["0", "2", "3"]
    for bar in found.bars:
        assert bar.x >= LEFT
        assert bar.x + bar.width <= WIDTH - RIGHT
        assert TOP <= bar.y <= bar.y + bar.height <= HEIGHT - BOTTOM + 0.1
    assert found.bars[1].height == 2 * found.bars[0].height
    assert found.earlier.count("M") == 2  # interrupted where nothing is known
    assert drawn([1])
    assert drawn([0, None]) is None
    assert drawn([]) is None


def test_a_year_of_days_has_few_labels() -> None:
    found = drawn([float(day) for day in range(366)])
    assert found
    assert len(found.bars) == 366
    assert len(found.x_ticks) <= 5


def test_scales_have_round_steps() -> None:
    assert scale(7) == (8, 2)
    assert scale(0.37)[0] >= 0.37
    assert scale(100) == (100, 25)
