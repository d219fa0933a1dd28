from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.models import construct_instance
from django.utils.translation import gettext_lazy as _

from places.countries import country_choices, country_name
from places.money import currency_choices, currency_of
from places.widgets import Offered, SearchSelect
from places.zones import the_zone_of, zone_choices
from timetracking.company.forms.break_steps import BreakSteps
from timetracking.company.subjects import RULES
from timetracking.models import CompanySettings, Rules
from timetracking.web.fields import VersionField
from timetracking.web.hours import HoursField
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
        _("Location and week"),
        _("A new time zone applies to future shifts. Shifts already recorded keep their own."),
        ("country", "time_zone", "currency", "week_starts_on", "language"),
    ),
    (
        "breaks",
        _("Breaks not taken"),
        _(
            "Any missing break time is deducted at the end of the shift and shown as such, but "
            "never below the threshold. Shifts that have already ended do not change."
        ),
        (
            "deducts_breaks",
            "break_after",
            "break_minutes",
            "long_break_after",
            "long_break_minutes",
            "longest_break_after",
            "longest_break_minutes",
            "shortest_break",
        ),
    ),
    (
        "forgotten",
        _("Forgotten clock-outs"),
        _(
            "Anyone still clocked in after this many hours is reminded by e-mail and "
            "asked when they left. If Shiftbook ends a shift, the time is "
            "provisional until a manager has checked it."
        ),
        ("reminder_hours", "ends_forgotten", "end_hours", "provisional_hours"),
    ),
    (
        "see",
        _("What staff can see"),
        _("Everyone always sees their own hours. Managers see those of their people."),
        ("members_see_team", "members_see_rate"),
    ),
    (
        "sign-in",
        _("Signing in"),
        _(
            "Anyone who has been away for this long has to sign in again. A second factor is an "
            "app or a passkey in addition to the password. Anyone who needs one sets it up on "
            "their next visit."
        ),
        ("idle_minutes", "requires_second_factor"),
    ),
    (
        "first-steps",
        _("First steps"),
        _("A checklist for setting up a new company."),
        ("shows_first_steps",),
    ),
)


_NAMES = [name for section in _SECTIONS for name in section[3]]
_RULE_FIELDS: dict[str, Any] = {
    "labels": {
        "break_minutes": _("Required break (minutes)"),
        "long_break_minutes": _("Required break, second step (minutes)"),
        "longest_break_minutes": _("Required break, third step (minutes)"),
        "shortest_break": _("Shortest break that counts (minutes)"),
        "reminder_hours": _("Remind after (hours)"),
        "ends_forgotten": _("End forgotten shifts automatically"),
        "end_hours": _("End after (hours)"),
        "provisional_hours": _("Length to record (hours)"),
    },
    "help_texts": {
        "deducts_breaks": _("If not ticked, nothing is deducted."),
        "provisional_hours": _(
            "Counted from clocking in, breaks included, until someone enters the actual time."
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


class CompanySettingsForm(BreakSteps, _CompanySettingsForm):
    """The company's settings and rules, which are saved together.

    `seen` is the version of both from which the form was made.
    """

    seen = VersionField()
    country = forms.ChoiceField(label=_("Country"), widget=SearchSelect)
    time_zone = forms.ChoiceField(label=_("Time zone"), widget=SearchSelect)
    currency = forms.ChoiceField(
        label=_("Currency"), widget=SearchSelect, help_text=_("For hourly rates and all amounts.")
    )

    class Meta:
        model = CompanySettings
        fields = [name for name in _NAMES if name not in RULES]
        labels = {
            "language": _("Language of pages and e-mails"),
            "shows_first_steps": _("Owners see the first steps on Today"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        rules = forms.model_to_dict(kwargs["instance"].rules, RULES)
        kwargs["initial"] = {**rules, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields.update(forms.fields_for_model(Rules, RULES, **_RULE_FIELDS))
        self.fields["break_after"] = HoursField(label=_("Break required after (hours)"))
        self.fields["long_break_after"] = HoursField(
            label=_("Break required after, second step (hours)")
        )
        self.fields["longest_break_after"] = HoursField(
            label=_("Required after work of, third step (hours)"), required=False
        )
        stored = self.instance
        self._offer("time_zone", zone_choices(stored.country, kept=stored.time_zone))
        self._offer("country", country_choices(), may_miss=not stored.country)
        self._offer("currency", currency_choices(), may_miss=not stored.currency)

    def _offer(self, name: str, choices: Sequence[Any], *, may_miss: bool = False) -> None:
        """Offer the choices; `may_miss` leaves out what a company was created without."""
        field = cast("forms.ChoiceField", self.fields[name])
        field.required = not may_miss
        field.choices = Offered([("", _("Not chosen yet")), *choices] if may_miss else choices)

    def clean(self) -> dict[str, Any]:
        """Compare related values, as the constraints do."""
        cleaned = super().clean() or self.cleaned_data
        self._settle_place()
        self._compare_steps()
        if self._is_less("end_hours", "reminder_hours"):
            self.add_error("end_hours", _("Choose at least as many hours as for the reminder."))
        if self._is_less("end_hours", "provisional_hours"):
            self.add_error(
                "provisional_hours",
                _(
                    "The shift cannot be longer than the time after which it is ended. "
                    "Choose fewer hours."
                ),
            )
        return cleaned

    def _settle_place(self) -> None:
        """Take zone and currency from a country that is chosen for the first time."""
        country = self.cleaned_data.get("country")
        if not country:
            return
        if "currency" not in self.errors:
            self.cleaned_data["currency"] = self.cleaned_data["currency"] or currency_of(country)
        was_chosen = bool(self.instance.country) or self.instance.time_zone != "UTC"
        if was_chosen or self.cleaned_data.get("time_zone") != "UTC":
            return
        if zone := the_zone_of(country):
            self.cleaned_data["time_zone"] = zone
        else:
            names = {"country": country_name(country)}
            self.add_error(
                "time_zone", _("%(country)s has several time zones. Choose yours.") % names
            )

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
