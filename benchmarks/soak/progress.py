"""The progress of a run: a progress bar on a terminal, else a line at intervals."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

EVERY = 30.0  # seconds between lines


def say(message: str) -> None:
    """Print a message at once."""
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


class Meter:
    """Shows the progress towards `total`."""

    def __init__(self, total: int) -> None:
        console = Console()
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
        self._bar = Progress(
            *columns, TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), console=console
        )
        self._bar.disable = not console.is_terminal
        self._task = self._bar.add_task("requests", total=total, rate="")
        self._total, self._began, self._last_line = total, time.monotonic(), time.monotonic()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def show(self, done: int) -> None:
        """Show that `done` requests are done."""
        now = time.monotonic()
        rate = done / max(now - self._began, 0.001)
        self._bar.update(self._task, completed=done, rate=f"{rate:,.0f}/s")
        if self._bar.disable and now - self._last_line >= EVERY:
            self._last_line = now
            left = (self._total - done) / max(rate, 1)
            say(f"{done:,} of {self._total:,} requests, {rate:,.0f} per second, {left:,.0f} s left")
