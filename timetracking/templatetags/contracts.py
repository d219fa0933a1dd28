"""Contracts in words, for templates."""

from django import template

from timetracking.contracts.wording import hours_a_week, paid, working_days
from timetracking.models import Contract

register = template.Library()


@register.filter
def week_hours(contract: Contract) -> str:
    """Return the hours of a week."""
    return hours_a_week(contract.hours)


@register.filter
def workdays(contract: Contract) -> str:
    """Return the working days, "" for none."""
    return working_days(list(contract.weekday_minutes))


@register.filter
def paid_as(contract: Contract, currency: str) -> str:
    """Return how somebody is paid."""
    return paid(contract, currency)
