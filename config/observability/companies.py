"""Which companies use the installation at the moment: the busiest by name, the rest as "other".

A window of minutes instead of counters: the busiest change, and the sum of the others would go
back whenever one of them gets a line of its own. Only companies that exist are counted, so a
scanner of host names adds none.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from config.observability import slots

OTHER = "other"
MINUTES = 5
# Of each minute in each worker, so that memory and files stay small with many companies.
MOST_OF_A_MINUTE = 1_000
PUBLISHED_EVERY = 2.0  # seconds between two versions of a worker's file
FIGURES = ("requests", "errors", "seconds", "slow_statements", "refused")

Row = list[float]  # as in FIGURES


def _nothing() -> Row:
    return [0.0] * len(FIGURES)


@dataclass
class Window:
    """The figures of the last minutes by company, of one process."""

    minutes: dict[int, dict[str, Row]] = field(default_factory=dict)
    published_at: float = 0.0
    lock: Lock = field(default_factory=Lock)

    def add(self, company: str, now: float, **figures: float) -> None:
        """Add figures of a company; in a worker, let the others read them within seconds."""
        minute, folder = int(now // 60), slots.folder()
        with self.lock:
            if folder and not self.published_at:  # the first request of a worker
                self.minutes = _of_file(_file_in(folder))
            if minute not in self.minutes:
                self.minutes = _recent(self.minutes, minute) | {minute: {}}
            rows = self.minutes[minute]
            if company not in rows and len(rows) >= MOST_OF_A_MINUTE:
                company = OTHER
            row = rows.setdefault(company, _nothing())
            for name, value in figures.items():
                row[FIGURES.index(name)] += value
            if folder and not 0 <= now - self.published_at < PUBLISHED_EVERY:
                self.published_at = now
                self._publish(folder)

    def _publish(self, folder: Path) -> None:
        file = _file_in(folder)
        # Whoever reads meanwhile gets the file of before. A full disk stops no request.
        with suppress(OSError):
            draft = file.with_suffix(".new")
            draft.write_text(json.dumps(self.minutes))
            draft.replace(file)

    def read(self, now: float) -> dict[str, Row]:
        """Return the sums of the last minutes by company."""
        with self.lock:
            return _sum(_recent(self.minutes, int(now // 60)).values())


_own = Window()


def count(company: str, *, now: float | None = None, **figures: float) -> None:
    """Add figures of a company, which exists."""
    _own.add(company, time.time() if now is None else now, **figures)


def busiest(most: int, *, now: float | None = None) -> dict[str, Row]:
    """Return the figures of the companies with the most requests, and of the rest as "other"."""
    now = time.time() if now is None else now
    return top(_sum([_own.read(now), *_of_other_workers(now)]), most)


def top(rows: dict[str, Row], most: int) -> dict[str, Row]:
    """Return the rows with the greatest first figure, and the sum of the others as "other"."""
    named = sorted(rows.keys() - {OTHER}, key=lambda name: (-rows[name][0], name))[:most]
    rest = [rows[name] for name in rows.keys() - set(named)]
    others = {OTHER: [sum(column) for column in zip(*rest, strict=True)]} if rest else {}
    return {name: rows[name] for name in named} | others


def _of_other_workers(now: float) -> Iterator[dict[str, Row]]:
    if folder := slots.folder():
        for file in set(folder.glob("companies_*.json")) - {_file_in(folder)}:
            yield _sum(_recent(_of_file(file), int(now // 60)).values())


def _file_in(folder: Path) -> Path:
    return folder / f"companies_{slots.current_slot()}.json"


def _of_file(file: Path) -> dict[int, dict[str, Row]]:
    """Return the minutes that a worker has written; none if it has not yet."""
    try:
        return {int(minute): rows for minute, rows in json.loads(file.read_text()).items()}
    except (OSError, ValueError):
        return {}


def _recent(minutes: dict[int, dict[str, Row]], minute: int) -> dict[int, dict[str, Row]]:
    return {one: rows for one, rows in minutes.items() if 0 <= minute - one < MINUTES}


def _sum(parts: Iterable[dict[str, Row]]) -> dict[str, Row]:
    found: dict[str, Row] = defaultdict(_nothing)
    for part in parts:
        for name, row in part.items():
            found[name] = [one + other for one, other in zip(found[name], row, strict=True)]
    return dict(found)
