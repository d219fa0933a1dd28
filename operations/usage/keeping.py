"""Keeps how the companies stand, a row for each company and day, and removes old rows.

Call everything here outside of a company. The table is the owner login's alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from operations.models import UsageDay
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

# Each day is kept for so long, and then the first of each month.
DAYS_KEPT, MONTHS_KEPT = timedelta(days=100), timedelta(days=3 * 366)
_BATCH = 500


@dataclass(frozen=True)
class Measured:
    """What a company's own tables say of it."""

    people: int
    active: int
    """People who have worked in the last 30 days."""
    minutes: int
    """Counted, of shifts that have ended in the last 30 days."""
    last_tap: datetime | None


def is_kept(day: date) -> bool:
    """Return whether the companies were measured on this day, in UTC."""
    return UsageDay.objects.using(OWNER_ALIAS).filter(day=day).exists()


def keep(measured: Mapping[str, Measured], sizes: Mapping[str, int], *, now: datetime) -> None:
    """Write the day's row of every company, or write it anew.

    Both mappings are by slug. One that was not measured has its state and size alone.
    """
    rows = [
        _row(tenant, measured.get(tenant.slug), sizes.get(tenant.slug, 0), now)
        for tenant in Tenant.objects.using(OWNER_ALIAS).order_by("pk")
    ]
    UsageDay.objects.using(OWNER_ALIAS).bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["day", "company"],
        update_fields=["measured_at", "state", "bytes", "people", "active", "minutes", "last_tap"],
    )


def _row(tenant: Tenant, found: Measured | None, size: int, now: datetime) -> UsageDay:
    row = UsageDay(company=tenant.pk, day=now.date(), measured_at=now)
    row.state, row.bytes = tenant.state, size
    if found is not None:
        row.people, row.active = found.people, found.active
        row.minutes, row.last_tap = found.minutes, found.last_tap
    return row


def prune(*, now: datetime) -> None:
    """Remove the days that are kept no longer."""
    rows = UsageDay.objects.using(OWNER_ALIAS)
    rows.filter(day__lt=now.date() - MONTHS_KEPT).delete()
    rows.filter(day__lt=now.date() - DAYS_KEPT).exclude(day__day=1).delete()
