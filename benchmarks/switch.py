"""The time that the switch to a company adds to a request; contenders take turns in rounds.

The speed of processes differs by a few per cent (because of their memory layout), so each
contender's process is restarted several times, and its rounds are spread over the processes.
"""

import argparse
import random
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks.contenders import (
    BASELINE,
    OURS,
    REQUESTS,
    RIVAL,
    SERVED,
    Contender,
    one_per_database,
)
from benchmarks.databases import settle
from benchmarks.plots import Plot
from benchmarks.processes import Serving, ensure_companies
from benchmarks.progress import say
from benchmarks.report import Section, Target, table

MAX_RATIO = 1.10  # to the time of plain Django with ATOMIC_REQUESTS
MIN_LEAD = 1.4  # times as fast as django-tenants
GENERATIONS = 5  # of processes


@dataclass(frozen=True, slots=True)
class Result:
    """The median of each round, in milliseconds, and the numbers of statements and messages."""

    contender: Contender
    rounds: list[float]
    wire: dict[str, float]

    @property
    def median(self) -> float:
        """Return the median of the rounds' medians."""
        return median(self.rounds)

    def ratio(self, other: "Result") -> float:
        """Compare round by round, so that a slow moment of the machine affects both."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median(own_round / other_round for own_round, other_round in pairs)


def measure(options: argparse.Namespace) -> Section:
    """Let the contenders take turns in an order that changes every round."""
    for contender in one_per_database(REQUESTS):
        ensure_companies(contender, SERVED)
    settle()
    medians: dict[str, list[float]] = {contender.name: [] for contender in REQUESTS}
    wire: dict[str, dict[str, float]] = {}
    for generation in range(GENERATIONS):
        say(f"requests: processes {generation + 1} of {GENERATIONS}")
        _take_turns(options, generation, medians, wire)
    results = [
        Result(contender, medians[contender.name], wire[contender.name]) for contender in REQUESTS
    ]
    how = (
        f"{options.rounds} rounds of {options.requests} requests, in {GENERATIONS} processes each."
    )
    bars = {result.contender.label: [result.median] for result in results}
    plot = Plot("requests", "One request with one query, in process", "milliseconds", bars)
    return Section([report(results)], targets(results), how, [plot])


def _take_turns(
    options: argparse.Namespace,
    generation: int,
    medians: dict[str, list[float]],
    wire: dict[str, dict[str, float]],
) -> None:
    with ExitStack() as stack:
        workers = [stack.enter_context(Serving(contender)) for contender in REQUESTS]
        for worker in workers:
            wire[worker.contender.name] = worker.ask("trace", 20)
        for _ in range(generation, options.rounds, GENERATIONS):
            for worker in random.sample(workers, len(workers)):
                seconds: list[float] = worker.ask("requests", options.requests)
                medians[worker.contender.name].append(median(seconds) * 1000)


def report(results: list[Result]) -> str:
    """Return the results as a table."""
    by_name = {result.contender.name: result for result in results}
    head = ["one request, one query", "ms", "middle half", "of baseline", "statements", "messages"]
    rows = []
    for result in results:
        low, _, high = quantiles(result.rounds, n=4)
        counts = (result.wire.get("statements"), result.wire.get("messages"))
        rows.append(
            [
                result.contender.label,
                f"{result.median:.3f}",
                f"{low:.3f} to {high:.3f}",
                f"{result.ratio(by_name[BASELINE.name]):.2f}",
                *("?" if count is None else f"{count:g}" for count in counts),
            ]
        )
    return table(head, rows)


def targets(results: list[Result]) -> list[Target]:
    """Compare the results with the targets."""
    by_name = {result.contender.name: result for result in results}
    ours = by_name[OURS.name]
    share = ours.ratio(by_name[BASELINE.name])
    lead = by_name[RIVAL.name].ratio(ours)
    return [
        Target(
            f"A request with the switch takes {share:.2f} times as long as {BASELINE.label}",
            f"at most {MAX_RATIO:.2f}",
            share <= MAX_RATIO,
        ),
        Target(
            f"Shiftbook is {lead:.2f} times as fast as {RIVAL.label}",
            f"at least {MIN_LEAD:g}",
            lead >= MIN_LEAD,
        ),
    ]
