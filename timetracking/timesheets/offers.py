"""The periods that the pages of hours offer."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from timetracking.base.periods import Period
from timetracking.base.weeks import Week


@dataclass(frozen=True)
class Offer:
    """A period to choose; `is_shown` says whether it is the one on the page."""

    label: str
    period: Period
    is_shown: bool


def offered_periods(shown: Period, *, today: date, starts_on: int) -> list[Offer]:
    """Return the periods to choose on a page that shows `shown`: the one home of this list."""
    week = Week.of(today, starts_on=starts_on)
    offers = [
        (_("This week"), Period(week.start, week.end)),
        (_("Whole month"), Period.month_of(shown.first)),
    ]
    return [Offer(label, period, period == shown) for label, period in offers]
