"""Taps as a script sends them, from a kiosk or from somebody's phone, and what they do."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from timetracking.clocking import punches
from timetracking.clocking.taps import Tap
from timetracking.models import Action, BreakKind, CompanySettings, Employee, WorkLog


@dataclass(frozen=True)
class TapRequest:
    """A tap as a device sends it; `key` makes it count once.

    `working` is the id of a long shift that the employee says is still going on. `location_id` is
    where they say they work; a kiosk's own location takes precedence.
    """

    key: UUID
    employee_id: int
    action: Action
    kind_id: int | None = None
    working: int | None = None
    notes: str = ""
    location_id: int | None = None


def perform(employee: Employee, request: TapRequest, tap: Tap) -> WorkLog:
    """Perform a tap by the matching punch. Raises a PunchRefused, which is recorded."""
    if request.action == Action.IN:
        return punches.clock_in(
            employee,
            tap,
            time_zone=CompanySettings.objects.get().zone,
            location_id=tap.kiosk.location_id if tap.kiosk else request.location_id,
            notes=request.notes,
        )
    if request.action == Action.BREAK:
        return punches.start_break(employee, tap, kind_id=request.kind_id, notes=request.notes)
    if request.action == Action.BACK:
        return punches.end_break(employee, tap, notes=request.notes)
    return punches.clock_out(employee, tap, notes=request.notes)


def possible_actions(kinds: list[BreakKind]) -> dict[str, list[dict[str, Any]]]:
    """Return the actions in each state, which a device also needs without a network."""
    starts = [{"action": Action.BREAK, "kind": kind.pk} for kind in kinds]
    out, back = {"action": Action.OUT, "kind": None}, {"action": Action.BACK, "kind": None}
    return {
        "out": [{"action": Action.IN, "kind": None}],
        "in": [out, *starts],
        "break": [back, out],
    }


def state_of(log: WorkLog | None) -> str:
    """Return "in" or "break" for an open shift with its breaks, "out" for None."""
    if log is None:
        return "out"
    return "break" if any(break_.end is None for break_ in log.breaks.all()) else "in"
