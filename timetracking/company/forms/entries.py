from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from places.widgets import Offered, SearchSelect
from places.zones import city, zone_choices
from timetracking.company.errors import BreakKindNameTaken, LocationNameTaken
from timetracking.models import BreakKind, CompanySettings, Location
from timetracking.web.versioned_form import VersionedForm


class LocationForm(VersionedForm):
    """A location; everyone can be assigned to the first one."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        widget=SearchSelect,
        help_text=_(
            "Used for shifts that start here from now on. Shifts already recorded keep their own."
        ),
    )
    with_everyone = forms.BooleanField(
        label=_("Everyone on the staff list works here"),
        required=False,
        initial=True,
        help_text=_("You can change this for each person on the “People” page."),
    )

    class Meta:
        model = Location
        fields = ("name", "address", "time_zone")
        widgets = {"address": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"name": _("What your staff call it, for example Old Town.")}

    def __init__(self, *args: Any, company: CompanySettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        default = _("Same as the company: %(zone)s") % {"zone": city(company.time_zone)}
        zones = zone_choices(company.country, kept=self.instance.time_zone)
        cast("forms.ChoiceField", self.fields["time_zone"]).choices = Offered(
            [("", default), *zones]
        )
        if self.instance.pk or Location.objects.exists():
            del self.fields["with_everyone"]

    def clean_name(self) -> str:
        """Refuse the name of another location."""
        name = str(self.cleaned_data["name"])
        if Location.objects.exclude(pk=self.instance.pk).filter(name__iexact=name).exists():
            raise ValidationError(str(LocationNameTaken()))
        return name


class BreakKindForm(VersionedForm):
    """A kind of break."""

    class Meta:
        model = BreakKind
        fields = ("name", "is_paid")
        labels = {"is_paid": _("This break is paid")}
        help_texts = {
            "name": _("What the button says, for example Lunch."),
            "is_paid": _(
                "If it is paid, it counts as working time. Breaks already taken stay as they are."
            ),
        }

    def clean_name(self) -> str:
        """Refuse the name of another kind."""
        name = str(self.cleaned_data["name"])
        if BreakKind.objects.exclude(pk=self.instance.pk).filter(name__iexact=name).exists():
            raise ValidationError(str(BreakKindNameTaken()))
        return name
