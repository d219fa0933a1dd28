"""The registry of the models whose rows are in the audit trail.

Each is registered by the `subjects.py` of its own package, which `TimeTrackingConfig.ready`
imports. The trail itself refers to none of them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.text import capfirst

from timetracking.models import Employee
from timetracking.trail.errors import SubjectNameTaken, UnregisteredSubject
from timetracking.trail.snapshots import Snapshot, fields

# Describes a snapshot as labels and texts; the other snapshot is the one it is compared with.
Describer = Callable[[Snapshot | None, Snapshot | None], dict[str, str]]
# Returns a describer for these snapshots; gets all of them, to read what they refer to once.
Wording = Callable[[Iterable[Snapshot | None]], Describer]


def _leads(actor: Employee, other: Employee | None) -> bool:
    return actor.leads


@dataclass(frozen=True)
class RowCheck:
    """How the rows of a model are compared with their lines.

    `rows` returns the rows with what `state` reads, so that no row takes a query of its own; the
    default is all rows. `state` returns everything that the lines record of a row, by default the
    registered snapshot. `initial` has values that rows have before a line records them; a value
    that it lacks is the default of the model's field. `comparable` removes from a snapshot what may
    change without a line. Rows that are `created_silently` have no line until they are changed.
    `parts` is the length of the rows that `rows` prefetches for each row. `added` has the names of
    values that lines of earlier releases lack: they count from the first line that has them.
    `may_change` returns whether an author could change someone else's row, or the company's for
    None. `is_ones_own` says whether people who are no owners change such rows of their own.
    """

    rows: Callable[[], "QuerySet[Any]"] | None = None
    state: Callable[[Any], Snapshot] | None = None
    initial: Snapshot = field(default_factory=dict)
    comparable: Callable[[Snapshot], Snapshot] = lambda snapshot: snapshot
    created_silently: bool = False
    parts: Combinable | None = None
    added: Collection[str] = ()
    may_change: Callable[[Employee, Employee | None], bool] = _leads
    is_ones_own: bool = True


@dataclass(frozen=True)
class Subject:
    """How the trail records the rows of one model, and how people read that."""

    model: type[Model]
    snapshot: Callable[[Any], Snapshot]
    employee: Callable[[Any], Employee | None]
    wording: Wording
    zone: Callable[[Snapshot], tzinfo]
    reasons: Mapping[str, object]
    check: RowCheck

    def rows(self) -> "QuerySet[Any]":
        """Return the rows to compare with their lines."""
        return self.check.rows() if self.check.rows else self.model._default_manager.all()

    def state(self, row: Model) -> Snapshot:
        """Return everything that the lines of a row record, as it is now."""
        state = self.check.state or self.snapshot
        return self.check.comparable(state(row))

    def knows(self, name: str) -> bool:
        """Return whether lines of the product have a value of this name."""
        check = self.check
        return name in check.initial or name in check.added or _field(self.model, name) is not None

    def initial(self, name: str) -> object:
        """Return the value that a row has before a line records it."""
        if name in self.check.initial:
            return self.check.initial[name]
        return fields(self.model(), name)[name] if _field(self.model, name) else None


_subjects: dict[str, Subject] = {}


def register(
    model: type[Model],
    snapshot: Callable[[Any], Snapshot],
    *,
    employee: Callable[[Any], Employee | None] = lambda row: None,
    wording: Wording | None = None,
    zone: Callable[[Snapshot], tzinfo] = lambda snapshot: timezone.get_current_timezone(),
    reasons: Mapping[str, object] | None = None,
    check: RowCheck | None = None,
) -> None:
    """Register a model, whose rows the trail records as `snapshot(row)`.

    `employee` returns the person whose hours or entry a row is, None for the company's own rows.
    `wording` describes snapshots; the default uses the labels and choices of the model's fields.
    `zone` returns the time zone of a row's history, by default the current one. `reasons` has
    translations of reasons that code gives. `check` says how rows are compared with their lines.
    Raises SubjectNameTaken.
    """
    registered = _subjects.get(name_of(model))
    if registered and registered.model is not model:
        raise SubjectNameTaken(name_of(model), registered.model._meta.label, model._meta.label)
    wording = wording or (
        lambda snapshots: lambda snapshot, other: describe_fields(model, snapshot)
    )
    _subjects[name_of(model)] = Subject(
        model, snapshot, employee, wording, zone, reasons or {}, check or RowCheck()
    )


def name_of(model: type[Model] | Model) -> str:
    """Return the name of a model in the trail's lines."""
    return str(model._meta.model_name)


def subject_of(model: type[Model] | Model) -> Subject:
    """Return the subject of a model or a row. Raises UnregisteredSubject."""
    subject = _subjects.get(name_of(model))
    if subject is None or subject.model is not model._meta.concrete_model:
        raise UnregisteredSubject(model._meta.label)
    return subject


def is_known(name: str) -> bool:
    """Return whether lines with this name are about a registered model."""
    return name in _subjects


def subject_named(name: str) -> Subject:
    """Return the subject with this name in the trail's lines. Raises KeyError."""
    return _subjects[name]


def subjects() -> list[tuple[str, Subject]]:
    """Return all subjects with their names in the trail's lines, by name."""
    return sorted(_subjects.items(), key=lambda item: item[0])


def is_registered(model: type[Model]) -> bool:
    """Return whether a model is registered."""
    return name_of(model) in _subjects


def describe_fields(model: type[Model], snapshot: Snapshot | None) -> dict[str, str]:
    """Describe a snapshot by the labels and choices of the model's fields."""
    values = snapshot or {}
    return {_label(model, name): _value(model, name, value) for name, value in values.items()}


def _field(model: type[Model], name: str) -> "Field[Any, Any] | None":
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def _label(model: type[Model], name: str) -> str:
    field = _field(model, name)
    return str(capfirst(field.verbose_name if field else name))


def _value(model: type[Model], name: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    field = _field(model, name)
    choices = dict(field.flatchoices) if field else {}
    return str(choices.get(value, "" if value is None else value))
