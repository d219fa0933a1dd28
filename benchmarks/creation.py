"""The time to create a company; the contenders take turns.

Contenders with the same tables are compared, and the tables are verified to be the same.
"""

import argparse
import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from statistics import median, quantiles

from benchmarks.contenders import (
    CREATION_PRODUCT,
    CREATION_TWO,
    SERVED,
    Contender,
    one_per_database,
)
from benchmarks.databases import settle
from benchmarks.plots import Plot
from benchmarks.processes import Serving, ensure_companies
from benchmarks.progress import say
from benchmarks.report import Section, Target, table
from benchmarks.shape import require_same, tables

ROUNDS, EACH = 8, 3
PAIRED = 10  # companies per round of ours and of the SQL alone, which alternate
UNTIMED = 4  # companies that each creates before the first round
FRESH = 5  # processes whose first company is timed
MAX_RATIO = 1.15  # to the time of the same SQL alone
MIN_LEAD = 5


@dataclass(slots=True)
class Entrant:
    """A contender that creates companies, as usual or with the same SQL alone."""

    contender: Contender
    first: int  # the number of its first company, since some entrants share a database
    sql_alone: bool = False
    created: int = 0
    rounds: list[list[float]] = field(default_factory=list)  # milliseconds per company

    @property
    def key(self) -> tuple[str, bool]:
        """A unique key of the entrant."""
        return self.contender.name, self.sql_alone

    @property
    def label(self) -> str:
        """The label in the tables and plots of its group."""
        return "the same SQL alone, one message" if self.sql_alone else self.contender.label

    def all_values(self) -> list[float]:
        """Return the milliseconds of each company."""
        return list(chain.from_iterable(self.rounds))

    def ratio(self, other: "Entrant") -> float:
        """Compare round by round, so that a slow moment of the machine affects both."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median(median(own_round) / median(other_round) for own_round, other_round in pairs)

    def create(self, serving: Serving, count: int) -> list[float]:
        """Create the next companies; return the milliseconds of each."""
        if self.sql_alone and not self.created:
            self.created = 2  # its statements are recorded from these
        first = self.first + self.created
        self.created += count
        if self.sql_alone:
            seconds = serving.ask("copy", self.first, first, count)
        else:
            seconds = serving.ask("create", first, count)
        return [second * 1000 for second in seconds]

    def shape(self, serving: Serving) -> list[str]:
        """Return a description of the schema of its newest company."""
        description: list[str] = serving.ask("shape", self.first + self.created - 1)
        return description


@dataclass(frozen=True, slots=True)
class Group:
    """The entrants that create the same tables."""

    tables: str
    plot: str
    ours: Entrant
    floor: Entrant
    rival: Entrant
    clone: Entrant  # the rival with cloning, which is faster
    others: Sequence[Entrant]

    @property
    def entrants(self) -> list[Entrant]:
        """All entrants, ours first."""
        return [self.ours, self.floor, self.rival, self.clone, *self.others]

    @property
    def turns(self) -> list[list[Entrant]]:
        """The entrants of each turn; those of one turn alternate."""
        peers = [self.rival, self.clone, *self.others]
        return [[self.ours, self.floor], *([peer] for peer in peers)]


def _group(tables: str, plot: str, contenders: Sequence[Contender], first: int) -> Group:
    ours, rival, clone, *others = [
        Entrant(contender, first + number * 1000)
        for number, contender in enumerate(contenders, start=1)
    ]
    floor = Entrant(ours.contender, first, sql_alone=True)
    return Group(tables, plot, ours, floor, rival, clone, others)


def measure(options: argparse.Namespace) -> Section:
    """Let each create companies in rounds; time the first company of a process separately."""
    for contender in one_per_database([*CREATION_PRODUCT, *CREATION_TWO]):
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
        f"alone; {FRESH} new processes. A company has {counts[0]} and {counts[1]} tables, with "
        "Django's own, the same for all that are compared."
    )
    group_tables = [_table(group) for group in groups]
    plots = [_plot(group) for group in groups]
    return Section([*group_tables, _fresh_table(fresh)], _targets(groups[0]), how, plots)


def _take_turns(groups: Sequence[Group]) -> list[int]:
    """Fill the entrants' rounds; return the number of tables of each group's companies."""
    entrants = [entrant for group in groups for entrant in group.entrants]
    with ExitStack() as stack:
        serving = {
            entrant.key: stack.enter_context(Serving(entrant.contender)) for entrant in entrants
        }
        for entrant in entrants:
            entrant.create(serving[entrant.key], UNTIMED)
        counts = [_compare_work(group, serving) for group in groups]
        settle()
        turns = [turn for group in groups for turn in group.turns]
        for number in range(ROUNDS):
            say(f"creation: round {number + 1} of {ROUNDS}")
            for turn in random.sample(turns, len(turns)):
                _take_turn(turn, serving)
    return counts


def _take_turn(turn: Sequence[Entrant], serving: dict[tuple[str, bool], Serving]) -> None:
    """Add a round to each entrant; several alternate, so that the conditions are the same."""
    for entrant in turn:
        entrant.rounds.append([])
    for _ in range(PAIRED if len(turn) > 1 else EACH):
        for entrant in random.sample(turn, len(turn)):
            entrant.rounds[-1] += entrant.create(serving[entrant.key], 1)


def _compare_work(group: Group, serving: dict[tuple[str, bool], Serving]) -> int:
    """Return the number of tables of a company; raise BenchError if the entrants differ."""
    shapes = {entrant.label: entrant.shape(serving[entrant.key]) for entrant in group.entrants}
    require_same(shapes)
    return tables(shapes[group.ours.label])


def _fresh(entrants: Sequence[Entrant]) -> dict[str, list[list[float]]]:
    """Time the first and the second company of new processes."""
    durations: dict[str, list[list[float]]] = {entrant.label: [] for entrant in entrants}
    for number in range(FRESH):
        say(f"creation: fresh process {number + 1} of {FRESH}")
        for entrant in entrants:
            with Serving(entrant.contender) as serving:
                durations[entrant.label].append(entrant.create(serving, 2))
    return durations


def _table(group: Group) -> str:
    head = [
        f"creating a company, {group.tables}",
        "ms",
        "middle half",
        "of the same SQL alone",
        f"times as fast as {group.rival.label}",
    ]
    rows = []
    for entrant in group.entrants:
        low, middle, high = quantiles(entrant.all_values(), n=4)
        ratios = f"{entrant.ratio(group.floor):.2f}", f"{group.rival.ratio(entrant):.1f}"
        rows.append([entrant.label, f"{middle:.1f}", f"{low:.1f} to {high:.1f}", *ratios])
    return table(head, rows)


def _fresh_table(fresh: dict[str, list[list[float]]]) -> str:
    rows = []
    for label, pairs in fresh.items():
        first, following = (median(values) for values in zip(*pairs, strict=True))
        ratio = median(first / following for first, following in pairs)
        rows.append([label, f"{first:.1f}", f"{following:.1f}", f"{ratio:.1f}"])
    return table(["a new process", "first company, ms", "next, ms", "ratio"], rows)


def _plot(group: Group) -> Plot:
    bars = {entrant.label: [median(entrant.all_values())] for entrant in group.entrants}
    return Plot(group.plot, f"Creating a company, {group.tables}", "milliseconds", bars)


def _targets(group: Group) -> list[Target]:
    share = group.ours.ratio(group.floor)
    lead, over_clone = (entrant.ratio(group.ours) for entrant in (group.rival, group.clone))
    return [
        Target(
            f"Creating a company takes {share:.2f} times as long as the same SQL alone",
            f"at most {MAX_RATIO:.2f}",
            share <= MAX_RATIO,
        ),
        Target(
            f"That is {lead:.1f} times as fast as {group.rival.label} with the same tables "
            f"({over_clone:.1f} times where it clones a schema)",
            f"at least {MIN_LEAD}",
            lead >= MIN_LEAD,
        ),
    ]
