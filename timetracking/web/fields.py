"""Form fields that several forms share."""

import re
from typing import Any

from django import forms


class NoteField(forms.CharField):
    """A multi-line text whose line breaks count as one character each, as in browsers."""

    def to_python(self, value: Any) -> str:
        """Normalise the line breaks of form encoding."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class IdField(forms.Field):
    """The id of a row: None if it is missing, 0, which no row has, if it is not an id."""

    def to_python(self, value: Any) -> int | None:
        """Convert the value of a `select` or a button."""
        if value in self.empty_values:
            return None
        return int(value) if re.fullmatch(r"[0-9]{1,18}", str(value)) else 0
