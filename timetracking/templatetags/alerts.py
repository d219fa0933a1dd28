"""Tags for the alerts on every page, and for the news of one's own hours."""

from django import template

from timetracking.models import Employee
from timetracking.notices import alerts, news

register = template.Library()


@register.simple_tag
def alerts_of(employee: Employee) -> list[alerts.Alert]:
    """Return the alerts that `employee` has not yet confirmed to have read, without a query."""
    return alerts.alerts_of(employee)


@register.simple_tag
def news_of(employee: Employee) -> list[news.Item]:
    """Return the news of their hours that `employee` has not seen yet, without a query."""
    return news.news_of(employee)


@register.simple_tag
def news_count(employee: Employee) -> int:
    """Count the news of their hours that `employee` has not seen yet, without a query."""
    return news.count_of(employee)
