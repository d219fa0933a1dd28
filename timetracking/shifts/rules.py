"""What every change of recorded hours keeps to, when it is asked for and when it is made."""

from datetime import UTC, datetime, timedelta

from timetracking.models import Employee, WorkLog
from timetracking.models.work_log import elapsed
from timetracking.shifts.errors import (
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
from timetracking.shifts.proposals import Pause, Proposal

# Rule 10: clocks differ a little, so this much ahead is now.
SKEW = timedelta(minutes=1)
# A double shift fits; what is longer has a wrong date.
LONGEST_HOURS = 24
# An open shift runs for ever.
_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


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
    if start > now + SKEW:
        raise InTheFuture("check_in")
    if end is None:
        # A shift that has ended does not run again, and who has left has none that runs.
        if log is None or log.check_out is not None:
            raise EndMissing
        return
    if end <= start:
        raise EndBeforeStart
    if end > now + SKEW:
        raise InTheFuture("check_out")
    # One that is as long already may have its note or its breaks corrected.
    unchanged = log is not None and (log.check_in, log.check_out) == (start, end)
    if elapsed(start, end) > timedelta(hours=LONGEST_HOURS) and not unchanged:
        raise ShiftTooLong(LONGEST_HOURS)


def _check_breaks(proposal: Proposal, now: datetime) -> None:
    limit = proposal.check_out or now + SKEW
    before: Pause | None = None
    for pause in proposal.breaks:
        _check_break(pause, before, proposal, limit)
        before = pause


def _check_break(pause: Pause, before: Pause | None, proposal: Proposal, limit: datetime) -> None:
    zone = WorkLog(time_zone=proposal.time_zone).zone
    last = pause is proposal.breaks[-1]
    if pause.end is None and (proposal.check_out is not None or not last):
        raise BreakEndMissing
    if pause.end is not None and pause.end <= pause.start:
        raise BreakEndBeforeStart(pause.start, zone=zone)
    if pause.start < proposal.check_in or (pause.end or pause.start) > limit:
        raise BreakOutside(pause.start, zone=zone)
    if before is not None and before.end is not None and pause.start < before.end:
        raise BreaksOverlap(pause.start, zone=zone)


def _check_others(proposal: Proposal, employee: Employee, log: WorkLog | None) -> None:
    others = WorkLog.objects.for_employee(employee).other_than(log)
    found = others.overlapping(proposal.check_in, proposal.check_out or _FOREVER)
    if other := found.order_by("check_in").first():
        raise OverlapsShift(other.check_in, other.check_out, zone=other.zone)
