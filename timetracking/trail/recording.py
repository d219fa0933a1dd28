"""The audit trail: each change of hours, entries and settings adds a line to it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model
from django.utils import timezone

from timetracking.base.authors import Author
from timetracking.base.errors import EntryChanged
from timetracking.base.versions import refuse_changed
from timetracking.models import Act, AuditChain, AuditLine, Employee
from timetracking.trail.snapshots import Snapshot
from timetracking.trail.subjects import name_of, subject_of


@contextmanager
def recorded(
    row: Model,
    *,
    by: Author,
    previous: Model | None = None,
    reason: str = "",
    snapshot: Callable[[Any], Snapshot] | None = None,
) -> Iterator[None]:
    """Let the block insert, change or delete a row; then add a line if anything changed.

    `previous` is the row as stored, if `row` has the new values already. `snapshot`
    replaces the registered one for a change of a part of the row. Locks nothing before the block
    ends: the caller has locked the row, and then `record` locks the end of the chain.
    """
    subject = subject_of(row)
    take_snapshot = snapshot or subject.snapshot
    stored, pk = previous or row, row.pk
    before = take_snapshot(stored) if stored.pk else None
    yield
    after = take_snapshot(row) if row.pk else None
    record(
        row,
        by=by,
        before=before,
        after=after,
        reason=reason,
        employee=subject.employee(row),
        subject_id=pk,
    )


def version_of(subject: Model) -> int:
    """Return the row's version: the number of its last line, 0 if it has none yet.

    Raises UnregisteredSubject.
    """
    subject_of(subject)
    lines = AuditLine.objects.filter(subject=name_of(subject), subject_id=subject.pk)
    return lines.order_by("-number").values_list("number", flat=True).first() or 0


def refuse_stale(subject: Model, seen: int | None) -> None:
    """Raise EntryChanged unless `seen` is the row's version, or None because it is unknown.

    The caller has locked the row.
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
    """Add the line of one change, if there is one; a deleted row needs `subject_id`.

    Locks the end of the chain until the transaction ends, so lock everything else before. To avoid
    deadlocks each transaction locks the employee first and the chain last. Raises
    UnregisteredSubject.
    """
    subject_of(subject)
    if before == after:
        return None
    with transaction.atomic(using=using, savepoint=False):
        end = AuditChain.objects.using(using).select_for_update(no_key=True).get()
        line = AuditLine(
            subject=name_of(subject),
            subject_id=subject_id or subject.pk,
            employee=employee,
            act=_act(before, after),
            before=before,
            after=after,
            reason=reason,
        )
        _append(end, line, by)
        line.save(using=using, force_insert=True)
        end.save(using=using, update_fields=["number", "hash"])
    return line


def record_all(
    changes: Iterable[tuple[Model, Snapshot | None, Snapshot | None]],
    *,
    by: Author,
    reason: str = "",
) -> tuple[int, int] | None:
    """Add the lines of many changes of the company's own rows, in three queries.

    Each row comes with its snapshots before and after; a removed row keeps its id. Returns the
    numbers of the first and the last line, None if nothing changed. Locks the end of the chain
    until the transaction ends, as `record` does. Raises UnregisteredSubject.
    """
    lines = [
        AuditLine(
            subject=name_of(subject_of(row).model),
            subject_id=row.pk,
            act=_act(before, after),
            before=before,
            after=after,
            reason=reason,
        )
        for row, before, after in changes
        if before != after
    ]
    if not lines:
        return None
    with transaction.atomic(savepoint=False):
        end = AuditChain.objects.select_for_update(no_key=True).get()
        for line in lines:
            _append(end, line, by)
        AuditLine.objects.bulk_create(lines)
        end.save(update_fields=["number", "hash"])
    return lines[0].number, lines[-1].number


def begin(rows: Iterable[Model], *, by: Author, using: str = DEFAULT_DB_ALIAS) -> None:
    """Begin the trail of a new company with a line for each of its first rows.

    A trail is never empty, so that one that was emptied is not taken for intact.
    """
    end = AuditChain()
    created = [(row, subject_of(row).snapshot(row), None) for row in rows]
    append_created(end, created, by=by, using=using)
    end.save(using=using, force_insert=True)


def append_created(
    end: AuditChain,
    created: Iterable[tuple[Model, Snapshot, Employee | None]],
    *,
    by: Author,
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Add lines that say that these rows were made; the caller saves the end of the chain."""
    lines = []
    for row, after, employee in created:
        line = AuditLine(
            subject=name_of(row),
            subject_id=row.pk,
            employee=employee,
            act=Act.CREATED,
            after=after,
        )
        _append(end, line, by)
        lines.append(line)
    AuditLine.objects.using(using).bulk_create(lines)


def _append(end: AuditChain, line: AuditLine, by: Author) -> None:
    """Make the line the next one of the chain, and move the end to it; saves neither."""
    line.number, line.previous_hash = end.number + 1, end.hash
    line.at = timezone.now()
    line.actor, line.origin, line.address = by.employee, by.origin, by.address
    line.hash = line.computed_hash()
    end.number, end.hash = line.number, line.hash


def _act(before: Snapshot | None, after: Snapshot | None) -> Act:
    if before is None:
        return Act.CREATED
    return Act.CHANGED if after is not None else Act.REMOVED
