"""Contracts, rates and holidays that are nothing but canaries, and the forms that make some."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from timetracking.models import Contract, Employee, Holiday, Location, Rate

FIRST_DAY = date(2026, 1, 5)
CLOSED = {
    ("timetracking.CompanySettings", "country"): "one of 249 codes",
    ("timetracking.CompanySettings", "currency"): "one of 153 codes",
    ("timetracking.CompanySettings", "region"): "the code of a region",
    ("timetracking.Location", "country"): "one of 249 codes",
    ("timetracking.Location", "region"): "the code of a region",
    ("timetracking.Contract", "hours"): "at most 168, by a constraint",
    ("timetracking.Contract", "pay"): "one of two words, by a constraint",
    ("timetracking.Holiday", "portion"): "one of three words, by a constraint",
}
OBJECTS: dict[tuple[str, str], type[models.Model]] = {
    ("employee-contract", "pk"): Employee,
    ("contract-add", "pk"): Employee,
    ("contract-undo", "pk"): Employee,
    ("contract-edit", "pk"): Contract,
    ("contract-end", "pk"): Contract,
    ("contract-remove", "pk"): Contract,
    ("rate-add", "pk"): Employee,
    ("rate-edit", "pk"): Rate,
    ("rate-remove", "pk"): Rate,
    ("holiday-edit", "pk"): Holiday,
    ("holiday-remove", "pk"): Holiday,
}
_CONTRACT = {
    "starts_on": "2099-01-01",
    "ends_on": "",
    "weekdays": ["0", "1"],
    "hours": "20",
    "position": "",
    "pay": "hourly",
    "salary": "",
    "seen": "0",
}
_HOLIDAY = {
    "location": "1",
    "day": "2026-05-15",
    "name": "San Isidro",
    "portion": "whole",
    "seen": "0",
}
FORMS: dict[str, Callable[[Any], dict[str, Any]] | None] = {
    "employee-contract": None,
    "my-contract": None,
    "contract-add": lambda canaries: dict(_CONTRACT),
    "contract-edit": lambda canaries: dict(_CONTRACT),
    "contract-end": lambda canaries: {"last_day": "2026-12-31"},
    "contract-remove": lambda canaries: {},
    "contract-undo": lambda canaries: {},
    "rate-add": lambda canaries: {"starts_on": "2099-01-01", "amount": "12.50"},
    "rate-edit": lambda canaries: {"starts_on": "2099-02-01", "amount": "12.50", "seen": "0"},
    "rate-remove": lambda canaries: {},
    "holidays": None,
    "holiday-add": lambda canaries: dict(_HOLIDAY),
    "holiday-edit": lambda canaries: dict(_HOLIDAY),
    "holiday-remove": lambda canaries: {},
    "holiday-halves": lambda canaries: {},
    "holiday-calendar": lambda canaries: {"location": "1", "country": "ES", "region": "MD"},
}


def agree(employee: Employee, pk: int | None, position: str, amount: Decimal) -> None:
    """Give somebody a contract and a rate."""
    Rate.objects.create(pk=pk, employee=employee, starts_on=FIRST_DAY, amount=amount)
    Contract.objects.create(
        pk=pk,
        employee=employee,
        starts_on=FIRST_DAY,
        hours=40,
        weekday_minutes=[480] * 5 + [0] * 2,
        position=position,
        pay="salary",
        salary=amount,
    )


def close(location: Location, pk: int | None, name: str) -> None:
    """Give a location a holiday of its own this year."""
    day = date(datetime.now(UTC).year, 12, 30)
    Holiday.objects.create(pk=pk, location=location, day=day, name=name)
