"""The audit trail: every change of hours, entries and settings adds a line; none goes away."""

from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model
from django.utils import timezone

from timetracking.base.authors import Author
from timetracking.base.errors import EntryChanged
from timetracking.base.versions import refuse_changed
from timetracking.models import Act, AuditChain, AuditLine, Employee

Snapshot = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    """Write a moment as the trail keeps it: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def fields(row: Model, *names: str) -> Snapshot:
    """Return some fields of a row as the trail keeps them."""
    values = {name: row.serializable_value(name) for name in names}
    return {
        name: value if isinstance(value, bool | int | None) else str(value)
        for name, value in values.items()
    }


def version_of(subject: Model) -> int:
    """Return the number of the row's last line: its version, 0 for one that has no line yet."""
    lines = AuditLine.objects.filter(subject=subject._meta.model_name, subject_id=subject.pk)
    return lines.order_by("-number").values_list("number", flat=True).first() or 0


def refuse_stale(subject: Model, seen: int | None) -> None:
    """Raise EntryChanged unless `seen` is the row's version, or nothing is known of what was seen.

    The caller holds the row.
    """
    if seen is not None:
        refuse_changed(version_of(subject), seen, EntryChanged)


def record(
    subject: Model,
    *,
    by: Author,
    before: Snapshot | None,
    after: Snapshot | None,
    reason: str = "",
    employee: Employee | None = None,
    subject_id: int | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> AuditLine | None:
    """Add the line of one change; none if nothing has changed. `subject_id` is that of a row gone.

    Locks the end of the chain to the transaction's end, so lock whatever else is needed before it:
    everyone who takes the employee first and the chain last takes turns.
    """
    if before == after:
        return None
    with transaction.atomic(using=using, savepoint=False):
        end = AuditChain.objects.using(using).select_for_update(no_key=True).get()
        line = AuditLine(
            number=end.number + 1,
            at=timezone.now(),
            actor=by.employee,
            origin=by.origin,
            address=by.address,
            subject=str(subject._meta.model_name),
            subject_id=subject_id or subject.pk,
            employee=employee,
            act=_act(before, after),
            before=before,
            after=after,
            reason=reason,
            previous_hash=end.hash,
        )
        line.hash = line.computed_hash()
        line.save(using=using, force_insert=True)
        end.number, end.hash = line.number, line.hash
        end.save(using=using, update_fields=["number", "hash"])
    return line


def _act(before: Snapshot | None, after: Snapshot | None) -> Act:
    if before is None:
        return Act.CREATED
    return Act.CHANGED if after is not None else Act.REMOVED
