from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.models import Employee
from timetracking.security.reading import Kind

_MOST = 2**63 - 1


class FilterForm(forms.Form):
    """Choose whose events to show, and of which kind; `before` is the page's place."""

    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=Employee.objects.none(),
        required=False,
        empty_label=_("everyone"),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    before = forms.IntegerField(
        required=False, min_value=1, max_value=_MOST, widget=forms.HiddenInput
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["person"].queryset = Employee.objects.by_name()  # type: ignore[attr-defined]
        choices = [("", _("everything")), *Kind.choices]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean_kind(self) -> Kind | None:
        """Return the kind, None for all."""
        kind = self.cleaned_data["kind"]
        return Kind(kind) if kind else None
