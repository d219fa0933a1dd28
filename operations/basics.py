"""The questions that whoever creates a company answers: the admin's form, and the sign-up's."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.names import NameFormField
from places.basics import settle
from places.countries import country_choices
from places.money import currency_choices
from places.widgets import Offered, SearchSelect
from places.zones import zone_choices

PLACE = ("country", "time_zone", "language", "currency")
# What a company starts with, besides what the engine itself needs.
FIRST_FACTS = (*PLACE, "owner_email", "owner_name")


def _or_the_countrys(choices: Iterable[tuple[Any, Any]]) -> Offered:
    return Offered([("", _("Default for the country")), *choices])


class BasicsForm(forms.Form):
    """Asks where a company is and who owns it; `cleaned_data` has what follows from the country."""

    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: Offered([("", "---------"), *country_choices()]),
        widget=SearchSelect,
        help_text=_("Sets the time zone, language and currency unless you choose others."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=lambda: _or_the_countrys(zone_choices()),
        widget=SearchSelect,
        help_text=_("Required if the country has several."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: _or_the_countrys(settings.LANGUAGES),
        help_text=_(
            "For its pages and e-mails, including the invitation. Everyone can choose their own."
        ),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=lambda: _or_the_countrys(currency_choices()),
        widget=SearchSelect,
    )
    owner_email = forms.CharField(
        label=_("Owner's e-mail"),
        required=False,
        max_length=254,
        validators=[validate_email],
        help_text=_("Invited at once as the first owner. If empty, nobody can sign in yet."),
    )
    owner_name = NameFormField(label=_("Owner's name"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        """Settle the basics, and ask for the name with the address."""
        cleaned = super().clean() or self.cleaned_data
        if not any(name in self.errors for name in PLACE):
            try:
                basics = settle(**{name: cleaned[name] for name in PLACE})
                cleaned.update({name: getattr(basics, name) for name in PLACE})
            except ValidationError as error:
                self.add_error(None, error)
        refuse_half_an_owner(self)
        return cleaned


def refuse_half_an_owner(form: forms.BaseForm) -> None:
    """Add an error for an owner's address without a name, or the other way round."""
    missing = {
        "owner_name": _("Enter the owner's name."),
        "owner_email": _("Enter their e-mail address."),
    }
    given = {name for name in missing if form.cleaned_data.get(name)}
    for name in missing.keys() - given if given else ():
        if name not in form.errors:
            form.add_error(name, missing[name])
