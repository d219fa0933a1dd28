"""The readable history of a row, from the audit trail; it stays when the row is gone."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.db.models import Model
from django.utils.translation import gettext as _

from timetracking.models import Act, AuditLine, Employee
from timetracking.trail.subjects import Describer, Subject, name_of, subject_of
from timetracking.trail.wording import Comparison, changes, origin_label


@dataclass(frozen=True)
class Entry:
    """One change of a row: when, in the row's zone, who, from where, what, and why."""

    at: datetime
    who: str
    origin: str
    act: str
    changes: list[Comparison]
    reason: str


@dataclass(frozen=True)
class History:
    """All that happened to one row, oldest first; whose it is, and whether it is there still."""

    employee: Employee | None
    entries: list[Entry]
    is_removed: bool

    @property
    def zone(self) -> tzinfo | None:
        """The zone of its times, None for one without a history."""
        return self.entries[-1].at.tzinfo if self.entries else None


def history_of(model: type[Model], pk: int) -> History:
    """Return the history of the row with this id, from one query and what its wording asks."""
    subject = subject_of(model)
    asked = AuditLine.objects.for_subject(name_of(model), pk).select_related("actor", "employee")
    lines = list(asked)
    says = subject.wording([kept for line in lines for kept in (line.before, line.after)])
    return History(
        employee=lines[-1].employee if lines else None,
        entries=[_entry(line, subject, says) for line in lines],
        is_removed=bool(lines) and lines[-1].act == Act.REMOVED,
    )


def _entry(line: AuditLine, subject: Subject, says: Describer) -> Entry:
    return Entry(
        at=line.at.astimezone(subject.zone(line.after or line.before or {})),
        who=line.actor.name if line.actor else _("Shiftbook"),
        origin=origin_label(line.origin),
        act=line.act,
        changes=changes(line.before, line.after, says),
        # A person's words as they are, and what our own code gives as a reason in the language.
        reason=str(subject.reasons.get(line.reason, line.reason)),
    )
