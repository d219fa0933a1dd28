"""What the clients saw, counted."""

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Trouble:
    """An answer of 500 or above, or a connection that broke; times are of `time.monotonic`."""

    slug: str
    began: float
    ended: float
    status: int = 0
    fresh: bool = False
    reason: str = ""


@dataclass
class Tally:
    """One client's counts; merged at the end, so that no thread waits for another."""

    requests: int = 0
    cancelled: int = 0
    replays: int = 0
    foreign: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    errors: list[Trouble] = field(default_factory=list)
    broken: list[Trouble] = field(default_factory=list)
    unexpected: int = 0
    examples: list[str] = field(default_factory=list)
    milliseconds: "array[float]" = field(default_factory=lambda: array("f"))

    def found_foreign(self, count: int, where: str) -> None:
        """Count what should never be there."""
        self.foreign += count
        self._remember(f"foreign canary: {where}")

    def found_unexpected(self, what: str) -> None:
        """Count an answer that the product should not have given."""
        self.unexpected += 1
        self._remember(what)

    def _remember(self, example: str) -> None:
        if len(self.examples) < EXAMPLES:
            self.examples.append(example)


def merged(tallies: Iterable[Tally]) -> Tally:
    """Add them up."""
    whole = Tally()
    for tally in tallies:
        whole.requests += tally.requests
        whole.cancelled += tally.cancelled
        whole.replays += tally.replays
        whole.foreign += tally.foreign
        whole.unexpected += tally.unexpected
        whole.statuses += tally.statuses
        whole.errors += tally.errors
        whole.broken += tally.broken
        whole.examples += tally.examples
        whole.milliseconds += tally.milliseconds
    return whole
