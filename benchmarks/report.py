"""The format of results, in the terminal and in docs/performance.md."""

import datetime
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.databases import server_version
from benchmarks.plots import Plot

PACKAGES = ("Django", "psycopg", "gunicorn", "django-tenants", "django-pgschemas")


@dataclass(frozen=True, slots=True)
class Target:
    """A target and the measured value."""

    measured: str
    promised: str
    met: bool

    def __str__(self) -> str:
        return f"- {self.measured} (promised: {self.promised}): {'met' if self.met else 'MISSED'}."


@dataclass(frozen=True, slots=True)
class Section:
    """The results of one part of the run: tables, targets, the method, and plots."""

    tables: Sequence[str]
    targets: Sequence[Target]
    how: str
    plots: Sequence[Plot] = field(default_factory=list)

    def figures(self, where: str) -> str:
        """Return the results as Markdown, targets first, ending with the circumstances."""
        targets = "\n".join(str(target) for target in self.targets)
        plots = "\n\n".join(f"![{plot.title}](plots/{plot.name}.svg)" for plot in self.plots)
        return "\n\n".join(part for part in (targets, *self.tables, plots, where) if part)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table that is also readable in a terminal; numbers are right-aligned."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    rule = ["-" * width if not at else "-" * (width - 1) + ":" for at, width in enumerate(widths)]
    lines = [_line(head, widths), _line(rule, widths), *(_line(row, widths) for row in rows)]
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return f"| {' | '.join(padded)} |"


def circumstances(command: str) -> str:
    """Return the date, the machine and the versions of the measurement."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()[0]
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"`{command}` on {today}: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()}, load {load:.1f} at the start; Python {platform.python_version()}, "
        f"PostgreSQL {server_version()}, {packages}."
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def write_into(docs: Path, name: str, section: Section, figures: str) -> None:
    """Replace the text between the section's two marks in the page, and draw its plots."""
    page = docs / "performance.md"
    begin, end = (f"<!-- make bench {name}: {mark} -->" for mark in ("begin", "end"))
    before, begin_mark, rest = page.read_text().partition(begin)
    _, end_mark, after = rest.partition(end)
    if not (begin_mark and end_mark):
        raise ValueError(f"{page} lacks the marks {begin} and {end}.")
    page.write_text(f"{before}{begin}\n{figures}\n{end}{after}")
    for plot in section.plots:
        plot.draw(docs / "plots")
