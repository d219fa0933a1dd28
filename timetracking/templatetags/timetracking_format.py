"""Filters and tags for times and durations."""

from datetime import datetime, timedelta

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html

from timetracking.base.minutes import duration, in_hours, in_minutes
from timetracking.base.names import initial

register = template.Library()


register.filter("duration", duration)
register.filter("initial", initial)


@register.simple_tag
def duration_words() -> str:
    """Return the formats of durations for scripts, as attributes next to `data-now`."""
    formats_by_name = {"minutes": in_minutes("{m}"), "hours": in_hours("{h}", "{m}")}
    return format_html('data-minutes="{minutes}" data-hours="{hours}"', **formats_by_name)


@register.filter
def duration_iso(length: timedelta) -> str:
    """Format a duration for `<time datetime>`, as PT3H12M5S."""
    minutes, seconds = divmod(length // timedelta(seconds=1), 60)
    return f"PT{minutes // 60}H{minutes % 60}M{seconds}S"


@register.filter
def clock_time(moment: datetime | None) -> str:
    """Format the time of day in the current time zone, as 08:58; None is empty."""
    return formats.date_format(timezone.localtime(moment), "TIME_FORMAT") if moment else ""
