"""How figures are written: for the terminal and for docs/performance.md alike."""

import datetime
import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.databases import server_version

PACKAGES = ("Django", "psycopg", "django-tenants", "django-pgschemas")
BEGIN, END = "<!-- make bench: begin -->", "<!-- make bench: end -->"


@dataclass(frozen=True, slots=True)
class Target:
    """Is a promise and what was measured."""

    measured: str
    promised: str
    met: bool

    def __str__(self) -> str:
        return f"- {self.measured} (promised: {self.promised}): {'met' if self.met else 'MISSED'}."


def table(head: list[str], rows: list[list[str]]) -> str:
    """Write a Markdown table that also reads well in a terminal; numbers stand to the right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    rule = ["-" * width if not column else "-" * (width - 1) + ":" for column, width in _of(widths)]
    lines = [_line(head, widths), _line(rule, widths), *(_line(row, widths) for row in rows)]
    return "\n".join(lines)


def _of(widths: list[int]) -> list[tuple[int, int]]:
    return list(enumerate(widths))


def _line(cells: list[str], widths: list[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return f"| {' | '.join(padded)} |"


def circumstances(command: str) -> str:
    """Say where, when and with what the figures were made."""
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


def write_into(page: Path, figures: str) -> None:
    """Replace what stands between the page's two marks."""
    before, begin, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page} lacks the marks {BEGIN} and {END}.")
    page.write_text(f"{before}{BEGIN}\n{figures}\n{END}{after}")
