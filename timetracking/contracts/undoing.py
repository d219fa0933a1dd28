"""Brings back a contract or a rate that was removed a moment ago."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _

from timetracking.base.authors import Author
from timetracking.contracts import agreeing, rates
from timetracking.models import Contract, Employee, Rate
from timetracking.trail.subjects import name_of, subject_of

UNDO_WINDOW = timedelta(minutes=30)
if TYPE_CHECKING:
    from django.db.models import Field

_MODELS: dict[str, type[Contract] | type[Rate]] = {
    name_of(model): model for model in (Contract, Rate)
}


def kept(row: Contract | Rate) -> dict[str, Any]:
    """Return what is needed to bring a row back, as JSON."""
    return {"kind": name_of(row), "values": subject_of(row).snapshot(row)}


def title_of(what: dict[str, Any]) -> str:
    """Return what was removed, in words."""
    return (
        _("The contract was removed.") if what["kind"] == "contract" else _("The rate was removed.")
    )


def restore(what: dict[str, Any], employee: Employee, *, by: Author, today: date) -> None:
    """Save what `kept` returned as a new row of the employee; nobody is asked about the past.

    Locks and errors as those of saving it.
    """
    model = _MODELS[what["kind"]]
    values = {name: _field(model, name).to_python(value) for name, value in what["values"].items()}
    row = model(employee=employee, **values)
    if isinstance(row, Rate):
        rates.save(row, by=by, today=today)
    else:
        agreeing.save(row, by=by, today=today)


def _field(model: type[Contract] | type[Rate], name: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", model._meta.get_field(name))
