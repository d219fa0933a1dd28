"""The models whose rows are in the audit trail, and what is kept of them.

Each is registered by the `subjects.py` of its own package, which `TimeTrackingConfig.ready`
imports: the trail itself knows none of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.text import capfirst

from timetracking.models import Employee
from timetracking.trail.errors import SubjectNameTaken, UnregisteredSubject
from timetracking.trail.snapshots import Snapshot

# What a snapshot says: the name of each thing and its words. The second snapshot is the one it is
# shown beside.
Describer = Callable[[Snapshot | None, Snapshot | None], dict[str, str]]
# Made from all the snapshots to be shown, so that what they refer to is read once.
Wording = Callable[[Iterable[Snapshot | None]], Describer]


@dataclass(frozen=True)
class Subject:
    """What the trail keeps of one model's rows, and how that reads."""

    model: type[Model]
    snapshot: Callable[[Any], Snapshot]
    employee: Callable[[Any], Employee | None]
    wording: Wording
    zone: Callable[[Snapshot], tzinfo]
    reasons: Mapping[str, object]


_subjects: dict[str, Subject] = {}


def register(
    model: type[Model],
    snapshot: Callable[[Any], Snapshot],
    *,
    employee: Callable[[Any], Employee | None] = lambda row: None,
    wording: Wording | None = None,
    zone: Callable[[Snapshot], tzinfo] = lambda kept: timezone.get_current_timezone(),
    reasons: Mapping[str, object] | None = None,
) -> None:
    """Let the trail keep `snapshot(row)` of a model's rows.

    `employee` returns whose hours or entry a row is, None for what is the company's. `wording` puts
    snapshots into words; without it they read as the model's fields do. `zone` returns the time
    zone of a row's history, the current one unless given. `reasons` are the words for reasons that
    code gives. Raises SubjectNameTaken.
    """
    known = _subjects.get(name_of(model))
    if known and known.model is not model:
        raise SubjectNameTaken(name_of(model), known.model._meta.label, model._meta.label)
    wording = wording or (lambda snapshots: lambda kept, other: describe_fields(model, kept))
    _subjects[name_of(model)] = Subject(model, snapshot, employee, wording, zone, reasons or {})


def name_of(model: type[Model] | Model) -> str:
    """Return the name by which the trail's lines speak of a model."""
    return str(model._meta.model_name)


def subject_of(model: type[Model] | Model) -> Subject:
    """Return what is registered for a model, or for a row's. Raises UnregisteredSubject."""
    subject = _subjects.get(name_of(model))
    if subject is None or subject.model is not model._meta.concrete_model:
        raise UnregisteredSubject(model._meta.label)
    return subject


def is_registered(model: type[Model]) -> bool:
    """Say whether a model is registered."""
    return name_of(model) in _subjects


def describe_fields(model: type[Model], kept: Snapshot | None) -> dict[str, str]:
    """Say what a snapshot says by the names of the model's fields and their choices."""
    return {_label(model, name): _value(model, name, value) for name, value in (kept or {}).items()}


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
