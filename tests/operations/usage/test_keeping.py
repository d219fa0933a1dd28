"""A row for each company and day, for as long as it is of use."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection

from operations.models import UsageDay
from operations.usage import keeping
from operations.usage.keeping import Measured
from tenants.context import public_context
from tenants.lifecycle import suspend_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.operations.usage.conftest import was

NOW = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)


def kept(company: Tenant) -> list[UsageDay]:
    return list(UsageDay.objects.using(OWNER_ALIAS).filter(company=company.pk))


def test_each_company_has_one_row_a_day(fresh_company: Callable[..., Tenant]) -> None:
    read, unread = fresh_company(), fresh_company()
    suspend_tenant(unread)
    assert not keeping.is_kept(NOW.date())
    for people in (3, 4):
        found = {read.slug: Measured(people, 2, 90, NOW)}
        keeping.keep(found, {read.slug: 5000, unread.slug: 7000}, now=NOW)
    assert keeping.is_kept(NOW.date())
    (row,) = kept(read)
    assert (row.state, row.bytes, row.people, row.active) == ("served", 5000, 4, 2)
    assert (row.minutes, row.last_tap, row.measured_at) == (90, NOW, NOW)
    (row,) = kept(unread)
    assert (row.state, row.bytes, row.people, row.minutes) == ("suspended", 7000, None, None)


def test_after_some_months_the_first_of_each_is_left() -> None:
    today = NOW.date()
    for day in (today, today - timedelta(days=99), date(2026, 8, 1), date(2026, 8, 2)):
        was(1, day)
    was(1, date(2023, 1, 1))
    keeping.prune(now=NOW)
    days = UsageDay.objects.using(OWNER_ALIAS).order_by("-day").values_list("day", flat=True)
    assert list(days) == [today, today - timedelta(days=99), date(2026, 8, 1)]


@pytest.mark.parametrize("statement", ["SELECT 1 FROM public.usage", "DELETE FROM public.usage"])
def test_only_the_owner_login_reads_and_writes_it(statement: str) -> None:
    with (
        public_context(),
        pytest.raises(ProgrammingError, match="permission denied"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
