"""How far a run is: a bar with rate and time left on a terminal, else a line now and then."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

EVERY = 30.0  # seconds between lines


def say(sentence: str) -> None:
    """Tell the person who started the run."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


class Meter:
    """Shows a number that grows to `total`."""

    def __init__(self, total: int) -> None:
        console = Console()
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
        self._bar = Progress(
            *columns, TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), console=console
        )
        self._bar.disable = not console.is_terminal
        self._task = self._bar.add_task("requests", total=total, rate="")
        self._total, self._began, self._told = total, time.monotonic(), time.monotonic()

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
        """Say that so many are done."""
        now = time.monotonic()
        rate = done / max(now - self._began, 0.001)
        self._bar.update(self._task, completed=done, rate=f"{rate:,.0f}/s")
        if self._bar.disable and now - self._told >= EVERY:
            self._told = now
            left = (self._total - done) / max(rate, 1)
            say(f"{done:,} of {self._total:,} requests, {rate:,.0f} a second, {left:,.0f} s left")
