"""What a new company takes, from nothing to served: contenders take turns."""

import argparse
import random
from contextlib import ExitStack
from statistics import median, quantiles

from benchmarks.contenders import CREATION, OURS, PRODUCT, RIVAL, SERVED, one_each
from benchmarks.databases import settle
from benchmarks.plots import Plot
from benchmarks.processes import Serving, ensure_companies
from benchmarks.progress import say
from benchmarks.report import Section, Target, table

ROUNDS, EACH = 8, 3
MOST_MS = 25
LEAST_LEAD = 5
# A label for the same statements sent by psycopg alone, after a contender's own.
FLOOR = ": the same SQL alone, one message"


def measure(options: argparse.Namespace) -> Section:
    """Have each contender make a few companies a round; what a process does first is not timed."""
    for contender in one_each(CREATION):
        ensure_companies(contender, SERVED)
    settle()
    took: dict[str, list[float]] = {}
    # Contenders that share a database must not make the same company.
    spans = {one.name: SERVED + place * 100 for place, one in enumerate(CREATION)}
    with ExitStack() as stack:
        serving = [stack.enter_context(Serving(contender)) for contender in CREATION]
        for one in serving:
            one.ask("create", spans[one.contender.name], 2)
        for number in range(ROUNDS):
            say(f"creation: round {number + 1} of {ROUNDS}")
            for one in random.sample(serving, len(serving)):
                first = spans[one.contender.name] + 2 + number * EACH
                took.setdefault(one.contender.label, []).extend(one.ask("create", first, EACH))
        for one in serving:
            if one.contender in (OURS, PRODUCT):
                first = spans[one.contender.name] + 50
                label = f"{one.contender.label}{FLOOR}"
                took[label] = one.ask("copy", first, ROUNDS * EACH)
    return _section(took)


def _section(took: dict[str, list[float]]) -> Section:
    order = [one.label for one in CREATION]
    order[2:2] = [f"{OURS.label}{FLOOR}", f"{PRODUCT.label}{FLOOR}"]
    milliseconds = {label: [second * 1000 for second in took[label]] for label in order}
    rival = median(milliseconds[RIVAL.label])
    rows = []
    for label, values in milliseconds.items():
        low, middle, high = quantiles(values, n=4)
        spread = f"{low:.1f} to {high:.1f}"
        rows.append([label, f"{middle:.1f}", spread, f"{rival / middle:.1f}"])
    head = ["creating a company", "ms", "middle half", f"times as fast as {RIVAL.label}"]
    bars = {label: [median(values)] for label, values in milliseconds.items()}
    plot = Plot("creation", "Creating a company", "milliseconds", bars)
    how = f"{ROUNDS} rounds of {EACH} companies each."
    return Section([table(head, rows)], _targets(milliseconds), how, [plot])


def _targets(milliseconds: dict[str, list[float]]) -> list[Target]:
    full = median(milliseconds[PRODUCT.label])
    lead = median(milliseconds[RIVAL.label]) / full
    return [
        Target(
            f"A company with the full product's tables is made in {full:.1f} ms",
            f"at most {MOST_MS} ms",
            full <= MOST_MS,
        ),
        Target(
            f"That is {lead:.1f} times as fast as {RIVAL.label} with two tables",
            f"at least {LEAST_LEAD} times",
            lead >= LEAST_LEAD,
        ),
    ]
