"""Forms that carry the version of the row they were made from: rule 20, lost updates."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from places.money import typed_amount
from timetracking.base.errors import EntryChanged
from timetracking.trail.recording import version_of
from timetracking.web.fields import VersionField

if TYPE_CHECKING:
    from django.http import QueryDict

    # Django's model forms take no type argument at run time.
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


@dataclass(frozen=True)
class Difference:
    """A field whose stored value differs from that of the form."""

    label: str
    stored: str
    typed: str


class VersionedForm(_ModelForm):
    """The form of a row in the audit trail; that of a new row has no version."""

    seen = VersionField()
    differences: tuple[Difference, ...] = ()
    is_stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["seen"]
        elif not self.is_bound:
            self.initial["seen"] = version_of(self.instance)

    @property
    def version(self) -> int | None:
        """The version that the form was made from; None for a new row, which has none."""
        return None if self.instance.pk is None else self.cleaned_data["seen"]

    def show_conflict(self, stored: Model, refusal: EntryChanged) -> None:
        """Set the differences from the stored row; sent again, the form replaces that version."""
        labels = {name: str(field.label) for name, field in self.fields.items() if name != "seen"}
        names = [name for name in self._meta.fields or () if name in labels]
        self.differences = tuple(
            Difference(
                labels[name], display_value(stored, name), display_value(self.instance, name)
            )
            for name in names
            if getattr(stored, name) != getattr(self.instance, name)
        )
        data = cast("QueryDict", self.data).copy()
        data["seen"] = str(version_of(stored))
        self.data = data
        self.is_stale = True
        self.add_error(None, str(refusal))


def display_value(row: Model, name: str) -> str:
    """Format a field's value for people to read."""
    value = getattr(row, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return typed_amount(value)
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else "" if value is None else value)
