"""One query over all companies: each row from its own company, and nothing can be written."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections
from django.db.models import Count, Exists, F, Func, IntegerField, Max, OuterRef, Q, Sum, Value
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Session, User
from operations.models import UsageDay
from tenants import across as module
from tenants import lifecycle
from tenants.across import across
from tenants.context import tenant_context
from tenants.exceptions import AcrossRefused, NoTenantError
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import BreakKind, CompanySettings, Employee, WorkLog

MakeCompany = Callable[..., Tenant]
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def pair(fresh_company: MakeCompany) -> tuple[Tenant, Tenant]:
    """Make two companies whose rows have the same numbers and other contents."""
    companies = fresh_company(slug="across_a"), fresh_company(slug="across_b")
    for company in companies:
        with tenant_context(company):
            for number in range(3):
                name = f"{number} of {company.slug}, 100% O'Neil"
                rate = Decimal("12.50") + number
                employee = Employee.objects.create(name=name, hourly_rate=rate)
                WorkLog.objects.create(
                    employee=employee,
                    check_in=MORNING,
                    check_out=None if number == 2 else MORNING + timedelta(hours=8 + number),
                    time_zone="Europe/Madrid",
                )
    return companies


def here(*companies: Tenant) -> Any:
    return Tenant.objects.filter(pk__in=[company.pk for company in companies])


def both(queryset: Any, pair: tuple[Tenant, Tenant], **options: Any) -> list[Any]:
    return list(across(queryset, tenants=here(*pair), **options))


QUERIES: dict[str, Any] = {
    "fields": lambda: Employee.objects.order_by("id").values("id", "name", "hourly_rate"),
    "tuples": lambda: Employee.objects.order_by("id").values_list("name", "created_at"),
    "a join": lambda: WorkLog.objects.order_by("id").values("employee__name", "check_in"),
    "a join twice": lambda: WorkLog.objects.filter(
        employee__work_logs__check_out=None, employee__user=None
    ).values("employee__name", "employee__user__email"),
    "a subquery": lambda: (
        Employee.objects.annotate(
            is_in=Exists(WorkLog.objects.filter(employee=OuterRef("pk"), check_out=None))
        )
        .order_by("id")
        .values("name", "is_in")
    ),
    "a filter by a subquery": lambda: Employee.objects.filter(
        pk__in=WorkLog.objects.filter(check_out=None).values("employee")
    ).values("name"),
    "sums": lambda: (
        WorkLog.objects.order_by()
        .values(one=Value(1))
        .annotate(
            count=Count("pk"), worked=Sum(F("check_out") - F("check_in")), last=Max("check_in")
        )
    ),
    "groups": lambda: (
        WorkLog.objects.values("time_zone").annotate(n=Count("pk")).order_by("time_zone")
    ),
    "an order and a limit": lambda: Employee.objects.order_by("-name").values("name")[:2],
    "signs in words": lambda: Employee.objects.filter(name__contains="% O'N").values("name", "id"),
    "distinct": lambda: WorkLog.objects.order_by("time_zone").values("time_zone").distinct(),
    "a union": lambda: (
        Employee.objects.filter(name__startswith="0")
        .values_list("name")
        .union(Employee.objects.filter(name__startswith="1").values_list("name"))
    ),
    "a range and a list": lambda: Employee.objects.filter(
        Q(id__in=[1, 2, 3]) & ~Q(created_at__gt=MORNING + timedelta(days=9999))
    ).values("id"),
}


@pytest.mark.parametrize("batch", [1, 100])
def test_rows_are_what_each_company_itself_would_see(
    batch: int, pair: tuple[Tenant, Tenant]
) -> None:
    for what, queryset in QUERIES.items():
        expected = []
        for company in pair:
            with tenant_context(company):
                expected += [(company.slug, row) for row in queryset()]
        assert len(expected) >= 2, what
        found = both(queryset(), pair, batch=batch)
        if "union" in what:
            found, expected = sorted(found), sorted(expected)
        assert found == expected, what
        assert [type(row) for _, row in found] == [type(row) for _, row in expected], what


def test_users_are_the_companies_and_not_the_operators(pair: tuple[Tenant, Tenant]) -> None:
    for company in pair:
        with tenant_context(company):
            User.objects.create_user(f"sam@{company.slug}.example".replace("_", "-"), "a-password")
    found = both(User.objects.values_list("email"), pair)
    assert found == [
        ("across_a", ("sam@across-a.example",)),
        ("across_b", ("sam@across-b.example",)),
    ]


def test_served_companies_are_asked_by_default_and_suspended_ones_are_not(
    pair: tuple[Tenant, Tenant], acme: Tenant
) -> None:
    lifecycle.suspend_tenant(pair[1])
    found = {slug for slug, _ in across(Employee.objects.values("name"))}
    assert found == {"across_a"}
    lifecycle.resume_tenant(pair[1])


def test_a_batch_is_one_message_in_a_transaction_that_reads(pair: tuple[Tenant, Tenant]) -> None:
    with CaptureQueriesContext(connections[OWNER_ALIAS]) as captured:
        both(Employee.objects.values("name"), pair)
    unions = [query["sql"] for query in captured if "UNION ALL" in query["sql"]]
    assert len(unions) == 1
    assert "READ ONLY" in unions[0]
    assert "lock_timeout" in unions[0]


def test_nothing_can_be_written(pair: tuple[Tenant, Tenant]) -> None:
    writing = Func(Value("employees_id_seq"), function="nextval", output_field=IntegerField())
    name = f"{pair[0].schema_name}.employees_id_seq"
    writing.set_source_expressions([Value(name)])
    with pytest.raises(DatabaseError, match="read-only transaction"):
        both(Employee.objects.annotate(next=writing).values("next"), pair)


def test_a_company_that_is_behind_is_named_before_anything_is_yielded(
    pair: tuple[Tenant, Tenant],
) -> None:
    here(pair[1]).update(schema_version="accounts.0001_initial")
    with pytest.raises(AcrossRefused, match=r"across_b\. Run migrate_tenants"):
        next(across(Employee.objects.values("name"), tenants=here(*pair)))
    assert len(list(across(Employee.objects.values("name"), tenants=here(pair[0])))) == 3


@pytest.mark.parametrize(
    ("queryset", "sentence"),
    [
        (lambda: Employee.objects.all(), "End the queryset"),
        (lambda: Employee.objects.values_list("name", flat=True), "without flat"),
        (lambda: Tenant.objects.values("slug"), "not a model of a tenant app"),
    ],
)
def test_what_cannot_be_asked_of_all_is_refused(
    queryset: Callable[[], Any], sentence: str, committed: None
) -> None:
    with pytest.raises(AcrossRefused, match=sentence):
        next(across(queryset()))


def test_it_is_refused_inside_a_company(in_acme: Tenant) -> None:
    with pytest.raises(NoTenantError, match="Still inside"):
        next(across(Employee.objects.values("name")))


def test_a_filter_that_nothing_can_pass_asks_nothing(pair: tuple[Tenant, Tenant]) -> None:
    assert both(Employee.objects.filter(pk__in=[]).values("name"), pair) == []


def test_a_column_that_is_called_like_a_table_is_refused(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WorkLog._meta.get_field("notes"), "column", "employees")
    with pytest.raises(AcrossRefused, match="both called employees"):
        next(across(Employee.objects.values("name")))


def test_a_company_that_is_locked_is_not_waited_for_long(
    pair: tuple[Tenant, Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_TIMEOUT_MS", 100)
    parameters = connections[OWNER_ALIAS].get_connection_params()
    parameters.pop("context")
    with psycopg.connect(**parameters) as other:
        other.execute(f"LOCK TABLE {pair[0].schema_name}.employees")
        with pytest.raises(DatabaseError, match="lock timeout"):
            both(Employee.objects.values("name"), pair)
        other.rollback()


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


def test_a_table_without_its_schema_is_not_public_s(pair: tuple[Tenant, Tenant]) -> None:
    """Raw SQL that names `users` would count the operators, once for each company."""
    raw = Employee.objects.annotate(found=RawSQL("(SELECT count(*) FROM users)", []))
    with pytest.raises(DatabaseError, match='relation "users" does not exist'):
        both(raw.values("found"), pair)


def test_public_s_own_tables_can_be_asked_beside(pair: tuple[Tenant, Tenant]) -> None:
    known = Tenant.objects.filter(name=OuterRef("role"))
    found = both(Employee.objects.filter(~Exists(known)).values("role"), pair)
    assert len(found) == 6


def test_the_report_says_who_is_behind(pair: tuple[Tenant, Tenant]) -> None:
    here(pair[0]).update(schema_version="")
    with pytest.raises(CommandError, match="across_a"):
        report()
