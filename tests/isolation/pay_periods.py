"""Pay periods and approvals of the canary companies."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from timetracking.models import Approval, Employee, PayPeriod

_FIRST = date(2026, 1, 1)


def close_periods(word: str, employee: Employee, pk: int | None) -> None:
    """Write an approval of someone's hours, and a period that they reopened for a reason."""
    Approval.objects.create(
        pk=pk, employee=employee, first=_FIRST, last=_FIRST, approved_by=employee
    )
    PayPeriod.objects.create(
        pk=pk,
        # Each of its own, for a period begins once.
        first=date(2000, 1, 1) + timedelta(days=employee.pk % 1000),
        last=date(2005, 1, 1),
        is_locked=False,
        changed_by=employee,
        changed_at=datetime(2026, 1, 5, tzinfo=UTC),
        reason=word,
    )


FORMS: dict[str, Callable[[Any], dict[str, Any]] | None] = {
    "pay-periods": None,
    "pay-period": None,
    "pay-approve": lambda canaries: {"ready": ["1-0123456789abcdef"]},
    "pay-take-back": lambda canaries: {"employee": "1"},
    "pay-lock": lambda canaries: {},
    "pay-reopen": lambda canaries: {"reason": "A shift was missing"},
    "pay-schedule": lambda canaries: {"kind": "weekly", "first": "2026-01-05", "seen": "0"},
    "period-complete": lambda canaries: {},
    "period-withdraw": lambda canaries: {},
}
