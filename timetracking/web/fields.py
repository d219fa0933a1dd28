"""Form fields that several forms share."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from places.money import typed_amount
from timetracking.base.versions import NO_VERSION
from timetracking.models import REASON_LENGTH

TOO_LONG = _(
    "This is too long: it has %(show_value)d characters, and the limit is %(limit_value)d."
)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NoteField(forms.CharField):
    """A multi-line text whose line breaks count as one character each, as in browsers."""

    def to_python(self, value: Any) -> str:
        """Normalise the line breaks of form encoding."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


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


class VersionField(forms.Field):
    """The hidden version of a row that a form was made from.

    A missing, empty or malformed one is `NO_VERSION`, so a form without it is refused as out of
    date instead of being saved over someone else's change.
    """

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> int:
        """Convert the value of the hidden field."""
        return int(value) if re.fullmatch(r"[0-9]{1,18}", str(value or "")) else NO_VERSION


class IdField(forms.Field):
    """The id of a row: None if it is missing, 0, which no row has, if it is not an id."""

    def to_python(self, value: Any) -> int | None:
        """Convert the value of a `select` or a button."""
        if value in self.empty_values:
            return None
        return int(value) if re.fullmatch(r"[0-9]{1,18}", str(value)) else 0


class AmountField(forms.DecimalField):
    """An amount of money with a point or a comma and at most two decimals.

    Not a number input, because browsers drop commas and invalid values from those.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Enter an amount such as 13.20.")}

    def prepare_value(self, value: Any) -> Any:
        """Show 13.20 with the decimal point of the reader's language."""
        return typed_amount(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        """Convert 13.20 and 13,20; refuse 1,410.00, which is ambiguous."""
        if value in self.empty_values:
            return None
        typed = str(value).strip()
        if not re.fullmatch(r"[0-9]{1,8}([.,][0-9]{1,2})?", typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(typed.replace(",", "."))


class DayField(forms.DateField):
    """A day, such as 2026-11-18, as date inputs send it."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ("%Y-%m-%d",)
    default_error_messages: ClassVar = {"invalid": _("Enter a day such as 2026-11-18.")}

    def to_python(self, value: Any) -> date | None:
        """Convert the value of a `date` input: Python also reads 2026-1-8, and other digits."""
        if isinstance(value, str) and value and not _DAY.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
