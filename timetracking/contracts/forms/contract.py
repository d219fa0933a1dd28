from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from places.money import typed_amount
from timetracking.base.errors import EntryChanged
from timetracking.contracts.reading import positions
from timetracking.contracts.targets import spread
from timetracking.contracts.wording import working_days
from timetracking.models import Contract, Pay
from timetracking.models.contract import MOST_HOURS
from timetracking.web.fields import AmountField, DayField
from timetracking.web.hours import HoursField
from timetracking.web.versioned_form import Difference, VersionedForm

_A_DAY = 1440
_MONDAY_TO_FRIDAY = [0, 1, 2, 3, 4]


class WeekHoursField(AmountField):
    """Hours of a week, such as 38.5, with a point or a comma."""

    default_error_messages = {"invalid": _("Enter hours such as 40 or 38.5, or 0 for on call.")}

    def prepare_value(self, value: Any) -> Any:
        """Show 38.5 rather than 38.50."""
        return typed_amount(value, "0.##") if isinstance(value, Decimal) else value


class ContractForm(VersionedForm):
    """A contract; one that follows another begins as it, and asks whether that one ends."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Empty for a contract without an end.")
    )
    hours = WeekHoursField(
        label=_("Hours a week"),
        max_digits=5,
        decimal_places=2,
        max_value=MOST_HOURS,
        help_text=_("0 for somebody who works on call."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        coerce=int,
        required=False,
        choices=list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The hours are shared equally between these days, unless you enter them below."
        ),
    )
    salary = AmountField(
        label=_("Salary per month"),
        max_digits=10,
        decimal_places=2,
        required=False,
        help_text=_("If they are paid a salary. An hourly rate can be set as well, for overtime."),
    )
    ends_current = forms.BooleanField(
        label=_("The current contract ends the day before"), required=False, initial=True
    )

    field_order = ("starts_on", "ends_on", "ends_current", "position", "hours", "weekdays")

    class Meta:
        model = Contract
        fields = ("starts_on", "ends_on", "position", "hours", "pay", "salary")
        widgets = {
            "pay": forms.RadioSelect,
            "position": forms.TextInput(attrs={"list": "positions", "autocomplete": "off"}),
        }
        help_texts = {"position": _("Such as cook or receptionist.")}

    def __init__(self, *args: Any, like: Contract | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["pay"]).choices = Pay.choices
        shown = self.instance if self.instance.pk else like
        for weekday, name in WEEKDAYS.items():
            self.fields[f"day_{weekday}"] = HoursField(label=name, required=False)
        if like is None:
            del self.fields["ends_current"]
        else:
            same = ("position", "hours", "pay", "salary")
            self.initial.update({name: getattr(like, name) for name in same})
        if shown is None:
            self.initial["weekdays"] = _MONDAY_TO_FRIDAY
        else:
            self._fill_in(shown.weekday_minutes)

    @property
    def days(self) -> list[forms.BoundField]:
        """The hours of each weekday."""
        return [self[f"day_{weekday}"] for weekday in range(7)]

    @property
    def names_days(self) -> bool:
        """Whether the hours of a day are filled in, or one of them is wrong."""
        return any(field.value() or field.errors for field in self.days)

    @property
    def before_days(self) -> list[forms.BoundField]:
        """The fields up to the weekdays."""
        after = {"pay", "salary", "seen"}
        return [
            field for field in self if not field.name.startswith("day_") and field.name not in after
        ]

    def positions(self) -> list[str]:
        """Suggest the positions that others have."""
        return positions()

    def _fill_in(self, minutes: list[int]) -> None:
        days = [weekday for weekday in range(7) if minutes[weekday]]
        self.initial["weekdays"] = days
        if spread(sum(minutes), days) != list(minutes):
            self.initial.update({f"day_{weekday}": minutes[weekday] for weekday in days})

    def clean_position(self) -> str:
        """Take the spelling that others have: "cook" is the Cook of before."""
        typed = str(self.cleaned_data["position"])
        known = (name for name in positions() if name.casefold() == typed.casefold())
        return next(known, typed)

    def clean(self) -> dict[str, Any]:
        """Compare what belongs together, and work out the minutes of each weekday."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("ends_on", _("The last day is before the first day."))
        if cleaned.get("pay") == Pay.HOURLY:
            cleaned["salary"] = None
        elif "salary" in cleaned and cleaned["salary"] is None:
            self.add_error("salary", _("Enter the salary per month."))
        hours = cleaned.get("hours")
        if hours is not None:
            weekly = int((hours * 60).to_integral_value(rounding=ROUND_HALF_UP))
            self.instance.weekday_minutes = self._minutes(weekly)
        return cleaned

    def _minutes(self, weekly: int) -> list[int]:
        typed = [self.cleaned_data.get(f"day_{weekday}") or 0 for weekday in range(7)]
        weekdays = self.cleaned_data.get("weekdays") or []
        if sum(typed):
            if sum(typed) != weekly:
                texts = {"sum": _in_hours(sum(typed)), "week": _in_hours(weekly)}
                sentence = _("The days add up to %(sum)s hours, and the week has %(week)s.")
                self.add_error("hours", sentence % texts)
            return typed
        if not weekly:
            return [0] * 7
        if not weekdays:
            self.add_error("weekdays", _("Choose at least one working day."))
        elif weekly > len(weekdays) * _A_DAY:
            self.add_error("weekdays", _("A day has 24 hours. Choose more days, or fewer hours."))
        return spread(weekly, weekdays)

    def show_conflict(self, stored: Any, refusal: EntryChanged) -> None:
        """Compare the working days too, which are not a field of the form."""
        super().show_conflict(stored, refusal)
        texts = [working_days(list(one.weekday_minutes)) for one in (stored, self.instance)]
        if texts[0] != texts[1]:
            self.differences += (Difference(str(self.fields["weekdays"].label), *texts),)


class EndForm(forms.Form):
    """The last day of a contract."""

    last_day = DayField(label=_("Last day"), help_text=_("The contract still holds on this day."))


def _in_hours(minutes: int) -> str:
    return typed_amount(Decimal(minutes) / 60, "0.##")
