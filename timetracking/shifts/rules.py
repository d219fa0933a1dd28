"""The limits of recorded hours, which are the same for all writers."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial

from timetracking.models import Break, Employee, WorkLog
from timetracking.models.counting import LONGEST, elapsed
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
    ShiftError,
    ShiftTooLong,
)
from timetracking.shifts.proposals import Proposal, ProposedBreak

# Rule 10: clocks differ a little, so times may be this far in the future.
SKEW = timedelta(minutes=1)
# The shortest shift or break: the resolution of the database.
SHORTEST = timedelta(microseconds=1)
# The end of open shifts in comparisons.
_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


def is_too_long(start: datetime, end: datetime) -> bool:
    """Return whether a shift from `start` to `end` is longer than any may be."""
    return elapsed(start, end) > LONGEST


def check_start(start: datetime, *, now: datetime) -> None:
    """Raise InTheFuture for a start in the future."""
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
    """Check that a shift from `start`, with these breaks, may end at `end`.

    Raises EndBeforeStart, InTheFuture, ShiftTooLong, BreakAfterEnd, with times in `zone`. A shift
    with times that are recorded already, `is_recorded`, may be longer: only its note or its breaks
    are being corrected.
    """
    if end <= start:
        raise EndBeforeStart
    if end > now + SKEW:
        raise InTheFuture("check_out")
    if is_too_long(start, end) and not is_recorded:
        raise ShiftTooLong(LONGEST // timedelta(hours=1))
    for break_ in breaks:
        if (break_.end or break_.start) > end:
            raise BreakAfterEnd(break_.start, zone=zone)


def check_break(log: WorkLog, break_: Break | ProposedBreak, *, now: datetime) -> None:
    """Check that a break ends after its start, if it has ended, and is within the shift.

    Raises BreakEndBeforeStart, BreakOutside.
    """
    _check_break(break_, log.check_in, _limit(log.check_in, log.check_out, now), log.zone)


def check(proposal: Proposal, *, employee: Employee, log: WorkLog | None, now: datetime) -> None:
    """Check a proposal against all rules, other shifts included; raise a ShiftError.

    It carries the `others`, so that a form can show all of them at once. `log` is the shift to be
    changed, None for a new one. The result stays valid while the caller has the employee's row
    locked.
    """
    if errors := list(find_errors(proposal, employee=employee, log=log, now=now)):
        first, *others = errors
        first.others = tuple(others)
        raise first


def find_errors(
    proposal: Proposal, *, employee: Employee, log: WorkLog | None, now: datetime
) -> Iterator[ShiftError]:
    """Yield all that is wrong with a proposal, leaving out what only follows from something else.

    Whether a break is within the shift, or the shift within another one, says nothing while the
    shift's own times are wrong.
    """
    wrong_times = list(_time_errors(proposal, log, now))
    yield from wrong_times
    yield from _break_errors(proposal, now, within=not wrong_times)
    if not wrong_times:
        yield from _other_errors(proposal, employee, log)


def _time_errors(proposal: Proposal, log: WorkLog | None, now: datetime) -> Iterator[ShiftError]:
    start, end = proposal.check_in, proposal.check_out
    yield from _raised(lambda: check_start(start, now=now))
    if end is None:
        # An ended shift cannot run again; someone who has left has no running shift.
        if log is None or log.check_out is not None:
            yield EndMissing()
        return
    is_recorded = log is not None and (log.check_in, log.check_out) == (start, end)
    zone = proposal.zone
    yield from _raised(
        lambda: check_end(start, end, (), now=now, zone=zone, is_recorded=is_recorded)
    )


def _break_errors(proposal: Proposal, now: datetime, *, within: bool) -> Iterator[ShiftError]:
    limit = _limit(proposal.check_in, proposal.check_out, now)
    zone, previous_end = proposal.zone, None
    for break_ in proposal.breaks:
        is_last = break_ is proposal.breaks[-1]
        if break_.end is None and (proposal.check_out is not None or not is_last):
            yield BreakEndMissing()
        found = list(_raised(partial(_check_break, break_, proposal.check_in, limit, zone)))
        yield from (e for e in found if within or not isinstance(e, BreakOutside))
        if not found and previous_end is not None and break_.start < previous_end:
            yield BreaksOverlap(break_.start, zone=zone)
        previous_end = break_.end


def _raised(check: Callable[[], None]) -> Iterator[ShiftError]:
    """Yield the error that a check raises, if any."""
    try:
        check()
    except ShiftError as error:
        yield error


def _check_break(
    break_: Break | ProposedBreak, start: datetime, limit: datetime, zone: tzinfo
) -> None:
    if break_.end is not None and break_.end <= break_.start:
        raise BreakEndBeforeStart(break_.start, zone=zone)
    if break_.start < start or (break_.end or break_.start) > limit:
        raise BreakOutside(break_.start, zone=zone)


def _limit(start: datetime, end: datetime | None, now: datetime) -> datetime:
    """Return the latest end of a break: that of the shift, or how long it may run by now."""
    return end or min(now + SKEW, start + LONGEST)


def _other_errors(
    proposal: Proposal, employee: Employee, log: WorkLog | None
) -> Iterator[ShiftError]:
    others = WorkLog.objects.for_employee(employee).other_than(log)
    overlapping = others.overlapping(proposal.check_in, proposal.check_out or _FOREVER)
    if other := overlapping.order_by("check_in").first():
        yield OverlapsShift(other.check_in, other.check_out, zone=other.zone)
