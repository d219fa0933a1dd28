from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from places.countries import country_choices, country_name
from places.widgets import Offered, SearchSelect
from timetracking.calendars.public import is_covered, regions
from timetracking.models import CompanySettings, Holiday, Location, Portion
from timetracking.web.fields import DayField
from timetracking.web.versioned_form import VersionedForm


class HolidayForm(VersionedForm):
    """A holiday of the company or a location, or what it says of a public one."""

    day = DayField(label=_("Day"))

    field_order = ("location", "day", "name", "portion", "every_year")

    class Meta:
        model = Holiday
        fields = ("location", "day", "name", "portion", "every_year")
        labels = {"location": _("Where"), "name": _("Name"), "portion": _("This day is")}
        widgets = {"portion": forms.RadioSelect}
        help_texts = {
            "name": _("Such as a holiday of your town, or Company day."),
            "portion": _("A working day switches a public holiday off."),
            "every_year": _("On the same day of the month. Not for days such as Easter."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = cast("forms.ModelChoiceField[Location]", self.fields["location"])
        places.queryset = Location.objects.open().by_name()
        places.empty_label = str(_("All locations"))
        places.required = False
        cast("forms.ChoiceField", self.fields["portion"]).choices = Portion.choices
        if not places.queryset.exists():
            del self.fields["location"]


class CalendarForm(forms.Form):
    """The country and the region of a location; only the region for the company (None)."""

    country = forms.ChoiceField(label=_("Country"), required=False, widget=SearchSelect)
    region = forms.ChoiceField(label=_("Region"), required=False, widget=SearchSelect)

    def __init__(
        self,
        *args: Any,
        location: Location | None,
        company: CompanySettings,
        country: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = country or company.country
        if location is None:
            del self.fields["country"]
        else:
            default = _("The company's: %(country)s") % {"country": country_name(company.country)}
            covered = [one for one in country_choices() if is_covered(one[0])]
            self._offer("country", [("", default), *covered])
        whole = str(_("The whole country: %(country)s") % {"country": country_name(chosen)})
        if location is not None and not country and company.region:
            whole = str(_("The company's region"))
        self._offer("region", [("", whole), *regions(chosen)])
        region = cast("forms.ChoiceField", self.fields["region"])
        region.error_messages["invalid_choice"] = _(
            "Choose a region of this country, or the whole country."
        )

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = Offered(choices)
