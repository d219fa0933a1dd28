"""Names of kinds of pay and of rules, for people."""

from datetime import timedelta
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from places.countries import country_name
from timetracking.base.minutes import duration
from timetracking.models.company import Weekday

_PRESETS = {"UK": "GB", "US-CA": ""}
KINDS = {
    "salary": gettext_lazy("Salary"),
    "regular": gettext_lazy("Regular hours"),
    "straight": gettext_lazy("Overtime at the plain rate"),
    "additional": gettext_lazy("Hours beyond the contract"),
    "overtime": gettext_lazy("Overtime"),
    "overtime_premium": gettext_lazy("Overtime premium"),
    "banked": gettext_lazy("To the hours bank"),
    "bank_payout": gettext_lazy("Paid out of the hours bank"),
    "minimum": gettext_lazy("Topped up to the minimum"),
    "night": gettext_lazy("Night"),
    "sunday": gettext_lazy("Sunday"),
    "saturday": gettext_lazy("Saturday"),
    "holiday": gettext_lazy("Public holiday"),
    "late": gettext_lazy("Late"),
    "early": gettext_lazy("Early"),
}
_OF_OVERTIME = {"overtime", "additional"}
_WITHOUT_FIGURE = {"salary", "regular", "straight", "banked", "bank_payout", "minimum"}


def preset_name(code: str) -> str:
    """Return for which country or state a preset is."""
    if code == "US":
        return _("United States (federal)")
    if code == "US-CA":
        return _("United States (California)")
    return country_name(_PRESETS.get(code, code))


def kind_name(name: str) -> str:
    """Return what a kind of pay is called; a company's own kinds have their own names."""
    return str(KINDS.get(name, name.replace("_", " ").capitalize()))


def kind_label(name: str, factor: Decimal) -> str:
    """Return a kind with its figure: Overtime with its factor, or Night +25 %."""
    if name in _WITHOUT_FIGURE:
        return kind_name(name)
    if name in _OF_OVERTIME:
        return f"{kind_name(name)} \N{MULTIPLICATION SIGN}{figure(factor)}"
    return f"{kind_name(name)} +{figure(factor * 100)} %"


def figure(number: Decimal) -> str:
    """Format a figure without needless zeros, as one writes it in the reader's language."""
    return formats.localize(Decimal(f"{number.normalize():f}"))


def length(minutes: int) -> str:
    """Format minutes: 3 h 12, with a sign if there are less than none."""
    text = duration(timedelta(minutes=abs(minutes)))
    return f"\N{MINUS SIGN}{text}" if minutes < 0 else text


def signed_length(minutes: int) -> str:
    """Format a difference with its sign; none at all is 0 min."""
    return f"+{length(minutes)}" if minutes > 0 else length(minutes)


def clock(minute: int) -> str:
    """Format a minute of a day, 1,440 being its end."""
    hours, minutes = divmod(minute, 60)
    return f"{hours}:{minutes:02}"


def weekday_names(numbers: tuple[int, ...]) -> str:
    """Return days of the week by name: every day, Sunday, or Saturday, Sunday."""
    if set(numbers) == set(Weekday.values):
        return _("every day")
    return ", ".join(str(Weekday(number).label) for number in sorted(numbers))
