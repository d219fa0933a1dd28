"""Limits: how long to wait after how many failures."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

MEMORY = timedelta(hours=1)
LOCK = timedelta(minutes=15)
LONGEST_DELAY = timedelta(seconds=32)


class Waits(Protocol):
    """Tells how long to wait after a number of failures."""

    @property
    def memory(self) -> timedelta:
        """How long a failure counts."""

    @property
    def kept(self) -> int:
        """How many of the latest failures make a difference."""

    def wait(self, failures: int) -> timedelta:
        """Return how long to wait after the last of this many failures."""


@dataclass(frozen=True)
class Limit:
    """How many failures delay the next attempt (2, 4, 8, 16, 32 s), and how many lock it.

    Without `lock_at` the delay never exceeds 32 s.
    """

    slow_at: int
    lock_at: int | None = None
    memory: timedelta = MEMORY

    @property
    def kept(self) -> int:
        """How many of the latest failures make a difference."""
        return self.lock_at or self.slow_at + 5

    def wait(self, failures: int) -> timedelta:
        """Return how long to wait after the last of this many failures."""
        if self.lock_at and failures >= self.lock_at:
            return LOCK
        if failures < self.slow_at:
            return timedelta()
        # The exponent is limited, because a timedelta overflows.
        return min(timedelta(seconds=2 ** min(failures - self.slow_at + 1, 10)), LONGEST_DELAY)


@dataclass(frozen=True)
class Steps:
    """Waits that grow in steps, each from a number of failures on, in ascending order."""

    steps: tuple[tuple[int, timedelta], ...]
    memory: timedelta = MEMORY

    @property
    def kept(self) -> int:
        """How many of the latest failures make a difference."""
        return self.steps[-1][0]

    def wait(self, failures: int) -> timedelta:
        """Return how long to wait after the last of this many failures."""
        return max((wait for at, wait in self.steps if failures >= at), default=timedelta())
