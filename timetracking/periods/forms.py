"""The forms of pay periods."""

import re
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.base.pay_schedule import Kind
from timetracking.periods.schedule import Wish
from timetracking.web.fields import ReasonField, VersionField

_ID = re.compile(r"[0-9]{1,18}")


class ScheduleForm(forms.Form):
    """How long pay periods are, and a day on which one begins.

    `seen` is the version of the settings from which the form was made.
    """

    seen = VersionField()
    kind = forms.ChoiceField(label=_("How often people are paid"), choices=Kind)
    first = forms.DateField(
        label=_("First day of a period"),
        help_text=_("Any day on which a period begins. The others follow from it."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    @property
    def wish(self) -> Wish:
        """The periods that the form asks for."""
        return Wish(Kind(self.cleaned_data["kind"]), self.cleaned_data["first"])


class ReopeningForm(forms.Form):
    """Why a locked period is reopened."""

    reason = ReasonField(label=_("Reason"))


def marks_of(choices: Iterable[str]) -> dict[int, str]:
    """Return the marks by the ids of people, from what a form sent; leave out what is neither."""
    parts = [choice.partition("-") for choice in choices]
    return {int(pk): mark for pk, _dash, mark in parts if _ID.fullmatch(pk)}
