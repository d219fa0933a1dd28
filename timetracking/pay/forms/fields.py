"""Fields of rules: lengths, factors, times of day."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from timetracking.pay.wording import clock, figure

_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])")
_NUMBER = re.compile(r"[0-9]{1,4}([.,][0-9]{1,4})?")
_TIME = re.compile(r"([01]?[0-9]|2[0-4])(?::([0-5][0-9]))?")
_FIGURE = re.compile(r"-?[0-9]{1,6}([.,][0-9]{1,4})?")


class LengthField(forms.CharField):
    """Minutes, typed as hours: 40, 7.5, 7,5 or 7:30; or, `in_minutes`, as minutes: 30."""

    def __init__(self, *, in_minutes: bool = False, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.in_minutes = in_minutes
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Show minutes as hours; what was typed stays."""
        if not isinstance(value, int) or self.in_minutes:
            return value
        return clock(value) if value % 60 else str(value // 60)

    def to_python(self, value: Any) -> Any:
        """Convert to whole minutes, None for nothing."""
        typed = str(value or "").strip()
        if not typed:
            return None
        if match := _CLOCK.fullmatch(typed):
            return int(match[1]) * 60 + int(match[2])
        if not _NUMBER.fullmatch(typed):
            example = _("Enter minutes, such as 30.") if self.in_minutes else _HOURS
            raise ValidationError(example, code="invalid")
        number = Decimal(typed.replace(",", "."))
        return round(number if self.in_minutes else number * 60)


_HOURS = _("Enter hours, such as 8 or 7:30.")


class FigureField(forms.CharField):
    """A factor or a percentage, with a point or a comma."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Show a figure without needless zeros."""
        return figure(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        """Convert to a decimal figure, None for nothing."""
        typed = str(value or "").strip().removesuffix("%").strip()
        if not typed:
            return None
        if not _FIGURE.fullmatch(typed):
            raise ValidationError(_("Enter a figure, such as 1.25."), code="invalid")
        return Decimal(typed.replace(",", "."))


class ClockField(forms.CharField):
    """A time of day in minutes since midnight: 22, 22:00 or 24:00."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "placeholder": "22:00"}

    def prepare_value(self, value: Any) -> Any:
        """Show the time as clocks do."""
        return clock(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Convert to minutes since midnight, None for nothing."""
        typed = str(value or "").strip()
        if not typed:
            return None
        match = _TIME.fullmatch(typed)
        minutes = int(match[1]) * 60 + int(match[2] or 0) if match else None
        if minutes is None or minutes > 24 * 60:
            raise ValidationError(_("Enter a time, such as 22:00."), code="invalid")
        return minutes
