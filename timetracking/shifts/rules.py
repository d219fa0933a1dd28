"""What recorded hours keep to, whoever writes them: the same limits for every way in."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from timetracking.models import Break, Employee, WorkLog
from timetracking.models.work_log import elapsed
from timetracking.shifts.errors import (
    BreakAfterEnd,
    BreakEndBeforeStart,
    BreakEndMissing,
    BreakOutside,
    BreaksOverlap,
    EndBeforeStart,
    EndMissing,
    InTheFuture,
    OverlapsShift,
    ShiftTooLong,
)
from timetracking.shifts.proposals import Proposal, ProposedBreak

# Rule 10: clocks differ a little, so this much ahead is now.
SKEW = timedelta(minutes=1)
# Rule 11c. A double shift fits; what is longer has a wrong date.
LONGEST_HOURS = 24
# A shift or a break has an end after its start, be it by the least that the database can tell.
SHORTEST = timedelta(microseconds=1)
# An open shift runs for ever.
_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


def is_too_long(start: datetime, end: datetime) -> bool:
    """Say whether no shift may last from `start` to `end`."""
    return elapsed(start, end) > timedelta(hours=LONGEST_HOURS)


def check_start(start: datetime, *, now: datetime) -> None:
    """Refuse a start in the future, by InTheFuture."""
    if start > now + SKEW:
        raise InTheFuture("check_in")


def check_end(
    start: datetime,
    end: datetime,
    breaks: Iterable[Break | ProposedBreak],
    *,
    now: datetime,
    zone: tzinfo,
    is_recorded: bool = False,
) -> None:
    """Refuse to let a shift from `start`, with these breaks, end at `end`; breaks are in `zone`.

    Raises EndBeforeStart, InTheFuture, ShiftTooLong, BreakAfterEnd. Where both times are what
    `is_recorded` already it may be as long as it is: its note or its breaks are corrected.
    """
    if end <= start:
        raise EndBeforeStart
    if end > now + SKEW:
        raise InTheFuture("check_out")
    if is_too_long(start, end) and not is_recorded:
        raise ShiftTooLong(LONGEST_HOURS)
    for taken in breaks:
        if (taken.end or taken.start) > end:
            raise BreakAfterEnd(taken.start, zone=zone)


def check_break(log: WorkLog, taken: Break | ProposedBreak, *, now: datetime) -> None:
    """Refuse a break that ends before it starts, or is not within the shift; an open one may run.

    Raises BreakEndBeforeStart, BreakOutside.
    """
    _check_break(taken, log.check_in, _limit(log.check_in, log.check_out, now), log.zone)


def check(proposal: Proposal, *, employee: Employee, log: WorkLog | None, now: datetime) -> None:
    """Refuse what breaks a rule, by a ShiftError; asks the database for other shifts.

    `log` is the shift that changes, None for a new one. The answer holds as long as the caller
    holds the employee's row.
    """
    _check_times(proposal, log, now)
    _check_breaks(proposal, now)
    _check_others(proposal, employee, log)


def _check_times(proposal: Proposal, log: WorkLog | None, now: datetime) -> None:
    start, end = proposal.check_in, proposal.check_out
    check_start(start, now=now)
    if end is None:
        # A shift that has ended does not run again, and who has left has none that runs.
        if log is None or log.check_out is not None:
            raise EndMissing
        return
    is_recorded = log is not None and (log.check_in, log.check_out) == (start, end)
    zone, breaks = proposal.zone, proposal.breaks
    check_end(start, end, breaks, now=now, zone=zone, is_recorded=is_recorded)


def _check_breaks(proposal: Proposal, now: datetime) -> None:
    limit = _limit(proposal.check_in, proposal.check_out, now)
    zone, before = proposal.zone, None
    for taken in proposal.breaks:
        is_last = taken is proposal.breaks[-1]
        if taken.end is None and (proposal.check_out is not None or not is_last):
            raise BreakEndMissing
        _check_break(taken, proposal.check_in, limit, zone)
        if before is not None and taken.start < before:
            raise BreaksOverlap(taken.start, zone=zone)
        before = taken.end


def _check_break(
    taken: Break | ProposedBreak, start: datetime, limit: datetime, zone: tzinfo
) -> None:
    if taken.end is not None and taken.end <= taken.start:
        raise BreakEndBeforeStart(taken.start, zone=zone)
    if taken.start < start or (taken.end or taken.start) > limit:
        raise BreakOutside(taken.start, zone=zone)


def _limit(start: datetime, end: datetime | None, now: datetime) -> datetime:
    """Return up to when a break can last: to the shift's end, or as long as it may run by now."""
    return end or min(now + SKEW, start + timedelta(hours=LONGEST_HOURS))


def _check_others(proposal: Proposal, employee: Employee, log: WorkLog | None) -> None:
    others = WorkLog.objects.for_employee(employee).other_than(log)
    found = others.overlapping(proposal.check_in, proposal.check_out or _FOREVER)
    if other := found.order_by("check_in").first():
        raise OverlapsShift(other.check_in, other.check_out, zone=other.zone)
