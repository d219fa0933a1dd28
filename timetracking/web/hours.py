"""A length of work in a form: typed in hours, kept in minutes."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
_NUMBER = re.compile(r"[0-9]{1,4}([.,][0-9]{1,4})?")
_DAY = 1440


class HoursField(forms.CharField):
    """Minutes, typed as hours: 6, 5.5, 5,5 or 5:30. What is more than a day is minutes: 360."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """Show minutes as hours; what was typed stays."""
        if not isinstance(value, int):
            return value
        hours, minutes = divmod(value, 60)
        return f"{hours}:{minutes:02}" if minutes else str(hours)

    def to_python(self, value: Any) -> Any:
        """Convert to whole minutes, from one to a day."""
        typed = str(value or "").strip().removesuffix("h").strip()
        if not typed:
            return None
        minutes = _minutes(typed)
        if minutes is None or not 1 <= minutes <= _DAY:
            raise ValidationError(_("Enter hours, such as 6 or 5:30, up to 24."), code="invalid")
        return minutes

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare lengths: 5.5 is 5:30."""
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


def _minutes(typed: str) -> int | None:
    if clock := _CLOCK.fullmatch(typed):
        return int(clock[1]) * 60 + int(clock[2])
    if not _NUMBER.fullmatch(typed):
        return None
    number = float(typed.replace(",", "."))
    return round(number * 60) if number <= 24 else round(number)
