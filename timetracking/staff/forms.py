from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from places.money import typed_amount
from timetracking.base.errors import EntryChanged
from timetracking.base.rights import (
    assignable_locations,
    assignable_roles,
    can_change_email,
    can_limit,
    can_reactivate,
)
from timetracking.contracts.rates import RateFrom
from timetracking.contracts.reading import current_rate
from timetracking.models import CompanySettings, Employee, Kiosk, Role
from timetracking.models.company import Language
from timetracking.staff.errors import EmailOfFormer, EmailTaken
from timetracking.staff.handover import Handover
from timetracking.web.fields import AmountField, DayField, IdField
from timetracking.web.shift_end import ShiftEndForm
from timetracking.web.versioned_form import Difference, VersionedForm


class EmployeeForm(VersionedForm):
    """An entry of the staff list, with the roles and locations that `actor` may assign."""

    field_order = (
        "name",
        "email",
        "role",
        "hourly_rate",
        "language",
        "everywhere",
        "locations",
        "nowhere",
        "is_limited",
    )
    # The question about tablets and PINs, if the change takes away the right to them.
    handover: "HandoverForm | None" = None

    hourly_rate = AmountField(
        label=_("Hourly rate"),
        max_digits=8,
        decimal_places=2,
        required=False,
        help_text=_("From today on. Earlier and later rates are under “Contract and pay”."),
    )
    # The rate that the page showed.
    seen_rate = forms.DecimalField(widget=forms.HiddenInput, required=False)

    locations = forms.TypedMultipleChoiceField(
        label=_("Locations"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Where they work and can clock in. If there are several, they choose each time."
        ),
        error_messages={"required": _("Choose at least one of your locations.")},
    )

    # Asked where there are several: nobody is missing at every kiosk by mistake.
    everywhere = forms.BooleanField(label=_("All locations"), required=False)
    nowhere = forms.BooleanField(label=_("No location: not shown at any kiosk"), required=False)

    class Meta:
        model = Employee
        fields = ("name", "email", "role", "language", "is_limited")
        help_texts = {
            "language": _("For their pages and e-mails. They can also choose it themselves.")
        }

    # Who has left and has the address that was typed; the visitor may bring them back.
    former: Employee | None = None

    def __init__(self, *args: Any, actor: Employee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor, self._today = actor, timezone.localdate()
        if self.instance.pk:
            rate = current_rate(self.instance, self._today)
            self.initial.update(hourly_rate=rate, seen_rate=rate)
        roles = assignable_roles(actor, self.instance if self.instance.pk else None)
        self.fields["role"] = forms.ChoiceField(
            label=self.fields["role"].label,
            choices=[(role.value, role.label) for role in roles],
            initial=Role.MEMBER,
        )
        if self.instance.pk and not can_change_email(actor, self.instance):
            self.fields["email"].disabled = True
            self.fields["email"].help_text = (
                _("Change your own e-mail address on the “Sign-in and devices” page.")
                if actor.pk == self.instance.pk
                else _("They sign in with this address, so only an owner can change it.")
            )
        language = cast("forms.ChoiceField", self.fields["language"])
        language.choices = [("", _("The company's")), *Language.choices]
        self._offer_locations(actor)

    @property
    def membership(self) -> dict[int, bool]:
        """Whether the employee belongs to each of the offered locations, by id."""
        chosen = self.cleaned_data.get("locations", [])
        if self.cleaned_data.get("everywhere"):
            chosen = list(self._offered)
        return {pk: pk in chosen for pk in self._offered}

    @property
    def rate(self) -> RateFrom | None:
        """The rate that was typed, if it is another one than the page showed."""
        typed, shown = self.cleaned_data.get("hourly_rate"), self.cleaned_data.get("seen_rate")
        return None if typed is None or typed == shown else RateFrom(typed, self._today, shown)

    def _offer_locations(self, actor: Employee) -> None:
        locations = assignable_locations(actor)
        self._offered = {location.pk: location.name for location in locations}
        if not locations and (self.instance.pk or not actor.is_limited):
            del self.fields["locations"]
        else:
            field = cast("forms.TypedMultipleChoiceField", self.fields["locations"])
            field.choices = list(self._offered.items())
            field.required = actor.is_limited and not self.data.get("everywhere")
            field.initial = list(self._offered) if len(locations) == 1 else []
            if self.instance.pk:
                placements = self.instance.placements
                field.initial = list(placements.values_list("location", flat=True))
        if not (locations and can_limit(actor)):
            del self.fields["is_limited"]
        if len(locations) < 2:
            del self.fields["everywhere"]
        if len(locations) < 2 or actor.is_limited:
            del self.fields["nowhere"]
        elif self.instance.pk:
            self.fields["nowhere"].initial = not self.fields["locations"].initial

    def show_conflict(self, stored: Any, refusal: EntryChanged) -> None:
        """Compare the rate and the locations too, which are not fields of the row."""
        super().show_conflict(stored, refusal)
        rate, typed = current_rate(stored, self._today), self.cleaned_data.get("hourly_rate")
        if rate != typed:
            texts = ["" if one is None else typed_amount(one) for one in (rate, typed)]
            self.differences += (Difference(str(self.fields["hourly_rate"].label), *texts),)
        cast("QueryDict", self.data)["seen_rate"] = "" if rate is None else str(rate)
        stored_ids = set(stored.placements.values_list("location", flat=True))
        stored_names = [name for pk, name in self._offered.items() if pk in stored_ids]
        typed_names = [self._offered[pk] for pk, belongs in self.membership.items() if belongs]
        if stored_names != typed_names:
            label = str(self.fields["locations"].label)
            self.differences += (
                Difference(label, ", ".join(stored_names), ", ".join(typed_names)),
            )

    def clean_hourly_rate(self) -> Decimal | None:
        """Refuse an empty rate where there is one: a rate holds until the next one."""
        typed: Decimal | None = self.cleaned_data["hourly_rate"]
        if typed is None and self.data.get("seen_rate"):
            raise ValidationError(
                _("A rate holds until the next one. To remove it, open “Contract and pay”.")
            )
        return typed

    def clean_email(self) -> str:
        """Refuse the address of another employee; the constraint decides a race."""
        email = str(self.cleaned_data["email"])
        others = Employee.objects.exclude(pk=self.instance.pk)
        other = others.filter(email=email).first() if email else None
        if other and not other.is_active and can_reactivate(self._actor, other):
            self.former = other
            raise ValidationError(str(EmailOfFormer(other.name)))
        if other:
            raise ValidationError(str(EmailTaken()))
        return email

    def clean(self) -> dict[str, Any]:
        """Limit only managers, and require a location for them."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_limited"):
            cleaned["is_limited"] = cleaned.get("role") == Role.MANAGER
        is_placed = bool(cleaned.get("everywhere") or cleaned.get("locations"))
        if cleaned.get("is_limited") and not is_placed and "locations" in cleaned:
            self.add_error("locations", _("Choose the locations that they can manage."))
        elif "nowhere" in cleaned and not (cleaned["nowhere"] or is_placed):
            # A location that is chosen counts, even if the last tick of the list stayed.
            self.add_error(
                "locations",
                _("Where do they work? Choose locations, or tick “No location”."),
            )
        return cleaned


class NewEmployeeForm(EmployeeForm):
    """The entry of a new employee, who is invited at once if there is an address."""

    send_invitation = forms.BooleanField(
        label=_("Send an invitation to sign in"),
        required=False,
        initial=True,
        help_text=_("If you have entered an e-mail address."),
    )


class LanguageForm(forms.Form):
    """The language that somebody chooses for themselves."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, widget=forms.RadioSelect, choices=Language.choices
    )

    def __init__(
        self, *args: Any, employee: Employee, company: CompanySettings, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        default = _("The company's: %(language)s") % {"language": company.get_language_display()}
        field = cast("forms.ChoiceField", self.fields["language"])
        field.initial = employee.language
        field.choices = [("", default), *Language.choices]


class HandoverForm(forms.Form):
    """Which tablets and PINs of someone who loses the right to them are kept: none by default."""

    tablets = forms.MultipleChoiceField(
        label=_("Tablets that stay paired"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You are responsible for these from now on. The others stop working."),
    )
    people = forms.MultipleChoiceField(
        label=_("People who keep the PIN set for them"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The PINs of the others are removed, and they are notified."),
    )
    # Says that the page has asked, even if nothing is ticked.
    handover = forms.BooleanField(widget=forms.HiddenInput, initial=True)

    def __init__(self, *, tablets: Sequence[Kiosk], people: Sequence[Employee]) -> None:
        super().__init__()
        offered = {
            "tablets": [(row.pk, f"{row.name}, {row.location.name}") for row in tablets],
            "people": [(row.pk, row.name) for row in people],
        }
        for name, choices in offered.items():
            cast("forms.MultipleChoiceField", self.fields[name]).choices = choices
            if not choices:
                del self.fields[name]


def handover_of(data: QueryDict) -> Handover | None:
    """Return what was decided about tablets and PINs, None if the page has not asked yet.

    Ids of what is not up for a decision have no effect.
    """
    if "handover" not in data:
        return None
    tablets, people = (
        [pk for value in data.getlist(name) if (pk := IdField().to_python(value))]
        for name in ("tablets", "people")
    )
    return Handover(tablets, people)


class DeactivateForm(ShiftEndForm):
    """Asks for the last day of a contract, and for the end of the open shift, if there are any."""

    last_day = DayField(
        label=_("Last day of the contract"),
        help_text=_("Days after it have no target. What was agreed for later is removed."),
    )

    field_order = ("last_day", "ended_at", "occurrence")

    def __init__(self, *args: Any, has_contract: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["last_day"] = today
        if not has_contract:
            del self.fields["last_day"]
