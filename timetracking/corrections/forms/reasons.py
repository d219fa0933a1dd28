"""The short forms with a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.web.fields import ReasonField, VersionField


class VerdictForm(forms.Form):
    """A yes or no to a request or an edit, with an answer; `version` is the shift's on the page."""

    verdict = forms.ChoiceField(choices=[("accept", "accept"), ("refuse", "refuse")])
    answer = ReasonField(label=_("Comment"), required=False)
    version = VersionField()

    @property
    def accepts(self) -> bool:
        """Whether it is a yes."""
        return self.cleaned_data.get("verdict") == "accept"


class RemovalForm(forms.Form):
    """Why a shift is removed."""

    version = VersionField()
    reason = ReasonField(label=_("Reason"))
