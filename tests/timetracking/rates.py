"""Hourly rates, as tests give and read them."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from timetracking.contracts.reading import current_rate
from timetracking.models import Employee, Rate


def give_rate(employee: Employee, amount: str | Decimal) -> Rate:
    """Give somebody a rate from long ago, without a service."""
    return Rate.objects.create(employee=employee, starts_on=date(2020, 1, 1), amount=amount)


def rate_of(employee: Employee) -> Decimal | None:
    """Return somebody's rate today."""
    return current_rate(employee, timezone.localdate())
