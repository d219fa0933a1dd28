import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from timetracking.exceptions import AmbiguousTime, EmailTaken, NonexistentTime
from timetracking.models import NOTE_LENGTH, CompanySettings, Employee, Role, WorkLog
from timetracking.models.company import time_zone_names
from timetracking.permissions import assignable_roles, can_change_email
from timetracking.services.local_time import is_ambiguous, resolve_local

if TYPE_CHECKING:
    # Django's model forms take no type argument when the program runs.
    _EmployeeForm = forms.ModelForm[Employee]
    _CompanySettingsForm = forms.ModelForm[CompanySettings]
else:
    _EmployeeForm = _CompanySettingsForm = forms.ModelForm


class NoteField(forms.CharField):
    """A short text of several lines; browsers count a line's end as one character, so do we."""

    def to_python(self, value: Any) -> str:
        """Undo what the form's encoding does to line ends."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class PunchForm(forms.Form):
    """Clocking in or out: a note, and the key that makes the form count once."""

    key = forms.UUIDField()
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


class AmountField(forms.DecimalField):
    """An amount of money as people type it, with a point or a comma, and at most two decimals.

    Not a number input: browsers drop the comma from those, and what they cannot read at all.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Write an amount such as 13.20.")}

    def to_python(self, value: Any) -> Any:
        """Read 13.20 and 13,20; refuse 1,410.00, which could be either."""
        if value in self.empty_values:
            return None
        typed = str(value).strip()
        if not re.fullmatch(r"[0-9]{1,8}([.,][0-9]{1,2})?", typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(typed.replace(",", "."))


class EmployeeForm(_EmployeeForm):
    """An entry of the staff list, with the roles that `actor` may give."""

    hourly_rate = AmountField(
        label=_("Hourly rate"), max_digits=8, decimal_places=2, required=False
    )

    class Meta:
        model = Employee
        fields = ("name", "email", "role", "hourly_rate")

    def __init__(self, *args: Any, actor: Employee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = assignable_roles(actor, self.instance if self.instance.pk else None)
        self.fields["role"] = forms.ChoiceField(
            label=self.fields["role"].label,
            choices=[(role.value, role.label) for role in roles],
            initial=Role.MEMBER,
        )
        if self.instance.pk and not can_change_email(actor, self.instance):
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _(
                "They sign in with it, so only an owner can change it."
            )

    def clean_name(self) -> str:
        """Refuse a name that cannot be seen, or that turns the line around it."""
        name = str(self.cleaned_data["name"])
        if not any(character.isalnum() for character in name):
            raise ValidationError(_("Write a name with at least one letter."))
        return re.sub("[\u202a-\u202e\u2066-\u2069]", "", name)

    def clean_email(self) -> str:
        """Refuse an address that someone else here has; the constraint decides a race."""
        email = str(self.cleaned_data["email"])
        others = Employee.objects.exclude(pk=self.instance.pk)
        if email and others.filter(email=email).exists():
            raise ValidationError(str(EmailTaken()))
        return email


class NewEmployeeForm(EmployeeForm):
    """The entry of someone new, who may be invited at once."""

    send_invitation = forms.BooleanField(
        label=_("Send an invitation to sign in"), required=False, initial=True
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the address that an invitation goes to."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("send_invitation") and cleaned.get("email") == "":
            self.add_error("email", _("Needed for the invitation. Or send none for now."))
        return cleaned


class LocalDateTimeField(forms.DateTimeField):
    """A date and time as a clock on the wall shows it: naive, not yet a moment."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        """Read what a `datetime-local` input sends."""
        if value in self.empty_values:
            return None
        try:
            found = parse_datetime(str(value).strip())
        except ValueError:
            found = None
        # Years at the ends of the calendar have no neighbours to convert to.
        if found is None or found.tzinfo or not 1 < found.year < 9999:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class DeactivateForm(forms.Form):
    """Asks for the end of the shift that someone leaves open; without one there is no field.

    `cleaned_data["moment"]` is that end in UTC, or None.
    """

    ended_at = LocalDateTimeField(
        label=_("When did the shift end?"),
        error_messages={
            "required": _("Say when the shift ended."),
            "invalid": _("Write a date and a time, such as 2026-11-21 17:30."),
        },
    )
    occurrence = forms.ChoiceField(
        label=_("Which one?"),
        choices=[("first", _("The first time")), ("second", _("The second time"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self, *args: Any, company: CompanySettings, open_log: WorkLog | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        if open_log is None:
            del self.fields["ended_at"]
        if open_log is None or not self.is_bound:
            del self.fields["occurrence"]

    def clean(self) -> dict[str, Any]:
        """Find the moment, and ask which one only if the clock shows the time twice."""
        cleaned = super().clean() or self.cleaned_data
        naive, cleaned["moment"] = cleaned.get("ended_at"), None
        if naive is None or not is_ambiguous(naive, self.company.zone):
            self.fields.pop("occurrence", None)
        try:
            if naive is not None:
                occurrence = cleaned.get("occurrence") or None
                cleaned["moment"] = resolve_local(naive, self.company.zone, occurrence)
        except AmbiguousTime as error:
            self.add_error("occurrence", str(error))
        except NonexistentTime as error:
            self.add_error("ended_at", str(error))
        return cleaned


class CompanySettingsForm(_CompanySettingsForm):
    """The owner's settings."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(name, name) for name in time_zone_names()]
    )

    class Meta:
        model = CompanySettings
        fields = ("time_zone", "week_starts_on")
