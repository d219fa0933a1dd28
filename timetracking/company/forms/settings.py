from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.models import construct_instance
from django.utils.translation import gettext_lazy as _

from places.countries import country_choices
from places.money import currency_choices
from places.widgets import SearchSelect
from places.zones import zone_choices
from timetracking.company.subjects import RULES
from timetracking.models import CompanySettings, Rules
from timetracking.web.fields import VersionField
from timetracking.web.versioned_form import Difference, display_value

if TYPE_CHECKING:
    # Django's model forms take no type argument at run time.
    _CompanySettingsForm = forms.ModelForm[CompanySettings]
else:
    _CompanySettingsForm = forms.ModelForm

# The sections of the page: name, title, introduction, fields.
_SECTIONS = (
    (
        "place",
        _("Place and week"),
        _("A new time zone holds for coming shifts. Those already recorded keep theirs."),
        ("country", "time_zone", "currency", "week_starts_on", "language"),
    ),
    (
        "breaks",
        _("Breaks that were not taken"),
        _(
            "The figures to begin with are those of German law (ArbZG, section 4): more than 360 "
            "minutes of work need 30 minutes of break, more than 540 need 45, in parts of at least "
            "15. What is missing is taken off the end of a shift and shown as such, never below "
            "the threshold. Shifts already ended stay as they are."
        ),
        (
            "deducts_breaks",
            "break_after",
            "break_minutes",
            "long_break_after",
            "long_break_minutes",
            "shortest_break",
        ),
    ),
    (
        "forgotten",
        _("Forgotten clock-outs"),
        _(
            "Who is still clocked in after so many hours is reminded by e-mail, and asked when "
            "they left. An end that Shiftbook sets is provisional until a manager has looked at it."
        ),
        ("reminder_hours", "ends_forgotten", "end_hours", "provisional_hours"),
    ),
    (
        "see",
        _("What staff may see"),
        _("Everyone always sees their own hours. Managers see those of their people."),
        ("members_see_team", "members_see_rate"),
    ),
    (
        "sign-in",
        _("Signing in"),
        _(
            "Who has not come back for that long signs in again. A second factor is an app or a "
            "passkey besides the password: who needs one sets it up at their next visit."
        ),
        ("idle_minutes", "requires_second_factor"),
    ),
)


_NAMES = [name for section in _SECTIONS for name in section[3]]
_RULE_FIELDS: dict[str, Any] = {
    "labels": {
        "break_after": _("Work of more than (minutes)"),
        "break_minutes": _("A break is due of (minutes)"),
        "long_break_after": _("Work of more than, second step (minutes)"),
        "long_break_minutes": _("Breaks are due of, second step (minutes)"),
        "shortest_break": _("A break counts from (minutes)"),
        "reminder_hours": _("Remind after (hours)"),
        "ends_forgotten": _("End forgotten shifts provisionally"),
        "end_hours": _("End after (hours)"),
        "provisional_hours": _("Such a shift ends after (hours)"),
    },
    "help_texts": {
        "deducts_breaks": _("Without the tick nothing is deducted."),
        "provisional_hours": _(
            "Counted from clocking in, breaks included, until someone says when it really was."
        ),
    },
}


@dataclass(frozen=True)
class Section:
    """A section of the page."""

    name: str
    title: str
    lead: str
    fields: list[BoundField]


class CompanySettingsForm(_CompanySettingsForm):
    """The company's settings and rules, which are saved together.

    `seen` is the version of both from which the form was made.
    """

    seen = VersionField()
    country = forms.ChoiceField(label=_("Country"), widget=SearchSelect)
    time_zone = forms.ChoiceField(label=_("Time zone"), widget=SearchSelect)
    currency = forms.ChoiceField(
        label=_("Currency"), widget=SearchSelect, help_text=_("Of hourly rates and all amounts.")
    )

    class Meta:
        model = CompanySettings
        fields = [name for name in _NAMES if name not in RULES]
        labels = {"language": _("Language of pages and mails")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        rules = forms.model_to_dict(kwargs["instance"].rules, RULES)
        kwargs["initial"] = {**rules, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields.update(forms.fields_for_model(Rules, RULES, **_RULE_FIELDS))
        stored = self.instance
        self._offer("time_zone", zone_choices(stored.country, kept=stored.time_zone))
        self._offer("country", country_choices(), may_miss=not stored.country)
        self._offer("currency", currency_choices(), may_miss=not stored.currency)

    def _offer(self, name: str, choices: Sequence[Any], *, may_miss: bool = False) -> None:
        """Offer the choices; `may_miss` leaves out what a company was created without."""
        field = cast("forms.ChoiceField", self.fields[name])
        field.required = not may_miss
        field.choices = [("", _("Not chosen yet")), *choices] if may_miss else list(choices)

    def clean(self) -> dict[str, Any]:
        """Compare related values, as the constraints do."""
        cleaned = super().clean() or self.cleaned_data
        if self._reaches("break_after", "long_break_after"):
            self.add_error("long_break_after", _("Choose more minutes than in the first step."))
        if self._is_less("long_break_minutes", "break_minutes"):
            self.add_error(
                "long_break_minutes", _("Choose at least as many minutes as in the first step.")
            )
        if self._is_less("end_hours", "reminder_hours"):
            self.add_error(
                "end_hours", _("Choose at least as many hours as there are to the reminder.")
            )
        if self._is_less("end_hours", "provisional_hours"):
            self.add_error(
                "provisional_hours",
                _("A shift cannot end after the moment at which it is ended: choose fewer hours."),
            )
        return cleaned

    def _is_less(self, low: str, high: str) -> bool:
        first, second = self.cleaned_data.get(low), self.cleaned_data.get(high)
        # An invalid value has its own error and is not compared.
        return first is not None and second is not None and first < second

    def _reaches(self, first: str, second: str) -> bool:
        equal = self.cleaned_data.get(first) == self.cleaned_data.get(second)
        return self._is_less(second, first) or (first in self.cleaned_data and equal)

    def sections(self) -> Iterator[Section]:
        """Yield the sections of the page in order."""
        for name, title, lead, fields in _SECTIONS:
            yield Section(name, str(title), str(lead), [self[field] for field in fields])

    def _post_clean(self) -> None:
        """Set the valid values on the settings and their rules."""
        super()._post_clean()  # type: ignore[misc]  # Django's, which its stubs leave out
        rules = construct_instance(self, self.instance.rules, RULES)
        try:
            rules.clean_fields(exclude={"id", "company", *self.errors})
        except ValidationError as error:
            self.add_error(None, error)

    def differences(self, stored: CompanySettings) -> list[Difference]:
        """Return the differences between the stored settings and this form, which is valid."""
        rows = [(name, _row(stored, name), _row(self.instance, name)) for name in _NAMES]
        return [
            Difference(
                str(self.fields[name].label),
                display_value(stored_row, name),
                display_value(typed_row, name),
            )
            for name, stored_row, typed_row in rows
            if getattr(stored_row, name) != getattr(typed_row, name)
        ]


def _row(company: CompanySettings, name: str) -> CompanySettings | Rules:
    return company.rules if name in RULES else company
