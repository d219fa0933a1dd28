"""The tags of the pages of hours: links that keep what is chosen, and the rows of the grid."""

from datetime import timedelta
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from timetracking.base.minutes import signed
from timetracking.base.periods import Period
from timetracking.base.weeks import Week
from timetracking.timesheets.grid import Row
from timetracking.timesheets.html import Writer, mark_html
from timetracking.timesheets.marks import Mark
from timetracking.web.back import PARAMETER

register = template.Library()
register.filter("signed", signed)

# What stays chosen from period to period.
_KEPT = ("location", "problems", "back")


@register.filter
def minutes(number: int) -> timedelta:
    """Return a number of minutes as a length of time."""
    return timedelta(minutes=number)


@register.simple_tag(takes_context=True)
def period_at(context: Context, period: Period, problems: bool | None = None) -> str:
    """Return the address of this page for a period, with or without the filter by problems."""
    query = context["query"]
    kept = {name: query[name] for name in _KEPT if query.get(name)}
    if problems is not None:
        kept.pop("problems", None)
        kept |= {"problems": "1"} if problems else {}
    kept = {"from": period.first.isoformat(), "to": period.last.isoformat()} | kept
    return f"{context['at']}?{urlencode(kept)}"


@register.simple_tag(takes_context=True)
def grid_body(context: Context) -> SafeString:
    """Return the rows of people; a name leads to the first week of the period, and back."""
    return writer(context).body()


@register.simple_tag(takes_context=True)
def grid_foot(context: Context) -> SafeString:
    """Return the rows of totals."""
    return writer(context).foot()


@register.simple_tag(takes_context=True)
def grid_row(context: Context, row: Row) -> SafeString:
    """Return one row, which takes the place of that on the page."""
    return writer(context).row(row, out_of_band=True)


@register.simple_tag
def mark_icon(mark: Mark) -> SafeString:
    """Return the icon of a mark, for the legend, without its words."""
    return mark_html(mark, has_words=False)


def writer(context: Context) -> Writer:
    """Return the writer of the page's grid."""
    grid, starts_on = context["grid"], context["request"].company.week_starts_on
    week = Week.of(grid.period.first, starts_on=starts_on)
    return Writer(grid, f"?week={week.label}&{urlencode({PARAMETER: context['here']})}")
