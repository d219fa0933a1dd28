from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from timetracking.web.fields import VersionField


class AdoptForm(forms.Form):
    """From which day a preset holds, and which version of it was shown."""

    is_stale = False

    seen = VersionField()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    starts_on = forms.DateField(
        label=_("These rules hold from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Days before it keep the rules that they have."),
    )

    def show_conflict(self, refusal: str, seen: int) -> None:
        """Say that the rules were changed; sent again, the form replaces them."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = str(seen)
        self.data, self.is_stale = data, True
        self.add_error(None, refusal)
