"""How the cost of the product grows with the number of companies in one database."""

import argparse
from dataclasses import dataclass
from statistics import median

from benchmarks.contenders import FEW, GROWN
from benchmarks.databases import settle
from benchmarks.plots import Plot
from benchmarks.processes import Ran, Serving, ensure_companies, run
from benchmarks.progress import say
from benchmarks.report import Section, Target, table

GENERATIONS, ROUNDS, VISITS = 3, 4, 200  # of processes; rounds of each; visits in a round
MOST_GROWTH = 1.25  # of a clock page
MOST_SECONDS, MOST_MB = 40, 150  # to add a field in as many companies as there are at the end
SHORT_LIFE = 1  # second, of a connection whose backend must stay small


@dataclass(frozen=True, slots=True)
class Size:
    """Is what was measured at one number of companies."""

    companies: int
    create: float  # ms
    page: float  # ms, median
    page_p95: float
    page_ratio: float  # to the same page in a database of few companies, round by round
    nothing: Ran
    field: Ran
    one_life: dict[str, float]  # MB of a backend that has seen every company
    short_life: dict[str, float]
    across: float  # s


def measure(options: argparse.Namespace) -> Section:
    """Grow one database from size to size."""
    few = options.growth[0]
    ensure_companies(GROWN, 0)
    ensure_companies(FEW, few)
    return _section([_at(size, few, last=size == options.growth[-1]) for size in options.growth])


def _at(size: int, few: int, *, last: bool) -> Size:
    say(f"growth: to {size:,} companies")
    with Serving(GROWN, "grow") as grown:
        created = grown.ask("grow", size)
        settle()
        say(f"growth: at {size:,}: pages, memory, one query over all")
        one_life, short_life = grown.ask("memory", size, 0), grown.ask("memory", size, SHORT_LIFE)
        across = grown.ask("ask all", 3)
    pages, ratio = _pages(size, few)
    say(f"growth: at {size:,}: migrations")
    nothing = run(GROWN, "django", *GROWN.command)
    field = run(GROWN, "django", *GROWN.command, LATER=True)
    if not last:
        run(GROWN, "benchmarks.worker", "back")
    settle()
    p50, p95 = median(pages), pages[len(pages) * 95 // 100]
    create = median(created) * 1000
    return Size(size, create, p50, p95, ratio, nothing, field, one_life, short_life, across)


def _pages(size: int, few: int) -> tuple[list[float], float]:
    """Take turns with a database of few companies: the machine's own pace changes in minutes.

    Processes are started anew several times, since each has a pace of its own, too.
    """
    pages: list[float] = []
    ratios = []
    for _ in range(GENERATIONS):
        with Serving(GROWN, "grow") as grown, Serving(FEW, "grow") as small:
            small.ask("arrive", few, ROUNDS * VISITS)
            grown.ask("arrive", size, ROUNDS * VISITS)
            for number in range(ROUNDS):
                turns = [small, grown] if number % 2 else [grown, small]
                found = {one: one.ask("clock pages", VISITS) for one in turns}
                pages += [second * 1000 for second in found[grown]]
                ratios.append(median(found[grown]) / median(found[small]))
    return sorted(pages), median(ratios)


def _section(sizes: list[Size]) -> Section:
    head = [
        "companies",
        "create one, ms",
        "clock page p50, ms",
        "p95, ms",
        "p50 against few",
        "nothing to migrate, s",
        "add a field, s",
        "its peak, MB",
        "a query over all, s",
        "backend that saw all, MB",
        "one a second old at most, MB",
    ]
    rows = [
        [
            f"{one.companies:,}",
            f"{one.create:.1f}",
            f"{one.page:.2f}",
            f"{one.page_p95:.2f}",
            f"{one.page_ratio:.2f}",
            f"{one.nothing.seconds:.2f}",
            f"{one.field.seconds:.2f}",
            f"{one.field.megabytes:.0f}",
            f"{one.across:.2f}",
            f"{one.one_life['most']:.0f}",
            f"{one.short_life['most']:.0f}",
        ]
        for one in sizes
    ]
    how = (
        f"The full product's tables. {GENERATIONS} processes, {ROUNDS} rounds of {VISITS} visits "
        "each by signed-in staff, companies drawn by Zipf's law; of the companies created, the "
        "last 50 are timed, or half."
    )
    over = [one.companies for one in sizes]
    lines = {
        "create a company, ms": [one.create for one in sizes],
        "clock page, ms": [one.page for one in sizes],
        "nothing to migrate, s": [one.nothing.seconds for one in sizes],
        "add a field, s": [one.field.seconds for one in sizes],
        "backend that saw all, MB": [one.one_life["most"] for one in sizes],
    }
    plot = Plot("growth", "Shiftbook as it grows, the full product", "ms, s, MB", lines, over)
    return Section([table(head, rows)], _targets(sizes), how, [plot])


def _targets(sizes: list[Size]) -> list[Target]:
    first, last = sizes[0], sizes[-1]
    seconds, megabytes = last.field.seconds, last.field.megabytes
    return [
        Target(
            f"The clock page takes {last.page_ratio:.2f} times as long at {last.companies:,} "
            f"companies as at {first.companies:,}",
            f"at most {MOST_GROWTH}",
            last.page_ratio <= MOST_GROWTH,
        ),
        Target(
            f"A field is added in {last.companies:,} companies in {seconds:.1f} s, "
            f"peak memory {megabytes:.0f} MB",
            f"at most {MOST_SECONDS} s and {MOST_MB} MB",
            seconds <= MOST_SECONDS and megabytes <= MOST_MB,
        ),
    ]
