"""The time of a deployment with many companies: nothing to migrate, and a field to add.

Each command runs as a process from start to exit, as in a deploy script; contenders take turns.
"""

import argparse
import random
from collections import defaultdict
from statistics import median

from benchmarks.contenders import MIGRATIONS, OURS, PRODUCT, RIVAL, Contender, one_per_database
from benchmarks.databases import settle
from benchmarks.plots import Plot
from benchmarks.processes import Ran, ensure_companies, run
from benchmarks.progress import say
from benchmarks.report import Section, Target, table

NOTHING, FIELD = "nothing to do", "add a field"
FLOOR = "Django's start, then the SQL alone"
TARGET_SIZE = 500  # companies
MAX_SECONDS = {NOTHING: 1.0, FIELD: 2.0}
REPEATED_UP_TO = 500  # companies; above that the peers' commands take minutes, and run once
Runs = dict[tuple[str, str, int], list[Ran]]


def measure(options: argparse.Namespace) -> Section:
    """Time every contender at each size; the field is removed in between."""
    runs: Runs = defaultdict(list)
    for size in options.sizes:
        for contender in one_per_database(MIGRATIONS):
            say(f"migrations: creating {contender.label}'s companies up to {size:,}")
            ensure_companies(contender, size)
        settle()
        for number in range(options.repeats if size <= REPEATED_UP_TO else 1):
            say(f"migrations: {size:,} companies, round {number + 1}")
            for contender in random.sample(MIGRATIONS, len(MIGRATIONS)):
                _time(runs, contender, size)
            _time_floor(runs, size)
    return _section(runs, options)


def _time(runs: Runs, contender: Contender, size: int) -> None:
    command = ("django", *contender.command)
    runs[contender.label, NOTHING, size].append(run(contender, *command))
    runs[contender.label, FIELD, size].append(run(contender, *command, LATER=True))
    run(contender, "benchmarks.worker", "back")
    settle()


def _time_floor(runs: Runs, size: int) -> None:
    runs[FLOOR, NOTHING, size].append(run(OURS, "benchmarks.floor", "look"))
    runs[FLOOR, FIELD, size].append(run(OURS, "benchmarks.floor", "add"))
    run(OURS, "benchmarks.worker", "back")
    settle()


def _section(runs: Runs, options: argparse.Namespace) -> Section:
    labels = [FLOOR, *(contender.label for contender in MIGRATIONS)]
    seconds = {key: median(ran.seconds for ran in key_runs) for key, key_runs in runs.items()}
    return Section(
        [_table(labels, act, options.sizes, seconds) for act in (NOTHING, FIELD)],
        [target for act in (NOTHING, FIELD) for target in _targets(act, seconds)],
        f"{options.repeats} runs of each command, one run above {REPEATED_UP_TO} companies.",
        [_plot(labels, act, options.sizes, seconds) for act in (NOTHING, FIELD)],
    )


def _table(
    labels: list[str], act: str, sizes: list[int], seconds: dict[tuple[str, str, int], float]
) -> str:
    largest = sizes[-1]
    rival = seconds[RIVAL.label, act, largest]
    rows = [
        [
            label,
            *(f"{seconds[label, act, size]:.2f}" for size in sizes),
            f"{rival / seconds[label, act, largest]:.1f}",
        ]
        for label in labels
    ]
    head = [f"{act}, seconds", *(f"{size:,} companies" for size in sizes)]
    return table([*head, f"times as fast as {RIVAL.label}"], rows)


def _plot(
    labels: list[str], act: str, sizes: list[int], seconds: dict[tuple[str, str, int], float]
) -> Plot:
    lines = {label: [seconds[label, act, size] for size in sizes] for label in labels}
    name = "migrate-nothing" if act == NOTHING else "migrate-field"
    return Plot(name, f"Migrating, {act}: the whole process", "seconds", lines, sizes)


def _targets(act: str, seconds: dict[tuple[str, str, int], float]) -> list[Target]:
    limit = MAX_SECONDS[act]
    return [
        Target(
            f"{label}, {TARGET_SIZE} companies, {act}: {measured:.2f} s",
            f"at most {limit:.1f} s",
            measured <= limit,
        )
        for label in (OURS.label, PRODUCT.label)
        if (measured := seconds.get((label, act, TARGET_SIZE), 0.0))
    ]
