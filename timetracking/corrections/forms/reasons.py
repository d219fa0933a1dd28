"""A few words on why, and the forms that ask for little else."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.models import REASON_LENGTH
from timetracking.web.fields import IdField, NoteField

TOO_LONG = _("That is too long: %(show_value)d characters, at most %(limit_value)d fit.")


class WordField(NoteField):
    """A reason or an answer, in a few words."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **kwargs: Any) -> None:
        errors = {"max_length": TOO_LONG, "required": _("Write a word on why.")}
        super().__init__(max_length=REASON_LENGTH, error_messages=errors, **kwargs)

    def to_python(self, value: Any) -> str:
        """Take what cannot be seen, such as spaces of no width, for nothing."""
        word = super().to_python(value)
        seen = any(letter.isprintable() and not letter.isspace() for letter in word)
        return word if seen else ""


class VerdictForm(forms.Form):
    """Yes or no to a request or an edit, with a word; `version` is the shift's on the page."""

    verdict = forms.ChoiceField(choices=[("accept", "accept"), ("refuse", "refuse")])
    answer = WordField(label=_("A word"), required=False)
    version = IdField(required=False)

    @property
    def accepts(self) -> bool:
        """Whether it is a yes."""
        return self.cleaned_data.get("verdict") == "accept"


class RemovalForm(forms.Form):
    """Why a shift is removed."""

    version = IdField(required=False, widget=forms.HiddenInput)
    reason = WordField(label=_("Why?"))
