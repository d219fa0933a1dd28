"""The period of a page by the day in its address."""

from datetime import date

from django.http import Http404

from timetracking.base.periods import Period
from timetracking.periods.schedule import schedule_of
from timetracking.web.requests import StaffRequest


def load_period(request: StaffRequest, first: date) -> Period:
    """Return the pay period that begins on the day; respond with 404 if none does."""
    period = schedule_of(request.rules).period_of(first)
    if period.first != first:
        raise Http404
    return period
