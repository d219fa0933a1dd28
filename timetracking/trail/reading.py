"""Reads rows that the company's role may have written so that they cannot be read.

One such row must neither prevent that the others are read, nor exhaust the memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import DataError
from django.db.models import (
    CharField,
    Count,
    JSONField,
    Max,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Length

# In characters. A request has 256 kB at most, and a line has the row before and after it.
LONGEST_ROW = 2_000_000
LONGEST_PAGE = 8_000_000
# A line about a correction has four levels.
DEEPEST = 20
TOO_LONG = "is too long to be read"
UNREADABLE = "has values that cannot be read"

# Raised by the conversion of values, which leaves the transaction intact: of an infinite date, of a
# number with thousands of digits, of lists inside lists.
_ERRORS = (DataError, OverflowError, RecursionError, ValueError)

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Read(Generic[M]):
    """A row with the values by which the rows are sorted; None, with the reason, if unreadable."""

    key: tuple[int, ...]
    row: M | None
    why: str = ""


def read_page(
    rows: "QuerySet[M]", *order: str, limit: int, parts: Combinable | None = None
) -> tuple[list[Read[M]], bool]:
    """Return the first rows in this order, fewer if they are long, and whether there may be more.

    `parts` is the length of what is prefetched for a row. Takes two queries and those to prefetch,
    and about twenty more for each row that cannot be read or is too long.
    """
    rows, length = rows.order_by(*order), _length(rows.model)
    plain = rows.select_related(None).prefetch_related(None)
    measured = plain.annotate(length_in_all=length + parts if parts else length)
    if (short := _short_page(rows, measured, limit)) is not None:
        keys = (tuple(getattr(row, name) for name in order) for row in short)
        return [Read(key, row) for key, row in zip(keys, short, strict=True)], len(short) == limit
    page: dict[int, tuple[tuple[int, ...], int]] = {}
    total = 0
    lengths = list(measured.values_list("pk", "length_in_all", *order)[:limit])
    for pk, size, *key in lengths:
        total += size if size <= LONGEST_ROW else 0
        if page and total > LONGEST_PAGE:
            break
        page[pk] = (tuple(key), size)
    loaded = _load(rows, [pk for pk, (_, size) in page.items() if size <= LONGEST_ROW])
    found = []
    for pk, (key, size) in page.items():
        why = TOO_LONG if size > LONGEST_ROW else UNREADABLE
        found.append(Read(key, loaded[pk]) if pk in loaded else Read[M](key, None, why))
    return found, len(page) < len(lengths) or len(lengths) == limit


def _short_page(rows: "QuerySet[M]", measured: "QuerySet[M]", limit: int) -> list[M] | None:
    """Return the page if it is as almost every one is: short and readable."""
    lengths = measured.values("length_in_all")[:limit]
    page = lengths.aggregate(longest=Max("length_in_all"), total=Sum("length_in_all"))
    longest, total = page["longest"] or 0, page["total"] or 0
    if longest > LONGEST_ROW or total > LONGEST_PAGE:
        return None
    try:
        found = list(rows[:limit])
    except _ERRORS:
        return None
    return None if any(map(_is_deep, found)) else found


def length_of(model: type[Model], foreign_key: str, each: int) -> Combinable:
    """Return the length of the rows of `model` that refer to a row, if each has so many characters.

    As a subquery, because joined rows would have to be counted for the whole table.
    """
    rows = model._default_manager.filter(**{foreign_key: OuterRef("pk")}).order_by()
    counted = rows.values(foreign_key).annotate(number_of_parts=Count("pk"))
    return Coalesce(Subquery(counted.values("number_of_parts")), 0) * each


def _load(rows: "QuerySet[M]", pks: list[int]) -> dict[int, M]:
    """Return the rows that can be read, by id; read half of them if that fails for all at once."""
    try:
        found = list(rows.filter(pk__in=pks)) if pks else []
    except _ERRORS:
        if len(pks) == 1:
            return {}
        half = len(pks) // 2
        return _load(rows, pks[:half]) | _load(rows, pks[half:])
    return {row.pk: row for row in found if not _is_deep(row)}


def _is_deep(row: Model) -> bool:
    """Return whether a value of the row has more levels than any that the product writes.

    Comparing and hashing such a value would need as much of the stack.
    """
    level: list[Any] = [getattr(row, name) for name in _json_fields(type(row))]
    for _ in range(DEEPEST):
        level = [part for whole in level for part in _parts(whole)]
        if not level:
            return False
    return True


@cache
def _json_fields(model: type[Model]) -> list[str]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields if isinstance(field, JSONField)]


def _parts(whole: object) -> Iterable[Any]:
    if isinstance(whole, dict):
        return whole.values()
    return whole if isinstance(whole, list) else ()


def _length(model: type[Model]) -> Combinable:
    """Return the length of those values of a row that the database does not limit."""
    wide = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, TextField | JSONField | ArrayField)
        or (isinstance(field, CharField) and field.max_length is None)
    ]
    length: Combinable = Value(0)
    for field in wide:
        length = length + Coalesce(Length(Cast(field.attname, TextField())), 0)
    return length
