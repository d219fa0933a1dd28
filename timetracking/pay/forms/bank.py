import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from timetracking.base.periods import Period
from timetracking.pay.forms.fields import LengthField
from timetracking.web.fields import ReasonField

_SIGN = re.compile(r"\s*([+\-\u2212])?\s*(.*)")


class SignedLengthField(LengthField):
    """Minutes, typed as hours with an optional sign: 2, -1:30."""

    def to_python(self, value: Any) -> Any:
        """Convert to whole minutes, None for nothing."""
        match = _SIGN.fullmatch(str(value or ""))
        minutes = super().to_python(match[2] if match else value)
        return -minutes if minutes and match and match[1] in {"-", "\u2212"} else minutes


class CorrectionForm(forms.Form):
    """Minutes that are added to somebody's hours bank, or taken from it."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    minutes = SignedLengthField(
        label=_("Hours"), help_text=_("To take some, write a minus: -1:30.")
    )
    reason = ReasonField(label=_("Reason"), help_text=_("The person sees it too."))

    def __init__(self, *args: Any, period: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.period = period

    def clean_day(self) -> date:
        """Refuse a day that the page does not show."""
        day: date = self.cleaned_data["day"]
        if not self.period.first <= day <= self.period.last:
            raise ValidationError(_("Choose a day of this period."), code="outside")
        return day
