"""The history of a row for people to read, from the audit trail; it outlives the row."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.db.models import Model
from django.utils.translation import gettext as _

from timetracking.models import Act, AuditLine, Employee
from timetracking.trail.subjects import Describer, Subject, name_of, subject_of
from timetracking.trail.wording import Comparison, changes, origin_label


@dataclass(frozen=True)
class Entry:
    """One change of a row; `at` is in the row's time zone.

    `act_text` says what was done, where the page cannot know it.
    """

    at: datetime
    who: str
    origin: str
    act: str
    changes: list[Comparison]
    reason: str
    act_text: str = ""


@dataclass(frozen=True)
class History:
    """The changes of one row, oldest first, and the employee whose row it is."""

    employee: Employee | None
    entries: list[Entry]
    is_removed: bool

    @property
    def zone(self) -> tzinfo | None:
        """The time zone of the entries, None without entries."""
        return self.entries[-1].at.tzinfo if self.entries else None


def history_of(model: type[Model], pk: int) -> History:
    """Return the history of the row with this id, in one query and those of its wording."""
    return histories_of(model, [pk])[pk]


def histories_of(model: type[Model], pks: Collection[int]) -> dict[int, History]:
    """Return the histories of rows by their ids, in as many queries as that of one."""
    if not pks:
        return {}
    subject = subject_of(model)
    audit_lines = AuditLine.objects.for_subject(name_of(model), *pks)
    by_row: dict[int, list[AuditLine]] = {pk: [] for pk in pks}
    lines = list(audit_lines.select_related("actor", "employee"))
    for line in lines:
        by_row[line.subject_id].append(line)
    describe = _wording(lines, subject)
    return {pk: _history(own, subject, describe) for pk, own in by_row.items()}


def _history(lines: list[AuditLine], subject: Subject, describe: Describer) -> History:
    return History(
        employee=lines[-1].employee if lines else None,
        entries=[_entry(line, subject, describe) for line in lines],
        is_removed=bool(lines) and lines[-1].act == Act.REMOVED,
    )


def history_of_person(model: type[Model], employee: Employee) -> list[Entry]:
    """Return the changes of all rows of somebody, oldest first, as `history_of` does of one."""
    theirs = AuditLine.objects.filter(subject=name_of(model), employee=employee)
    lines = list(theirs.select_related("actor").order_by("number"))
    subject = subject_of(model)
    describe = _wording(lines, subject)
    return [_entry(line, subject, describe) for line in lines]


def _wording(lines: list[AuditLine], subject: Subject) -> Describer:
    return subject.wording([s for line in lines for s in (line.before, line.after)])


def _entry(line: AuditLine, subject: Subject, describe: Describer) -> Entry:
    return Entry(
        at=line.at.astimezone(subject.zone(line.after or line.before or {})),
        who=line.actor.name if line.actor else _("Shiftbook"),
        origin=origin_label(line.origin),
        act=line.act,
        changes=changes(line.before, line.after, describe),
        # A person's reason is shown as typed; one that our code gave is translated.
        reason=str(subject.reasons.get(line.reason, line.reason)),
    )
