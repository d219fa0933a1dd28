"""How times and durations are written."""

from datetime import datetime, timedelta

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from timetracking.models import Employee, waiting_for

register = template.Library()


@register.simple_tag
def waiting(employee: Employee) -> int:
    """Return how many corrections wait for a manager, from one query; 0 for a member, from none."""
    return waiting_for(employee) if employee.leads else 0


@register.filter
def duration(length: timedelta | None) -> str:
    """Write hours and minutes, "3 h 12" or "12 min"; seconds are dropped, None is empty."""
    if length is None:
        return ""
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": minutes}


@register.filter
def duration_iso(length: timedelta) -> str:
    """Write the length for `<time datetime>`, such as PT3H12M5S."""
    minutes, seconds = divmod(length // timedelta(seconds=1), 60)
    return f"PT{minutes // 60}H{minutes % 60}M{seconds}S"


@register.filter
def clock_time(moment: datetime | None) -> str:
    """Write the time of day in the active zone, such as 08:58; None is empty."""
    return formats.date_format(timezone.localtime(moment), "H:i") if moment else ""
