"""Which companies have no good backup: what the schedule and the operator's pages ask."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from operations.backups import catalogue, making
from operations.backups.catalogue import Latest
from tenants.models import Tenant

# A company whose last good backup is older is not left for the night.
OVERDUE = timedelta(hours=30)


def last_good(latest: Latest | None) -> datetime | None:
    """Return when the newest backup that counts was taken: a verified one, if we can verify."""
    if latest is None:
        return None
    return latest.verified if making.can_verify() else latest.taken_at


def is_overdue(latest: Latest | None, *, now: datetime) -> bool:
    """Return whether a company has no good backup of the last day and night."""
    last = last_good(latest)
    return last is None or last < now - OVERDUE


def overdue(*, now: datetime) -> "QuerySet[Tenant]":
    """Return the companies with tables that have no good backup; one query over the catalogue.

    One that was added in the meantime has time until its first night.
    """
    latest = catalogue.latest()
    good = [pk for pk, one in latest.items() if not is_overdue(one, now=now)]
    old = Tenant.objects.present().filter(created_at__lt=now - OVERDUE)
    return old.exclude(pk__in=good).order_by("slug")
