"""Tags and filters of pay."""

from datetime import timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from timetracking.base.periods import Period
from timetracking.clocking.today import Today
from timetracking.models import PayRules
from timetracking.pay.limits import near_a_limit, warnings_of_team
from timetracking.pay.reading import overview
from timetracking.pay.wording import length, signed_length

register = template.Library()
register.filter("minutes", length)
register.filter("signed_minutes", signed_length)


@register.inclusion_tag("timetracking/pay/_totals.html", takes_context=True)
def pay_totals(context: Context, period: Period) -> dict[str, Any]:
    """Show the hours and the cost of everybody whom the visitor leads in a period."""
    request = context["request"]
    shown = overview(request.employee, period, company=request.company, now=timezone.now())
    return {"shown": shown, "request": request, "has_rules": PayRules.objects.exists()}


@register.inclusion_tag("timetracking/pay/_warnings.html", takes_context=True)
def pay_warnings(context: Context, period: Period | None = None) -> dict[str, Any]:
    """Show warnings about the people whom the visitor leads: of a period, or of two days."""
    request, today = context["request"], timezone.localdate()
    found = warnings_of_team(
        request.employee,
        period or Period(today - timedelta(days=1), today),
        company=request.company,
        now=timezone.now(),
        is_brief=period is None,
    )
    return {"found": found, "request": request, "is_today": period is None}


@register.simple_tag
def near_limit(today: Today) -> str:
    """Return what to tell somebody at the clock who nears a limit of the day, "" for nothing."""
    if today.open_log is None:
        return ""
    lengths = (one.duration for log in today.logs for one in log.breaks)
    taken = sum(lengths, timedelta())
    return near_a_limit(today.total, taken, timezone.localdate(timezone=today.zone))
