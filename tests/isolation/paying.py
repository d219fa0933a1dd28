"""Rules of pay, a line and a movement of the bank with a company's canary."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from timetracking.models import BankEntry, Employee, PayDay, PayLine, PayRules
from timetracking.pay.engine.data import as_data
from timetracking.pay.engine.rules import RuleSet

DAY = date(2026, 1, 5)
# Whose id a parameter is, and what forms are sent; see addresses.py.
OBJECTS: dict[tuple[str, str], type[models.Model]] = {
    ("pay-person", "pk"): Employee,
    ("pay-bank", "pk"): Employee,
    ("pay-bank-remove", "pk"): Employee,
    ("pay-bank-remove", "entry"): BankEntry,
    ("pay-rules-remove", "pk"): PayRules,
}
FORMS: dict[str, Callable[[Any], dict[str, Any]] | None] = {
    "pay-mine": None,
    "pay-lines": None,
    "pay-fairness": None,
    "pay-person": None,
    "pay-bank": lambda canaries: {"day": "2026-01-05", "minutes": "1", "reason": "Inventory"},
    "pay-bank-remove": lambda canaries: {},
    "pay-rules": None,
    "pay-preset": lambda canaries: {"starts_on": "2099-01-01", "version": "1", "seen": "0"},
    "pay-rules-change": lambda canaries: {"starts_on": "2099-01-01", "seen": "0"},
    "pay-rules-remove": lambda canaries: {},
}


def pay(employee: Employee, pk: int | None, word: str, amount: Decimal) -> None:
    """Write them for someone; `pk` is the id of rows that one company has alone."""
    if pk or not PayRules.objects.exists():
        PayRules.objects.create(
            pk=pk,
            starts_on=DAY + timedelta(days=1 if pk else 0),
            version=pk or 1,
            data=as_data(RuleSet(word, averages_source=word)),
            preset="ES",
            preset_version=1,
        )
    PayLine.objects.create(
        pk=pk,
        employee=employee,
        first=DAY,
        last=DAY,
        name=word[:40],
        code=word[:60],
        minutes=20,
        rate=amount,
        factor=amount,
        amount=amount,
        location=employee.locations.get(),
        wage_type=word[:20],
        is_time=True,
        explanation={"pieces": [], "code": word},
        reason=word,
    )
    PayDay.objects.create(
        pk=pk, employee=employee, first=DAY, day=DAY, position=word[:80], minutes=20, amount=amount
    )
    BankEntry.objects.create(
        pk=pk, employee=employee, day=DAY, minutes=20, kind="correction", reason=word
    )
