"""Why a company cannot begin, in sentences for whoever creates it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from places.countries import country_name
from places.tables import zones_by_country
from places.zones import city


class UnknownCountry(ValidationError):
    """There is no such country."""

    def __init__(self, typed: str) -> None:
        sentence = _("“%(typed)s” is not a country. Enter its two-letter code, such as ES.")
        super().__init__({"country": sentence % {"typed": typed}})


class PlaceNeeded(ValidationError):
    """Neither a country nor a time zone was given."""

    def __init__(self) -> None:
        sentence = _("Say where the company is: give its country, such as ES, or its time zone.")
        super().__init__({"country": sentence})


class ZoneNeeded(ValidationError):
    """The country has several times."""

    def __init__(self, country: str) -> None:
        zones = ", ".join(f"{zone} ({city(zone)})" for zone in zones_by_country()[country])
        sentence = _("%(country)s has several time zones. Choose one of these: %(zones)s.")
        names = {"country": country_name(country), "zones": zones}
        super().__init__({"time_zone": sentence % names})


class UnknownZone(ValidationError):
    """There is no such time zone."""

    def __init__(self, typed: str) -> None:
        sentence = _("“%(name)s” is not a time zone. Choose one such as Europe/Madrid.")
        super().__init__({"time_zone": sentence % {"name": typed}})


class UnknownCurrency(ValidationError):
    """There is no such currency."""

    def __init__(self, typed: str) -> None:
        sentence = _("“%(typed)s” is not a currency. Enter its three-letter code, such as EUR.")
        super().__init__({"currency": sentence % {"typed": typed}})


class UnknownLanguage(ValidationError):
    """It is not a language of ours."""

    def __init__(self, typed: str, ours: str) -> None:
        sentence = _("“%(typed)s” is not a language here. Choose one of these: %(languages)s.")
        super().__init__({"language": sentence % {"typed": typed, "languages": ours}})
