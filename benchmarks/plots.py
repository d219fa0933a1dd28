"""Plots of the results as SVG: bars, or lines over the number of companies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COLOURS = ("#0f766e", "#5eead4", "#b45309", "#f59e0b", "#6d28d9", "#c4b5fd", "#64748b", "#cbd5e1")


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: a bar for each name or, with `over`, a line for each."""

    name: str
    title: str
    unit: str
    series: Mapping[str, Sequence[float]]
    over: Sequence[int] = ()

    def draw(self, folder: Path) -> None:
        """Write NAME.svg, reproducibly and with its labels as text."""
        import matplotlib as mpl  # only here, because the import takes a second

        mpl.use("svg")
        mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": self.name, "font.size": 9})
        from matplotlib import pyplot

        figure, axes = pyplot.subplots(figsize=(7.5, 3.6), layout="constrained")
        axes.set_title(self.title, loc="left")
        axes.spines[["top", "right"]].set_visible(False)
        if self.over:
            self._lines(axes)
        else:
            self._bars(axes)
        folder.mkdir(exist_ok=True)
        figure.savefig(folder / f"{self.name}.svg", metadata={"Date": None})
        pyplot.close(figure)

    def _bars(self, axes: Any) -> None:
        names = list(self.series)[::-1]
        values = [self.series[name][0] for name in names]
        colours = ["#0f766e" if name.startswith("Shiftbook") else "#94a3b8" for name in names]
        bars = axes.barh(names, values, color=colours)
        axes.bar_label(bars, [_formatted(value) for value in values], padding=3)
        axes.set_xlabel(self.unit)

    def _lines(self, axes: Any) -> None:
        for (name, values), colour in zip(self.series.items(), COLOURS, strict=False):
            sizes = list(self.over)[: len(values)]
            axes.plot(sizes, values, marker="o", color=colour, label=name)
        axes.set(xscale="log", yscale="log", xlabel="companies", ylabel=self.unit)
        axes.set_xticks(list(self.over), [f"{size:,}" for size in self.over])
        axes.minorticks_off()
        axes.legend(frameon=False)


def _formatted(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
