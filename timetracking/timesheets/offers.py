"""The periods that the pages of hours offer: the one home of this list."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from timetracking.base.pay_schedule import Schedule
from timetracking.base.periods import Period
from timetracking.base.weeks import Week


@dataclass(frozen=True)
class Offer:
    """A period to choose; `is_shown` says whether it is the one on the page."""

    label: str
    period: Period
    is_shown: bool


@dataclass(frozen=True)
class Ways:
    """The ways from a period to others."""

    previous: Period
    next: Period
    offers: list[Offer]


def ways(shown: Period, *, today: date, starts_on: int, schedule: Schedule) -> Ways:
    """Return the ways from a page that shows a period; pay periods follow each other."""
    week = Week.of(today, starts_on=starts_on)
    this_week, month = Period(week.start, week.end), Period.month_of(shown.first)
    paid = schedule.period_of(shown.first)
    offers = [(_("This week"), this_week), (_("Whole month"), month)]
    if paid not in (this_week, month):
        offers.insert(1, (_("Pay period"), paid))
    is_paid = shown == paid
    return Ways(
        previous=schedule.previous(shown) if is_paid else shown.previous,
        next=schedule.next(shown) if is_paid else shown.next,
        offers=[Offer(label, period, period == shown) for label, period in offers],
    )
