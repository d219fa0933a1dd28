"""`tenant_report`: how each company uses Shiftbook."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Session, User
from operations.models import UsageDay
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import BreakKind, CompanySettings, Employee, WorkLog

MakeCompany = Callable[..., Tenant]
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def pair(fresh_company: MakeCompany) -> tuple[Tenant, Tenant]:
    """Make two companies in which three people have clocked in, of whom one is still in."""
    companies = fresh_company(slug="across_a"), fresh_company(slug="across_b")
    for company in companies:
        with tenant_context(company):
            for number in range(3):
                WorkLog.objects.create(
                    employee=Employee.objects.create(name=f"{number} O'Neil"),
                    check_in=MORNING,
                    check_out=None if number == 2 else MORNING + timedelta(hours=8 + number),
                    time_zone="Europe/Madrid",
                )
    return companies


def report(*args: str) -> str:
    out = StringIO()
    call_command("tenant_report", *args, stdout=out)
    return out.getvalue()


def test_the_report_counts_each_company(pair: tuple[Tenant, Tenant]) -> None:
    with tenant_context(pair[0]):
        Employee.objects.filter(name__startswith="0").update(is_active=False)
        CompanySettings.objects.update(country="ES", currency="EUR")
    lines = {line.split()[0]: line.split() for line in report().splitlines()}
    assert lines["across_a"][1:8] == ["ES", "EUR", "2", "1", "0.0", "2026-03-02", "17:00"]
    assert lines["across_b"][1:8] == ["-", "-", "3", "1", "0.0", "2026-03-02", "17:00"]
    assert lines["acme_test"][1:8] == ["-", "-", "0", "0", "0.0", "none", "none"]
    assert '"across_a", "country": "ES", "currency": "EUR", "people": 2, "in_now": 1' in report(
        "--json"
    )
    assert "\nacross_a,ES,EUR,2,1," in report("--csv").replace("\r", "")
    assert "O'Neil" not in report()


@pytest.mark.parametrize("moment", ["infinity", "20000-01-01"])
def test_a_company_that_cannot_be_reported_stops_no_other(
    moment: str, pair: tuple[Tenant, Tenant]
) -> None:
    with tenant_context(pair[0]):
        WorkLog.objects.filter(check_out=None).delete()
        with connections["default"].cursor() as cursor:
            cursor.execute("UPDATE work_logs SET check_out = %s", [moment])
    out = StringIO()
    with pytest.raises(CommandError, match=r"Could not be read: across_a$"):
        call_command("tenant_report", stdout=out, stderr=out)
    assert "across_a: DataError (DataError)" in out.getvalue()
    lines = {line.split()[0]: line.split() for line in out.getvalue().splitlines()}
    assert lines["across_b"][3:8] == ["3", "1", "0.0", "2026-03-02", "17:00"]


def test_the_report_knows_the_size_the_growth_and_the_last_use(pair: tuple[Tenant, Tenant]) -> None:
    seen = timezone.now().replace(microsecond=0)
    with tenant_context(pair[0]):
        user = User.objects.create_user("ada@across.example", "a-long-password")
        for key, operator, days in (("hers", "", 2), ("support", "Olga", 0)):
            at = seen - timedelta(days=days)
            Session.objects.create(
                session_key=key, user=user, operator=operator, seen_at=at, expire_date=at
            )
    rows = UsageDay.objects.using(OWNER_ALIAS)
    try:
        for days, size, people in ((0, 5_000_000, 3), (30, 4_000_000, 1)):
            at = seen - timedelta(days=days)
            UsageDay(
                company=pair[0].pk, day=at.date(), measured_at=at, bytes=size, people=people
            ).save(using=OWNER_ALIAS)
        found = {row["slug"]: row for row in json.loads(report("--json"))}
        line = next(line for line in report().splitlines() if line.startswith("across_a"))
    finally:
        rows.all().delete()
    row = found["across_a"]
    assert row["last_use"] == (seen - timedelta(days=2)).isoformat()
    assert (row["bytes"], row["bytes_growth"], row["people_growth"]) == (5_000_000, 1_000_000, 2)
    assert line.split()[-3:] == ["5.0", "+1.0", "+2"]
    assert found["across_b"]["bytes"] is None
    assert found["across_b"]["last_use"] == found["across_b"]["last_punch"]


def test_the_report_counts_the_hours_that_pages_show(pair: tuple[Tenant, Tenant]) -> None:
    """Without unpaid breaks, deductions and seconds; with paid breaks."""
    began = timezone.now().replace(second=50, microsecond=0) - timedelta(days=2)
    with tenant_context(pair[0]):
        log = WorkLog.objects.create(
            employee=Employee.objects.earliest("pk"),
            check_in=began,
            check_out=began + timedelta(hours=8, seconds=20),  # a minute more by the clock
            deducted=600,
            time_zone="Europe/Madrid",
        )
        for is_paid, hour in ((False, 2), (True, 4)):
            log.breaks.create(
                kind=BreakKind.objects.earliest("pk"),
                is_paid=is_paid,
                start=began + timedelta(hours=hour),
                end=began + timedelta(hours=hour, minutes=21),
            )
    rows = {row["slug"]: row["hours"] for row in json.loads(report("--json"))}
    assert rows["across_a"] == round((8 * 60 + 1 - 10 - 21) / 60, 2)
    assert rows["across_b"] == 0


def test_the_report_costs_as_many_statements_for_many_companies(
    pair: tuple[Tenant, Tenant], fresh_company: MakeCompany
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connections[OWNER_ALIAS]) as captured:
            report()
        return len(captured)

    before = cost()
    for _ in range(3):
        fresh_company()
    assert cost() == before


def test_the_report_says_who_is_behind(pair: tuple[Tenant, Tenant]) -> None:
    Tenant.objects.filter(pk=pair[0].pk).update(schema_version="")
    with pytest.raises(CommandError, match="across_a"):
        report()
