"""A table of usage that is empty before and after each test."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from operations.models import UsageDay
from tenants.postgresql.switch import OWNER_ALIAS
from tests.operations.conftest import committed_operator

__all__ = ["committed_operator"]


@pytest.fixture(autouse=True)
def no_usage(committed: None) -> Iterator[None]:
    yield
    UsageDay.objects.using(OWNER_ALIAS).all().delete()


def was(company: int, day: date, **figures: Any) -> UsageDay:
    """Add a row: how a company stood on a day."""
    values = {"state": "served", "bytes": 1000, "people": 1, "active": 1, "minutes": 60} | figures
    at = datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
    row = UsageDay(company=company, day=day, measured_at=at, **values)
    row.save(using=OWNER_ALIAS)
    return row
