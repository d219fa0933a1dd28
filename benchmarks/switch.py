"""What the switch to a company costs a request: contenders take turns, round by round.

Processes differ by some per cent for their whole lives (where memory happens to lie), so each
contender's is started anew several times, and its rounds are spread over them.
"""

import argparse
import random
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks.contenders import BASELINE, OURS, REQUESTS, RIVAL, SERVED, Contender, one_each
from benchmarks.databases import settle
from benchmarks.plots import Plot
from benchmarks.processes import Serving, ensure_companies
from benchmarks.progress import say
from benchmarks.report import Section, Target, table

MOST = 1.10  # times what plain Django with ATOMIC_REQUESTS takes
LEAST_LEAD = 1.4  # times as fast as django-tenants
GENERATIONS = 5  # of processes


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


def measure(options: argparse.Namespace) -> Section:
    """Let the contenders take turns in an order that changes every round."""
    for contender in one_each(REQUESTS):
        ensure_companies(contender, SERVED)
    settle()
    medians: dict[str, list[float]] = {one.name: [] for one in REQUESTS}
    wire: dict[str, dict[str, float]] = {}
    for generation in range(GENERATIONS):
        say(f"requests: processes {generation + 1} of {GENERATIONS}")
        _take_turns(options, generation, medians, wire)
    results = [Result(one, medians[one.name], wire[one.name]) for one in REQUESTS]
    how = (
        f"{options.rounds} rounds of {options.requests} requests, in {GENERATIONS} processes each."
    )
    bars = {one.contender.label: [one.median] for one in results}
    plot = Plot("requests", "One request with one query, in process", "milliseconds", bars)
    return Section([report(results)], targets(results), how, [plot])


def _take_turns(
    options: argparse.Namespace,
    generation: int,
    medians: dict[str, list[float]],
    wire: dict[str, dict[str, float]],
) -> None:
    with ExitStack() as stack:
        serving = [stack.enter_context(Serving(contender)) for contender in REQUESTS]
        for one in serving:
            wire[one.contender.name] = one.ask("trace", 20)
        for _ in range(generation, options.rounds, GENERATIONS):
            for one in random.sample(serving, len(serving)):
                seconds: list[float] = one.ask("requests", options.requests)
                medians[one.contender.name].append(median(seconds) * 1000)


def report(results: list[Result]) -> str:
    """Write the figures as a table."""
    by_name = {one.contender.name: one for one in results}
    head = ["one request, one query", "ms", "middle half", "of baseline", "statements", "messages"]
    rows = []
    for one in results:
        low, _, high = quantiles(one.rounds, n=4)
        counts = (one.wire.get("statements"), one.wire.get("messages"))
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
    share = ours.ratio(by_name[BASELINE.name])
    lead = by_name[RIVAL.name].ratio(ours)
    return [
        Target(
            f"A request with the switch takes {share:.2f} times as long as {BASELINE.label}",
            f"at most {MOST:.2f}",
            share <= MOST,
        ),
        Target(
            f"Shiftbook is {lead:.2f} times as fast as {RIVAL.label}",
            f"at least {LEAST_LEAD:g}",
            lead >= LEAST_LEAD,
        ),
    ]
