"""Pay periods and approvals of the canary companies."""

from datetime import UTC, date, datetime, timedelta

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
