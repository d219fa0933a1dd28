"""The tag for the alerts on every page."""

from django import template

from timetracking.models import Employee
from timetracking.notices import alerts

register = template.Library()


@register.simple_tag
def alerts_of(employee: Employee) -> list[alerts.Alert]:
    """Return the alerts that `employee` has not yet confirmed to have read, without a query."""
    return alerts.alerts_of(employee)
