"""The readable history of a shift, from the audit trail; it stays when the shift is gone."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from timetracking.models import Act, AuditLine, Employee, Review
from timetracking.shifts.wording import Line, Places, changes, origin_words, place_names


@dataclass(frozen=True)
class Entry:
    """One change of a shift: when, in its own zone, who, from where, what, and why."""

    at: datetime
    who: str
    origin: str
    act: str
    changes: list[Line]
    reason: str


@dataclass(frozen=True)
class History:
    """All that happened to one shift, oldest first; whose it is, and whether it is there still."""

    employee: Employee | None
    entries: list[Entry]
    is_removed: bool

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of its times, None for one without a history."""
        zone = self.entries[-1].at.tzinfo if self.entries else None
        return zone if isinstance(zone, ZoneInfo) else None


def of_shift(pk: int) -> History:
    """Return the history of the shift with this id, from two queries at most."""
    found = AuditLine.objects.of_shift(pk).select_related("actor", "employee")
    lines = list(found)
    places = place_names(kept for line in lines for kept in (line.before, line.after))
    return History(
        employee=lines[-1].employee if lines else None,
        entries=[_entry(line, places) for line in lines],
        is_removed=bool(lines) and lines[-1].act == Act.REMOVED,
    )


def _entry(line: AuditLine, places: Places) -> Entry:
    kept = line.after or line.before or {}
    return Entry(
        at=line.at.astimezone(ZoneInfo(kept.get("time_zone", "UTC"))),
        who=line.actor.name if line.actor else _("Shiftbook"),
        origin=origin_words(line.origin),
        act=line.act,
        changes=changes(line.before, line.after, places),
        reason=_reason(line.reason),
    )


def _reason(kept: str) -> str:
    """Return a person's word as it is, and what our own code gives as one in the language."""
    ours = {
        "undo": _("Undone right after the tap."),
        "end confirmed": _("The end is confirmed."),
        "end given afterwards": str(Review.STATED.label),
    }
    return ours.get(kept, kept)
