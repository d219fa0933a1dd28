"""The comparison of the tables with what the trail says of their rows."""

from collections.abc import Iterator
from itertools import groupby

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q

from timetracking.models import AuditLine
from timetracking.trail.flaws import MOST, Flaw
from timetracking.trail.reading import UNREADABLE, Read, read_page
from timetracking.trail.records import Record
from timetracking.trail.subjects import Subject, subjects

_LINES = 1000
_ROWS = 500


def differences() -> Iterator[Flaw]:
    """Yield the rows of all registered models that are not as their last line says.

    Finds rows without a line, rows that are gone without a line, and values that differ. Reads
    lines and rows page by page in the order of their ids, in constant memory; so the transaction
    must be `repeatable`, or a row that is changed meanwhile looks like a flaw.
    """
    for name, subject in subjects():
        for pk, row, record in _pairs(_rows(subject), _records(name, subject)):
            for description in _compare(subject, row, record):
                yield Flaw(f"{name} {pk}", description)
    known = [name for name, _ in subjects()]
    unknown = AuditLine.objects.exclude(subject__in=known).order_by("number")
    for number in unknown.values_list("number", flat=True)[:MOST]:
        yield Flaw(f"line {number}", "is about a table that the trail does not know")


def _compare(subject: Subject, row: Read[Model] | None, record: Record | None) -> Iterator[str]:
    yield from record.problems if record else []
    if row is not None and row.row is None:
        yield row.why
    elif record is not None and record.is_unreadable:
        # What it should be like is not known, and the line is a flaw of its own.
        return
    elif record is None:
        yield "has no line"
    elif row is None or row.row is None:
        if record.exists:
            yield f"is gone, but line {record.number} did not remove it"
    elif not record.exists:
        yield f"exists, but line {record.number} removed it"
    else:
        yield from _compare_values(subject, row.row, record)


def _compare_values(subject: Subject, row: Model, record: Record) -> Iterator[str]:
    try:
        state = subject.state(row)
    except ObjectDoesNotExist:
        yield "is incomplete: a row that belongs to it is gone"
        return
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        yield UNREADABLE
        return
    if names := record.differing(state):
        yield f"differs from line {record.number} in {', '.join(names)}"
    employee = subject.employee(row)
    if (employee.pk if employee else None) != record.employee_id:
        yield f"belongs to someone else than line {record.number} says"


def _rows(subject: Subject) -> Iterator[Read[Model]]:
    rows, parts = subject.rows(), subject.check.parts
    page: list[Read[Model]]
    page, has_more = read_page(rows, "pk", limit=_ROWS, parts=parts)
    yield from page
    while has_more:
        later = rows.filter(pk__gt=page[-1].key[0])
        page, has_more = read_page(later, "pk", limit=_ROWS, parts=parts)
        yield from page


def _records(name: str, subject: Subject) -> Iterator[Record]:
    """Yield what the lines say of each row, by id."""
    for pk, lines in groupby(_lines(name), key=lambda line: line.key[0]):
        record = Record(subject, pk)
        for line in lines:
            record.add(line.row)
        yield record


def _lines(name: str) -> Iterator[Read[AuditLine]]:
    lines, order = AuditLine.objects.filter(subject=name), ("subject_id", "number")
    page, has_more = read_page(lines, *order, limit=_LINES)
    yield from page
    while has_more:
        pk, number = page[-1].key
        later = Q(subject_id__gt=pk) | Q(number__gt=number)
        # The index has no number, so it needs the condition on the id alone.
        page, has_more = read_page(lines.filter(later, subject_id__gte=pk), *order, limit=_LINES)
        yield from page


def _pairs(
    rows: Iterator[Read[Model]], records: Iterator[Record]
) -> Iterator[tuple[int, Read[Model] | None, Record | None]]:
    """Yield each id with its row and its record, both of which come in the order of the ids."""
    row = next(rows, None)
    record = next(records, None)
    while row is not None or record is not None:
        ids = [row.key[0]] if row is not None else []
        pk = min([*ids, record.pk] if record is not None else ids)
        own_row = row if row is not None and row.key[0] == pk else None
        own_record = record if record is not None and record.pk == pk else None
        yield pk, own_row, own_record
        row = next(rows, None) if own_row is not None else row
        record = next(records, None) if own_record is not None else record
