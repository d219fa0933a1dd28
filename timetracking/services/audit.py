"""The audit trail: every change of hours, entries and settings adds a line; none goes away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model
from django.utils import timezone

from timetracking.exceptions import EntryChanged
from timetracking.models import Act, AuditLine, Break, CompanySettings, Employee, Source, WorkLog

Snapshot = dict[str, Any]
_PAGE = 1000


@dataclass(frozen=True)
class Author:
    """Who changes something, and from where; without an employee it is a program, by its name."""

    employee: Employee | None = None
    origin: str = Source.WEB
    address: str = ""


def program(name: str) -> Author:
    """Return the author of what a command does by itself."""
    return Author(origin=name)


def snapshot(log: WorkLog, breaks: Iterable[Break] | None = None) -> Snapshot:
    """Return all that a shift says, as it is kept in the trail; its breaks are asked for."""
    if breaks is None:
        breaks = log.breaks.select_related("kind").order_by("start")
    return {
        "check_in": moment(log.check_in),
        "check_out": moment(log.check_out),
        "time_zone": log.time_zone,
        "location": log.location_id,
        "notes": log.notes,
        "source": str(log.source),
        "deducted": log.deducted,
        "deduction_waived": log.deduction_waived,
        "review": str(log.review),
        "breaks": [
            {
                "kind": pause.kind_id,
                "name": pause.kind.name,
                "is_paid": pause.is_paid,
                "start": moment(pause.start),
                "end": moment(pause.end),
            }
            for pause in breaks
        ],
    }


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
    if seen is not None and seen != version_of(subject):
        raise EntryChanged


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
        company = CompanySettings.objects.using(using).select_for_update(no_key=True).get()
        line = AuditLine(
            number=company.chain_number + 1,
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
            previous_hash=company.chain_hash,
        )
        line.hash = line.computed_hash()
        line.save(using=using, force_insert=True)
        company.chain_number, company.chain_hash = line.number, line.hash
        company.save(using=using, update_fields=["chain_number", "chain_hash"])
    return line


def _act(before: Snapshot | None, after: Snapshot | None) -> Act:
    if before is None:
        return Act.CREATED
    return Act.CHANGED if after is not None else Act.REMOVED


@dataclass(frozen=True)
class Flaw:
    """Something in the chain that is not as it was written."""

    number: int
    what: str


def flaws() -> Iterator[Flaw]:
    """Walk the company's chain and yield what is wrong with it; nothing, if all is as written.

    Reads page by page, in constant memory. A line changed, taken out, put in, or cut off at the end
    is found; a chain that someone computed anew as a whole is found by comparing its last hash with
    one that was noted elsewhere. Lines may be added meanwhile.
    """
    for number in AuditLine.objects.filter(number__lt=1).values_list("number", flat=True):
        yield Flaw(number, "stands before the first line")
    expected, previous = 1, ""
    company, page = _page(after=0)
    while page:
        for line in page:
            if line.number != expected:
                yield Flaw(expected, f"missing, up to line {line.number - 1}")
            elif line.previous_hash != previous:
                yield Flaw(line.number, "does not follow from the line before")
            if line.hash != line.computed_hash():
                yield Flaw(line.number, "was changed after it was written")
            expected, previous = line.number + 1, line.hash
        company, page = _page(after=expected - 1)
    if (company.chain_number, company.chain_hash) != (expected - 1, previous):
        yield Flaw(expected, f"the chain should end with line {company.chain_number}")


def _page(after: int) -> tuple[CompanySettings, list[AuditLine]]:
    """Return the next lines, and the settings as they were just before.

    So with the empty page comes the end of what was read, though others go on adding lines.
    """
    company = CompanySettings.objects.get()
    lines = AuditLine.objects.filter(number__gt=after).order_by("number")
    return company, list(lines[:_PAGE])
