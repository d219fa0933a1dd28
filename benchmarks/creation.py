"""What a new company takes, from nothing to served: contenders take turns.

Contenders with the same tables are compared, and it is verified that they are the same.
"""

import argparse
import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from statistics import median, quantiles

from benchmarks.contenders import CREATION_PRODUCT, CREATION_TWO, SERVED, Contender, one_each
from benchmarks.databases import settle
from benchmarks.plots import Plot
from benchmarks.processes import Serving, ensure_companies
from benchmarks.progress import say
from benchmarks.report import Section, Target, table
from benchmarks.shape import require_same, tables

ROUNDS, EACH = 8, 3
PAIRED = 10  # companies a round of ours and of its floor, which take turns company by company
UNTIMED = 4  # companies that each makes before the first round
FRESH = 5  # processes whose first company is timed
MOST = 1.15  # times what the same SQL alone takes
LEAST_LEAD = 5


@dataclass(slots=True)
class Entrant:
    """Is a contender that makes companies as it does, or by the same SQL alone."""

    contender: Contender
    first: int  # the number of its first company: some entrants share a database
    alone: bool = False
    made: int = 0
    rounds: list[list[float]] = field(default_factory=list)  # milliseconds a company

    @property
    def key(self) -> tuple[str, bool]:
        """Tell it from all other entrants."""
        return self.contender.name, self.alone

    @property
    def label(self) -> str:
        """Name it in the tables and plots of its group."""
        return "the same SQL alone, one message" if self.alone else self.contender.label

    def all_values(self) -> list[float]:
        """Return what each company took, in milliseconds."""
        return list(chain.from_iterable(self.rounds))

    def ratio(self, other: "Entrant") -> float:
        """Compare round by round, so that a slow moment of the machine weighs on both."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median(median(mine) / median(theirs) for mine, theirs in pairs)

    def make(self, serving: Serving, count: int) -> list[float]:
        """Make the next companies; return what each took."""
        if self.alone and not self.made:
            self.made = 2  # its statements are recorded from these
        first = self.first + self.made
        self.made += count
        if self.alone:
            seconds = serving.ask("copy", self.first, first, count)
        else:
            seconds = serving.ask("create", first, count)
        return [second * 1000 for second in seconds]

    def shape(self, serving: Serving) -> list[str]:
        """Describe what the newest of its companies consists of."""
        described: list[str] = serving.ask("shape", self.first + self.made - 1)
        return described


@dataclass(frozen=True, slots=True)
class Group:
    """Holds those who make the same tables."""

    tables: str
    plot: str
    ours: Entrant
    floor: Entrant
    rival: Entrant
    clone: Entrant  # the rival's quicker way
    others: Sequence[Entrant]

    @property
    def entrants(self) -> list[Entrant]:
        """List them all, ours first."""
        return [self.ours, self.floor, self.rival, self.clone, *self.others]

    @property
    def turns(self) -> list[list[Entrant]]:
        """List who takes a turn at once."""
        peers = [self.rival, self.clone, *self.others]
        return [[self.ours, self.floor], *([one] for one in peers)]


def _group(tables: str, plot: str, contenders: Sequence[Contender], first: int) -> Group:
    ours, rival, clone, *others = [
        Entrant(one, first + at * 1000) for at, one in enumerate(contenders, start=1)
    ]
    floor = Entrant(ours.contender, first, alone=True)
    return Group(tables, plot, ours, floor, rival, clone, others)


def measure(options: argparse.Namespace) -> Section:
    """Have each make a few companies a round; what a process does first is timed apart."""
    for contender in one_each([*CREATION_PRODUCT, *CREATION_TWO]):
        say(f"creation: preparing {contender.label}")
        ensure_companies(contender, 0)
    groups = [
        _group("the full product's tables", "creation", CREATION_PRODUCT, SERVED),
        _group("two tables", "creation-two-tables", CREATION_TWO, SERVED),
    ]
    counts = _take_turns(groups)
    fresh = _fresh([group.ours for group in groups])
    how = (
        f"{ROUNDS} rounds of {EACH} companies each, of {PAIRED} for Shiftbook and the same SQL "
        f"alone; {FRESH} fresh processes. A company has {counts[0]} and {counts[1]} tables with "
        "Django's own, the same for all that are compared."
    )
    written = [_table(group) for group in groups]
    plots = [_plot(group) for group in groups]
    return Section([*written, _fresh_table(fresh)], _targets(groups[0]), how, plots)


def _take_turns(groups: Sequence[Group]) -> list[int]:
    """Fill the entrants' rounds; return how many tables a company of each group has."""
    entrants = [one for group in groups for one in group.entrants]
    with ExitStack() as stack:
        serving = {one.key: stack.enter_context(Serving(one.contender)) for one in entrants}
        for one in entrants:
            one.make(serving[one.key], UNTIMED)
        counts = [_compare_work(group, serving) for group in groups]
        settle()
        turns = [turn for group in groups for turn in group.turns]
        for number in range(ROUNDS):
            say(f"creation: round {number + 1} of {ROUNDS}")
            for turn in random.sample(turns, len(turns)):
                _take_turn(turn, serving)
    return counts


def _take_turn(turn: Sequence[Entrant], serving: dict[tuple[str, bool], Serving]) -> None:
    """Add a round to each; several alternate, so that they meet the same moments."""
    for one in turn:
        one.rounds.append([])
    for _ in range(PAIRED if len(turn) > 1 else EACH):
        for one in random.sample(turn, len(turn)):
            one.rounds[-1] += one.make(serving[one.key], 1)


def _compare_work(group: Group, serving: dict[tuple[str, bool], Serving]) -> int:
    """Return how many tables a company has; raise BenchError unless all make the same."""
    shapes = {one.label: one.shape(serving[one.key]) for one in group.entrants}
    require_same(shapes)
    return tables(shapes[group.ours.label])


def _fresh(entrants: Sequence[Entrant]) -> dict[str, list[list[float]]]:
    """Time the first company of a process that has just started, and the next."""
    took: dict[str, list[list[float]]] = {one.label: [] for one in entrants}
    for number in range(FRESH):
        say(f"creation: fresh process {number + 1} of {FRESH}")
        for one in entrants:
            with Serving(one.contender) as serving:
                took[one.label].append(one.make(serving, 2))
    return took


def _table(group: Group) -> str:
    head = [
        f"creating a company, {group.tables}",
        "ms",
        "middle half",
        "of the same SQL alone",
        f"times as fast as {group.rival.label}",
    ]
    rows = []
    for one in group.entrants:
        low, middle, high = quantiles(one.all_values(), n=4)
        ratios = f"{one.ratio(group.floor):.2f}", f"{group.rival.ratio(one):.1f}"
        rows.append([one.label, f"{middle:.1f}", f"{low:.1f} to {high:.1f}", *ratios])
    return table(head, rows)


def _fresh_table(fresh: dict[str, list[list[float]]]) -> str:
    rows = []
    for label, pairs in fresh.items():
        first, following = (median(values) for values in zip(*pairs, strict=True))
        ratio = median(first / following for first, following in pairs)
        rows.append([label, f"{first:.1f}", f"{following:.1f}", f"{ratio:.1f}"])
    return table(["a process that has just started", "first, ms", "next, ms", "times"], rows)


def _plot(group: Group) -> Plot:
    bars = {one.label: [median(one.all_values())] for one in group.entrants}
    return Plot(group.plot, f"Creating a company, {group.tables}", "milliseconds", bars)


def _targets(group: Group) -> list[Target]:
    share = group.ours.ratio(group.floor)
    lead, over_clone = (one.ratio(group.ours) for one in (group.rival, group.clone))
    return [
        Target(
            f"Creating a company takes {share:.2f} times as long as the same SQL alone",
            f"at most {MOST:.2f}",
            share <= MOST,
        ),
        Target(
            f"That is {lead:.1f} times as fast as {group.rival.label} with the same tables "
            f"({over_clone:.1f} times where it clones a schema)",
            f"at least {LEAST_LEAD}",
            lead >= LEAST_LEAD,
        ),
    ]
