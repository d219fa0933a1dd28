"""The forms of a sign-up: what the company is to be, and the owner's password."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.exceptions import TooManyTries
from accounts.fields import normalise_email
from accounts.forms import ChoosePasswordForm, ThrottledForm
from accounts.models import User
from accounts.names import NameFormField
from operations.signup.addresses import State, state_of, tidy
from places.basics import settle
from places.countries import country_choices, is_country
from places.widgets import Offered, SearchSelect
from places.zones import the_zone_of, zone_choices

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: dict[State, "StrOrPromise"] = {
    State.FREE: _("This address is free."),
    State.TAKEN: _("Another company has this address. Choose another."),
    State.RESERVED: _("This address is reserved. Choose another."),
    State.INVALID: _(
        "Use lowercase letters from a to z, digits and hyphens, such as corgi-cafe; no hyphen at "
        "the beginning or end."
    ),
}


def _follow(page: str, target: str, event: str) -> dict[str, Any]:
    """Return what has htmx fetch a part of the page when its field changes."""
    return {
        "hx-get": reverse_lazy(page, urlconf=settings.PUBLIC_URLCONF),
        "hx-trigger": f"{event} delay:300ms",
        "hx-target": target,
        "hx-swap": "outerHTML",
        "hx-sync": "this:replace",
    }


class AddressField(forms.CharField):
    """The first part of a new company's address, as people type or paste it."""

    def __init__(self, *, live: bool = False, **kwargs: Any) -> None:
        super().__init__(label=_("Address"), max_length=300, **kwargs)
        self.widget.attrs.update(
            autocapitalize="none", autocomplete="off", spellcheck="false", inputmode="url"
        )
        if live:
            self.widget.attrs.update(_follow("sign-up-address", "#address-state", "input changed"))

    def clean(self, value: Any) -> str:
        """Return an address that is free; takes a query."""
        address = tidy(str(super().clean(value)))
        state = state_of(address)
        if state is not State.FREE:
            raise ValidationError(SENTENCES[state], code=state.value)
        return address


class SignUpForm(ThrottledForm, forms.Form):
    """Ask what the company is to be; `cleaned_data` has the zone that follows from the country."""

    company = NameFormField(
        label=_("Company name"),
        max_length=100,
        help_text=_("As people know it, such as Corgi Café."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    address = AddressField(help_text=_("Where your team will sign in."), live=True)
    country = forms.ChoiceField(
        label=_("Country"),
        choices=lambda: Offered([("", "---------"), *country_choices()]),
        widget=SearchSelect(
            attrs={"autocomplete": "country", **_follow("sign-up-zone", "#zone", "change")}
        ),
        help_text=_("Sets the time zone, language and currency. You can change them later."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    owner_name = NameFormField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    owner_email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        help_text=_("We'll send you a link to choose your password."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        country = str(self["country"].value() or "")
        if has_several_zones(country):
            self.fields["time_zone"] = zone_field(country)
        else:
            del self.fields["time_zone"]

    def clean_owner_email(self) -> str:
        """Return the address in the form in which it is stored."""
        return normalise_email(str(self.cleaned_data["owner_email"]))

    def clean(self) -> dict[str, Any]:
        """Settle the time zone."""
        cleaned = super().clean() or self.cleaned_data
        if "country" in cleaned and "time_zone" not in self.errors:
            zone = str(cleaned.get("time_zone", ""))
            cleaned["time_zone"] = settle(country=cleaned["country"], time_zone=zone).time_zone
        return cleaned

    def refuse(self, error: TooManyTries) -> None:
        """Say that the client has to wait."""
        self.retry_after = error.retry_after
        sentence = _("Too many requests from this network. Try again in %(span)s.")
        self.add_error(None, str(sentence) % {"span": error.span})


class FinishForm(ChoosePasswordForm):
    """Ask for the owner's password, and for another address if that of the company is taken."""

    address = AddressField()
    field_order = ["address", "new_password1", "new_password2"]

    def __init__(self, user: User, data: Any = None, *, asks_address: bool) -> None:
        super().__init__(user, data)
        if not asks_address:
            del self.fields["address"]


def has_several_zones(country: str) -> bool:
    """Return whether people in a country must say which of its time zones is theirs."""
    return is_country(country) and the_zone_of(country) is None


def zone_field(country: str) -> forms.ChoiceField:
    """Return the field that asks for one of a country's zones, by their cities."""
    _name, zones = zone_choices(country)[0]
    return forms.ChoiceField(
        label=_("Time zone"),
        choices=[("", "---------"), *zones],
        error_messages={"required": _("This country has several time zones. Choose yours.")},
    )
