"""The field for a reason, and the short forms that use it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.models import REASON_LENGTH
from timetracking.web.fields import NoteField, VersionField

TOO_LONG = _(
    "This is too long: it has %(show_value)d characters, and the limit is %(limit_value)d."
)


class ReasonField(NoteField):
    """A short reason or answer."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **kwargs: Any) -> None:
        errors = {"max_length": TOO_LONG, "required": _("Please give a reason.")}
        super().__init__(max_length=REASON_LENGTH, error_messages=errors, **kwargs)

    def to_python(self, value: Any) -> str:
        """Treat a text without visible characters, such as zero-width spaces, as empty."""
        text = super().to_python(value)
        is_visible = any(letter.isprintable() and not letter.isspace() for letter in text)
        return text if is_visible else ""


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
