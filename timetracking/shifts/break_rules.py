"""The deduction for required breaks that were not taken: rules 12 and 16 of working time.

The rules have the form of German law (ArbZG, section 4): 30 min for more than 6 h of work, 45 min
for more than 9 h, in parts of at least 15 min. A company sets its own figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from timetracking.models import Break, Rules, WorkLog

_NONE = timedelta()


@dataclass(frozen=True)
class BreakRules:
    """The required breaks.

    Each tier has a threshold of work and the break that is required beyond it. A part shorter than
    `shortest` does not count.
    """

    tiers: tuple[tuple[timedelta, timedelta], ...]
    shortest: timedelta

    @classmethod
    def of(cls, rules: Rules) -> Self:
        """Return the company's rules, without tiers if it deducts nothing."""
        every = cls.tiers_of(rules)
        return every if rules.deducts_breaks else cls((), every.shortest)

    @classmethod
    def tiers_of(cls, rules: Rules) -> Self:
        """Return the company's rules as if it deducted what was not taken."""
        tiers = tuple(
            (timedelta(minutes=after), timedelta(minutes=due)) for after, due in rules.break_steps
        )
        return cls(tiers, timedelta(minutes=rules.shortest_break))


def counted_break_time(breaks: Iterable[Break], end: datetime, rules: BreakRules) -> timedelta:
    """Return the length of all breaks before `end`, paid or unpaid, that are long enough."""
    parts = (break_.within(break_.start, end) for break_ in breaks)
    return sum((part for part in parts if part >= rules.shortest), _NONE)


def deduction(worked: timedelta, taken: timedelta, rules: BreakRules) -> timedelta:
    """Return the deduction from `worked`, the time that counts before the deduction.

    It is the least that makes the breaks sufficient for the remaining work: `max(0, required -
    taken)`, but it never reduces the work below the threshold of the tier. So more work never
    counts for less.
    """
    missing = (min(due - taken, worked - after) for after, due in rules.tiers if worked > after)
    return max([_NONE, *missing])


def apply(log: WorkLog, rules: Rules, breaks: Iterable[Break] | None = None) -> None:
    """Set the deduction of a shift without saving it; an open shift has none yet."""
    log.deducted = 0
    if log.check_out is None or log.deduction_waived:
        return
    break_rules = BreakRules.of(rules)
    all_breaks = list(log.breaks.all() if breaks is None else breaks)
    unpaid_breaks = [break_ for break_ in all_breaks if not break_.is_paid]
    unpaid = sum((break_.within(log.check_in, log.check_out) for break_ in unpaid_breaks), _NONE)
    worked = log.presence(log.check_out) - unpaid
    taken = counted_break_time(all_breaks, log.check_out, break_rules)
    log.deducted = deduction(worked, taken, break_rules) // timedelta(seconds=1)
