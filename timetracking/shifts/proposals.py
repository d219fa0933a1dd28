"""Proposed shifts, from a form or from the snapshot of a correction."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from timetracking.models import (
    Break,
    BreakKind,
    Correction,
    Employee,
    Rules,
    Source,
    WorkLog,
)
from timetracking.shifts import break_rules
from timetracking.shifts.marks import clear
from timetracking.shifts.snapshots import snapshot
from timetracking.trail.snapshots import Snapshot

# Times from forms are to the minute, those of taps to the microsecond.
MINUTE = timedelta(minutes=1)
# They change together: a shift is in the time zone of its location.
_LOCATION_FIELDS = {"location", "time_zone"}


@dataclass(frozen=True)
class ProposedBreak:
    """One break of a proposal, in UTC; a running break has no end."""

    kind: int
    name: str
    is_paid: bool
    start: datetime
    end: datetime | None

    @classmethod
    def of(cls, break_: Break) -> Self:
        """Return a recorded break; reads its kind."""
        return cls(break_.kind_id, break_.kind.name, break_.is_paid, break_.start, break_.end)


@dataclass(frozen=True)
class Proposal:
    """All values of a shift, in UTC; a running shift has no check-out."""

    check_in: datetime
    check_out: datetime | None
    time_zone: str
    location: int | None = None
    notes: str = ""
    waived: bool = False
    breaks: tuple[ProposedBreak, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the shift."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def of_log(cls, log: WorkLog) -> Self:
        """Return a recorded shift, in one query."""
        breaks = log.breaks.select_related("kind").order_by("start")
        return cls(
            check_in=log.check_in,
            check_out=log.check_out,
            time_zone=log.time_zone,
            location=log.location_id,
            notes=log.notes,
            waived=log.deduction_waived,
            breaks=tuple(ProposedBreak.of(break_) for break_ in breaks),
        )

    @classmethod
    def of_snapshot(cls, snapshot: Mapping[str, Any]) -> Self:
        """Return the shift in a snapshot of a correction."""
        return cls(
            check_in=datetime.fromisoformat(snapshot["check_in"]),
            check_out=_moment(snapshot["check_out"]),
            time_zone=snapshot["time_zone"],
            location=snapshot["location"],
            notes=snapshot["notes"],
            waived=snapshot["deduction_waived"],
            breaks=tuple(
                ProposedBreak(
                    kind=break_["kind"],
                    name=break_["name"],
                    is_paid=break_["is_paid"],
                    start=datetime.fromisoformat(break_["start"]),
                    end=_moment(break_["end"]),
                )
                for break_ in snapshot["breaks"]
            ),
        )

    def aligned(self) -> Self:
        """Return it with its breaks in order, and typed times aligned to the recorded ones beside.

        A break typed to begin at 08:58 begins with its shift if that began at 08:58:23. A shift
        typed to end at 17:00 ends with its break if that ended at 17:00:20.
        """
        breaks: list[ProposedBreak] = []
        previous = self.check_in
        for break_ in sorted(self.breaks, key=lambda break_: break_.start):
            aligned = replace(break_, start=align(break_.start, previous))
            breaks.append(aligned)
            previous = aligned.end or aligned.start
        check_out = self.check_out
        if check_out is not None and breaks:
            check_out = align(check_out, previous)
        return replace(self, check_out=check_out, breaks=tuple(breaks))

    def rebased(self, base: Self, current: Self) -> Self:
        """Return `current` with the changes of this proposal, which was made from `base`.

        Values that it does not change stay current, such as an end or a note that was added since.
        """
        names = {f.name for f in fields(self) if getattr(self, f.name) != getattr(base, f.name)}
        if names & _LOCATION_FIELDS:
            names |= _LOCATION_FIELDS
        return replace(current, **{name: getattr(self, name) for name in names})

    def write_to(self, log: WorkLog) -> None:
        """Set the fields of the log itself, without saving it."""
        log.check_in, log.check_out = self.check_in, self.check_out
        log.location_id, log.time_zone = self.location, self.time_zone
        log.notes, log.deduction_waived = self.notes, self.waived

    def rows(self, log: WorkLog) -> list[Break]:
        """Return the breaks as unsaved rows of `log`."""
        return [
            Break(
                work_log=log,
                kind=BreakKind(pk=break_.kind, name=break_.name),
                is_paid=break_.is_paid,
                start=break_.start,
                end=break_.end,
            )
            for break_ in self.breaks
        ]


def requested_proposal(correction: Correction) -> Proposal:
    """Return the proposal of a request, rebased on the current shift if there is one."""
    requested, log = Proposal.of_snapshot(correction.after or {}), correction.work_log
    if log is None or correction.before is None:
        return requested
    return requested.rebased(Proposal.of_snapshot(correction.before), Proposal.of_log(log))


def align(typed: datetime, tap: datetime) -> datetime:
    """Return `tap` if it is within the minute that begins at `typed`, else `typed`."""
    return tap if typed < tap < typed + MINUTE else typed


def preview(
    proposal: Proposal, *, employee: Employee, log: WorkLog | None, rules: Rules
) -> Snapshot:
    """Return a snapshot of the shift as proposed, with its deduction; writes nothing."""
    proposed = copy(log) if log else WorkLog(employee=employee, source=Source.MANAGER)
    proposal.write_to(proposed)
    clear(proposed)
    rows = proposal.rows(proposed)
    break_rules.apply(proposed, rules, rows)
    return snapshot(proposed, rows)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
