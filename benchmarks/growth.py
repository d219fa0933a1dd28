"""How the product's costs grow with the number of companies in one database."""

import argparse
from dataclasses import dataclass
from statistics import median

from benchmarks.contenders import FEW, GROWN
from benchmarks.databases import settle
from benchmarks.plots import Plot
from benchmarks.processes import Ran, Serving, ensure_companies, run
from benchmarks.progress import say
from benchmarks.report import Section, Target, table

GENERATIONS, ROUNDS, VISITS = 3, 4, 200  # of processes; rounds per process; visits per round
MAX_GROWTH = 1.25  # of the clock page's time
MAX_SECONDS, MAX_MB = 40, 150  # for adding a field in the largest number of companies
SHORT_LIFE = 1  # second; the maximum age of a connection whose backend must stay small


@dataclass(frozen=True, slots=True)
class Size:
    """The measurements at one number of companies."""

    companies: int
    create: float  # ms
    page: float  # ms, median
    page_p95: float
    page_ratio: float  # to the same page in a database with few companies, round by round
    nothing: Ran
    field: Ran
    one_life: dict[str, float]  # MB of a backend that has served every company
    short_life: dict[str, float]
    across: float  # s


def measure(options: argparse.Namespace) -> Section:
    """Measure one database at each size."""
    few = options.growth[0]
    ensure_companies(GROWN, 0)
    ensure_companies(FEW, few)
    sizes = [_measure_at(size, few, last=size == options.growth[-1]) for size in options.growth]
    return _section(sizes)


def _measure_at(size: int, few: int, *, last: bool) -> Size:
    say(f"growth: to {size:,} companies")
    with Serving(GROWN, "grow") as grown:
        created = grown.ask("grow", size)
        settle()
        say(f"growth: at {size:,}: pages, memory, one query across all")
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
    """Alternate with a database with few companies, since the machine's speed varies over time.

    Processes are restarted several times, since their speed varies, too.
    """
    pages: list[float] = []
    ratios = []
    for _ in range(GENERATIONS):
        with Serving(GROWN, "grow") as grown, Serving(FEW, "grow") as small:
            small.ask("arrive", few, ROUNDS * VISITS)
            grown.ask("arrive", size, ROUNDS * VISITS)
            for number in range(ROUNDS):
                turns = [small, grown] if number % 2 else [grown, small]
                seconds = {serving: serving.ask("clock pages", VISITS) for serving in turns}
                pages += [second * 1000 for second in seconds[grown]]
                ratios.append(median(seconds[grown]) / median(seconds[small]))
    return sorted(pages), median(ratios)


def _section(sizes: list[Size]) -> Section:
    head = [
        "companies",
        "create one, ms",
        "clock page p50, ms",
        "p95, ms",
        "p50 relative to few",
        "nothing to migrate, s",
        "add a field, s",
        "its peak, MB",
        "a query across all, s",
        "backend that served all, MB",
        "backend of at most 1 s, MB",
    ]
    rows = [
        [
            f"{size.companies:,}",
            f"{size.create:.1f}",
            f"{size.page:.2f}",
            f"{size.page_p95:.2f}",
            f"{size.page_ratio:.2f}",
            f"{size.nothing.seconds:.2f}",
            f"{size.field.seconds:.2f}",
            f"{size.field.megabytes:.0f}",
            f"{size.across:.2f}",
            f"{size.one_life['most']:.0f}",
            f"{size.short_life['most']:.0f}",
        ]
        for size in sizes
    ]
    how = (
        f"The full product's tables. {GENERATIONS} processes, {ROUNDS} rounds of {VISITS} visits "
        "each by signed-in staff, with companies chosen by Zipf's law; of the new companies, the "
        "last 50 are timed, or half of them."
    )
    over = [size.companies for size in sizes]
    lines = {
        "create a company, ms": [size.create for size in sizes],
        "clock page, ms": [size.page for size in sizes],
        "nothing to migrate, s": [size.nothing.seconds for size in sizes],
        "add a field, s": [size.field.seconds for size in sizes],
        "backend that served all, MB": [size.one_life["most"] for size in sizes],
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
            f"at most {MAX_GROWTH}",
            last.page_ratio <= MAX_GROWTH,
        ),
        Target(
            f"A field is added in {last.companies:,} companies in {seconds:.1f} s, "
            f"peak memory {megabytes:.0f} MB",
            f"at most {MAX_SECONDS} s and {MAX_MB} MB",
            seconds <= MAX_SECONDS and megabytes <= MAX_MB,
        ),
    ]
