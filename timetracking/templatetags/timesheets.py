"""The tags of the team's grid: links that keep the location and the period."""

from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from timetracking.base.minutes import signed
from timetracking.base.periods import Period
from timetracking.base.weeks import Week
from timetracking.web.back import from_here

register = template.Library()
register.filter("signed", signed)


@register.simple_tag(takes_context=True)
def period_at(context: Context, period: Period | None) -> str:
    """Return the address of the grid for a period, None for the current week."""
    kept = {name: value for name, value in context["request"].GET.items() if name == "location"}
    if period:
        kept |= {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return f"{reverse('timesheets')}?{urlencode(kept)}" if kept else reverse("timesheets")


@register.simple_tag(takes_context=True)
def from_week(context: Context, period: Period) -> str:
    """Return the query of a timesheet for the first week of the period, with the way back."""
    request = context["request"]
    week = Week.of(period.first, starts_on=request.company.week_starts_on)
    return f"?week={week.label}&{from_here(request)[1:]}"
