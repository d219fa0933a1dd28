"""The clients' counts."""

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Trouble:
    """A response of 500 or above, or a broken connection; times are of `time.monotonic`."""

    slug: str
    began: float
    ended: float
    status: int = 0
    fresh: bool = False
    reason: str = ""


@dataclass
class Tally:
    """The counts of one client, merged at the end, so that threads do not wait for each other."""

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
        """Count foreign canaries, which must not occur."""
        self.foreign += count
        self._remember(f"foreign canary: {where}")

    def found_unexpected(self, description: str) -> None:
        """Count a response that the product should not have sent."""
        self.unexpected += 1
        self._remember(description)

    def _remember(self, example: str) -> None:
        if len(self.examples) < EXAMPLES:
            self.examples.append(example)


def merged(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of the tallies."""
    total = Tally()
    for tally in tallies:
        total.requests += tally.requests
        total.cancelled += tally.cancelled
        total.replays += tally.replays
        total.foreign += tally.foreign
        total.unexpected += tally.unexpected
        total.statuses += tally.statuses
        total.errors += tally.errors
        total.broken += tally.broken
        total.examples += tally.examples
        total.milliseconds += tally.milliseconds
    return total
