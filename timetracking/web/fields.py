"""Form fields that several forms have."""

import re
from typing import Any

from django import forms


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
