import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.models import NOTE_LENGTH


class NoteField(forms.CharField):
    """A short text of several lines; browsers count a line's end as one character, so do we."""

    def to_python(self, value: Any) -> str:
        """Undo what the form's encoding does to line ends."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class IdField(forms.Field):
    """The id of a row, None if there is no word of it; what is no id is 0, nobody's."""

    def to_python(self, value: Any) -> int | None:
        """Read what a `select` or a button sends."""
        if value in self.empty_values:
            return None
        return int(value) if re.fullmatch(r"[0-9]{1,18}", str(value)) else 0


class PunchForm(forms.Form):
    """A punch: where, what kind of break, a note, and the key that makes the form count once.

    `working` is the id of a long shift of which someone has said that they are still at it.
    """

    key = forms.UUIDField()
    location = IdField(required=False)
    kind = IdField(required=False)
    working = IdField(required=False)
    notes = NoteField(
        required=False,
        max_length=NOTE_LENGTH,
        error_messages={
            "max_length": _(
                "The note is too long: %(show_value)d characters, at most %(limit_value)d fit. "
                "Shorten it and try again."
            )
        },
    )

    @property
    def is_stale(self) -> bool:
        """Whether the form did not come from our page, or from one of long ago."""
        return "key" in self.errors
