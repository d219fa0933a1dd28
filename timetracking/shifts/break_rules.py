"""How much is deducted for breaks that were due and not taken: rules 12 and 16 of working time.

The form is that of German law (ArbZG, section 4): over 6 h of work 30 min, over 9 h 45 min, in
parts of at least 15; exactly 6 h need none. A company sets its own figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from timetracking.models import Break, Rules, WorkLog

_NONE = timedelta()


@dataclass(frozen=True)
class BreakRules:
    """What breaks are due: for each tier, beyond how much work how much; and what counts as one."""

    tiers: tuple[tuple[timedelta, timedelta], ...]
    shortest: timedelta

    @classmethod
    def of(cls, rules: Rules) -> Self:
        """Return what the company's rules say; without tiers where it deducts nothing."""
        short = (rules.break_after, rules.break_minutes)
        long = (rules.long_break_after, rules.long_break_minutes)
        tiers = (short, long) if rules.deducts_breaks else ()
        return cls(
            tuple((timedelta(minutes=after), timedelta(minutes=due)) for after, due in tiers),
            timedelta(minutes=rules.shortest_break),
        )


def taken(breaks: Iterable[Break], end: datetime, rules: BreakRules) -> timedelta:
    """Return how much break was taken before `end`, paid or not, in parts long enough to count."""
    parts = (pause.within(pause.start, end) for pause in breaks)
    return sum((part for part in parts if part >= rules.shortest), _NONE)


def deduction(worked: timedelta, taken: timedelta, rules: BreakRules) -> timedelta:
    """Return what is deducted from `worked`, the time that counts before it.

    It is the least that makes the breaks sufficient for what is left: `max(0, required - taken)`,
    and never more than takes the work down to the threshold beyond which the break is due. So an
    hour more of work never counts for less.
    """
    missing = (min(due - taken, worked - after) for after, due in rules.tiers if worked > after)
    return max([_NONE, *missing])


def apply(log: WorkLog, rules: Rules, breaks: Iterable[Break] | None = None) -> None:
    """Set what is deducted from an ended shift; does not save it. An open one has nothing yet."""
    log.deducted = 0
    if log.check_out is None or log.deduction_waived:
        return
    applied = BreakRules.of(rules)
    found = list(log.breaks.all() if breaks is None else breaks)
    pauses = [pause for pause in found if not pause.is_paid]
    unpaid = sum((pause.within(log.check_in, log.check_out) for pause in pauses), _NONE)
    worked = log.presence(log.check_out) - unpaid
    due = deduction(worked, taken(found, log.check_out, applied), applied)
    log.deducted = due // timedelta(seconds=1)
