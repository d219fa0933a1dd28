"""Tags and filters of pay."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from timetracking.base.periods import Period
from timetracking.models import PayRules
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
