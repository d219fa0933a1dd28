"""The tag for the visitor's own pay period, on their timesheet."""

from django import template
from django.utils import timezone

from timetracking.periods.own_period import OwnPeriod, own_period
from timetracking.web.requests import StaffRequest

register = template.Library()


@register.simple_tag
def own_period_of(request: StaffRequest) -> OwnPeriod | None:
    """Return the period that the visitor is to finish or has finished, None without hours."""
    return own_period(request.employee, request.company, now=timezone.now())
