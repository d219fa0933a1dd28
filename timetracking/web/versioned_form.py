"""Forms that know which version of a row they were made from: rule 20, the lost update."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from timetracking.base.errors import EntryChanged
from timetracking.trail.recording import version_of

if TYPE_CHECKING:
    from django.http import QueryDict

    # Django's model forms take no type argument when the program runs.
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


@dataclass(frozen=True)
class Difference:
    """A field that stands otherwise in the database than in the form."""

    label: str
    now: str
    yours: str


class VersionedForm(_ModelForm):
    """The form of a row whose changes are in the audit trail; a new row has seen nothing."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
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
        """The version that the form was made from, None if it does not say."""
        return self.cleaned_data.get("seen")

    def show_conflict(self, theirs: Model, refusal: EntryChanged) -> None:
        """Show what stands in `theirs` beside what is typed; sent again, the form is the newer."""
        labels = {name: str(field.label) for name, field in self.fields.items() if name != "seen"}
        names = [name for name in self._meta.fields or () if name in labels]
        self.differences = tuple(
            Difference(
                labels[name], display_value(theirs, name), display_value(self.instance, name)
            )
            for name in names
            if getattr(theirs, name) != getattr(self.instance, name)
        )
        typed = cast("QueryDict", self.data).copy()
        typed["seen"] = str(version_of(theirs))
        self.data = typed
        self.is_stale = True
        self.add_error(None, str(refusal))


def display_value(row: Model, name: str) -> str:
    """Write a field's value as people read it."""
    value = getattr(row, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else "" if value is None else value)
