"""Contracts as tests make them."""

from datetime import date
from decimal import Decimal
from typing import Any

from timetracking.contracts.targets import spread
from timetracking.models import Contract, Employee

TODAY = date(2026, 11, 18)


def contract(
    employee: Employee, first: date, last: date | None = None, hours: str = "40", **fields: Any
) -> Contract:
    """Return a contract of the week from Monday to Friday, unsaved."""
    days = fields.pop("days", range(5))
    return Contract(
        employee_id=employee.pk,
        starts_on=first,
        ends_on=last,
        hours=Decimal(hours),
        weekday_minutes=spread(int(Decimal(hours) * 60), list(days)),
        **fields,
    )
