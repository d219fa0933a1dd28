from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.models import Employee
from timetracking.notices.mailing import notices_for


class NoticesForm(forms.Form):
    """The choice of the notices that an employee gets by e-mail."""

    wanted = forms.MultipleChoiceField(
        label=_("E-mail me when"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("There is no such notification. Choose from the list.")
        },
    )

    def __init__(self, *args: Any, employee: Employee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        notices = notices_for(employee)
        field = cast("forms.MultipleChoiceField", self.fields["wanted"])
        field.choices = [(notice.value, notice.label) for notice in notices]
        field.initial = [notice.value for notice in notices if notice not in employee.muted_notices]


class AlertsReadForm(forms.Form):
    """Confirms the alerts, or the news, up to the last one that the page showed."""

    until = forms.DateTimeField()
