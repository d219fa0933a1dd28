"""What the switch to a company costs a request: contenders take turns, round by round."""

import random
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks.contenders import BASELINE, CONTENDERS, OURS, RIVAL, Contender
from benchmarks.processes import Serving, projects
from benchmarks.report import Target, table

MOST_ADDED = 0.15  # over plain Django with ATOMIC_REQUESTS
LEAST_LEAD = 1.4  # times as fast as django-tenants


@dataclass(frozen=True, slots=True)
class Result:
    """Holds the median of each round, in milliseconds, and what went over the wire."""

    contender: Contender
    rounds: list[float]
    wire: dict[str, float]

    @property
    def median(self) -> float:
        """Return the median of the rounds' medians."""
        return median(self.rounds)

    def ratio(self, other: "Result") -> float:
        """Compare round by round, so that a slow moment of the machine weighs on both."""
        return median(mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True))


def measure(rounds: int, requests: int) -> list[Result]:
    """Let the contenders take turns in an order that changes every round."""
    with projects(CONTENDERS), ExitStack() as stack:
        serving = [stack.enter_context(Serving(contender)) for contender in CONTENDERS]
        wire = {one.contender.name: one.ask(trace=20) for one in serving}
        medians: dict[str, list[float]] = {one.contender.name: [] for one in serving}
        for number in range(rounds):
            print(f"\rround {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)  # noqa: T201
            for one in random.sample(serving, len(serving)):
                seconds: list[float] = one.ask(run=requests)
                medians[one.contender.name].append(median(seconds) * 1000)
        print(file=sys.stderr)  # noqa: T201
    return [Result(one, medians[one.name], wire[one.name]) for one in CONTENDERS]


def report(results: list[Result]) -> str:
    """Write the figures as a table."""
    by_name = {one.contender.name: one for one in results}
    head = ["one request, one query", "ms", "middle half", "of baseline", "statements", "messages"]
    rows = []
    for one in results:
        low, _, high = quantiles(one.rounds, n=4)
        counts = (one.wire.get("statements"), one.wire.get("round_trips"))
        rows.append(
            [
                one.contender.label,
                f"{one.median:.3f}",
                f"{low:.3f} to {high:.3f}",
                f"{one.ratio(by_name[BASELINE.name]):.2f}",
                *("?" if count is None else f"{count:g}" for count in counts),
            ]
        )
    return table(head, rows)


def targets(results: list[Result]) -> list[Target]:
    """Compare with what was promised."""
    by_name = {one.contender.name: one for one in results}
    ours = by_name[OURS.name]
    added = ours.ratio(by_name[BASELINE.name]) - 1
    lead = by_name[RIVAL.name].ratio(ours)
    return [
        Target(
            f"The switch adds {added:.1%} to {BASELINE.label}",
            f"at most {MOST_ADDED:.0%}",
            added <= MOST_ADDED,
        ),
        Target(
            f"Shiftbook is {lead:.2f} times as fast as {RIVAL.label}",
            f"at least {LEAST_LEAD:g}",
            lead >= LEAST_LEAD,
        ),
    ]
