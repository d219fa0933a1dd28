"""Figures as people read them, and as spreadsheets do."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from places.money import amount
from timetracking.base.minutes import in_hours, in_minutes
from timetracking.reports.measures import Unit

Figure = Decimal | int | None
NOTHING = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"


def write(value: Figure, unit: Unit, currency: str) -> str:
    """Write a figure, such as "3 h 12", €13.20 or 31.4 %; None as a dash."""
    if value is None:
        return NOTHING
    if value < 0:
        return f"{_MINUS}{write(abs(Decimal(value)), unit, currency)}"
    if unit is Unit.MINUTES:
        hours, minutes = divmod(int(value), 60)
        return in_hours(_grouped(hours), f"{minutes:02}") if hours else in_minutes(minutes)
    if unit is Unit.MONEY:
        return amount(Decimal(value), currency)
    return percent(Decimal(value))


def write_change(now: Figure, earlier: Figure, unit: Unit, currency: str) -> str:
    """Write the difference with its sign, "" if one of the two is missing or both are the same."""
    if now is None or earlier is None or now == earlier:
        return ""
    difference = Decimal(now) - Decimal(earlier)
    text = write(abs(difference), unit, currency)
    if unit is Unit.PERCENT:
        points = number_format(abs(difference), 1, use_l10n=True)
        # Translators: percentage points, the difference of two percentages.
        text = _("%(number)s points") % {"number": points}
    return f"{'+' if difference > 0 else _MINUS}{text}"


def write_growth(now: Figure, earlier: Figure) -> str:
    """Write a change in per cent, "" where that says nothing."""
    if now is None or not earlier or now == earlier:
        return ""
    growth = (Decimal(now) - Decimal(earlier)) * 100 / Decimal(earlier)
    sign = "+" if growth > 0 else _MINUS
    return f"{sign}{percent(abs(growth))}"


def write_share(value: Figure, total: Figure) -> str:
    """Write a part of a total in per cent, "" without a total."""
    return percent(Decimal(value) * 100 / Decimal(total)) if value is not None and total else ""


def percent(value: Decimal) -> str:
    """Write a percentage with one decimal."""
    # Quantized first: `number_format` cuts off instead of rounding.
    rounded = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    sign = _MINUS if rounded < 0 else ""
    # Translators: a percentage, such as 31.4 %.
    return sign + _("%(number)s %%") % {"number": number_format(abs(rounded), 1, use_l10n=True)}


def _grouped(number: int) -> str:
    return str(number_format(number, use_l10n=True, force_grouping=True))
