"""What a shift should say instead: as a form gives it, and as a correction keeps it."""

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
from timetracking.shifts.snapshots import snapshot
from timetracking.trail.snapshots import Snapshot

# Forms give times to the minute, taps are to the microsecond.
_MINUTE = timedelta(minutes=1)
# A shift is in the zone of its location.
_PLACE = {"location", "time_zone"}


@dataclass(frozen=True)
class ProposedBreak:
    """One break of a proposal, in UTC; without an end it runs."""

    kind: int
    name: str
    is_paid: bool
    start: datetime
    end: datetime | None

    @classmethod
    def of(cls, pause: Break) -> Self:
        """Return what is recorded; reads the kind."""
        return cls(pause.kind_id, pause.kind.name, pause.is_paid, pause.start, pause.end)


@dataclass(frozen=True)
class Proposal:
    """All that a shift should say, in UTC; without a check-out it runs."""

    check_in: datetime
    check_out: datetime | None
    time_zone: str
    location: int | None = None
    notes: str = ""
    waived: bool = False
    breaks: tuple[ProposedBreak, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which it was worked."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def of_log(cls, log: WorkLog) -> Self:
        """Return what is recorded, from one query."""
        found = log.breaks.select_related("kind").order_by("start")
        return cls(
            check_in=log.check_in,
            check_out=log.check_out,
            time_zone=log.time_zone,
            location=log.location_id,
            notes=log.notes,
            waived=log.deduction_waived,
            breaks=tuple(ProposedBreak.of(pause) for pause in found),
        )

    @classmethod
    def of_snapshot(cls, kept: Mapping[str, Any]) -> Self:
        """Read what a correction has kept."""
        return cls(
            check_in=datetime.fromisoformat(kept["check_in"]),
            check_out=_moment(kept["check_out"]),
            time_zone=kept["time_zone"],
            location=kept["location"],
            notes=kept["notes"],
            waived=kept["deduction_waived"],
            breaks=tuple(
                ProposedBreak(
                    kind=pause["kind"],
                    name=pause["name"],
                    is_paid=pause["is_paid"],
                    start=datetime.fromisoformat(pause["start"]),
                    end=_moment(pause["end"]),
                )
                for pause in kept["breaks"]
            ),
        )

    def settled(self) -> Self:
        """Return it in order, what was typed to the minute moved onto the tap in that minute.

        A break typed to begin at 08:58, when the shift began at 08:58:23, begins with it.
        """
        breaks: list[ProposedBreak] = []
        before = self.check_in
        for pause in sorted(self.breaks, key=lambda pause: pause.start):
            moved = replace(pause, start=after(before, pause.start))
            breaks.append(moved)
            before = moved.end or moved.start
        return replace(self, breaks=tuple(breaks))

    def upon(self, then: Self, now: Self) -> Self:
        """Return what is asked for of a shift that said `then`, by which it says `now`.

        What was left as it stood stays as it is now: an end that came since, another's note.
        """
        names = {f.name for f in fields(self) if getattr(self, f.name) != getattr(then, f.name)}
        if names & _PLACE:
            names |= _PLACE
        return replace(now, **{name: getattr(self, name) for name in names})

    def write_to(self, log: WorkLog) -> None:
        """Set the log's own fields; does not save it."""
        log.check_in, log.check_out = self.check_in, self.check_out
        log.location_id, log.time_zone = self.location, self.time_zone
        log.notes, log.deduction_waived = self.notes, self.waived

    def rows(self, log: WorkLog) -> list[Break]:
        """Return the breaks as rows of `log`, not saved."""
        return [
            Break(
                work_log=log,
                kind=BreakKind(pk=pause.kind, name=pause.name),
                is_paid=pause.is_paid,
                start=pause.start,
                end=pause.end,
            )
            for pause in self.breaks
        ]


def requested_proposal(correction: Correction) -> Proposal:
    """Return what a request asks for, of its shift as it is now if there is one."""
    asked, log = Proposal.of_snapshot(correction.after or {}), correction.work_log
    if log is None or correction.before is None:
        return asked
    return asked.upon(Proposal.of_snapshot(correction.before), Proposal.of_log(log))


def after(tap: datetime, typed: datetime) -> datetime:
    """Return `typed`, a whole minute, or `tap` if that lies within the same minute."""
    return tap if typed < tap < typed + _MINUTE else typed


def preview(
    proposal: Proposal, *, employee: Employee, log: WorkLog | None, rules: Rules
) -> Snapshot:
    """Return what the shift would say, the automatic deduction included; writes nothing."""
    shown = copy(log) if log else WorkLog(employee=employee, source=Source.MANAGER)
    proposal.write_to(shown)
    shown.review = ""
    rows = proposal.rows(shown)
    break_rules.apply(shown, rules, rows)
    return snapshot(shown, rows)


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None
