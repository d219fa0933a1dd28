"""One query over all companies: each row from its own company, and nothing can be written."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connections
from django.db.models import Count, Exists, F, Func, IntegerField, Max, OuterRef, Q, Sum, Value
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tenants import across as module
from tenants import lifecycle
from tenants.across import across
from tenants.context import tenant_context
from tenants.exceptions import AcrossRefused, NoTenantError
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import Employee, WorkLog

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
                employee = Employee.objects.create(name=name, language=["", "de", "es"][number])
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
    "fields": lambda: Employee.objects.order_by("id").values("id", "name", "language"),
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


def test_a_table_without_its_schema_is_not_public_s(pair: tuple[Tenant, Tenant]) -> None:
    """Raw SQL that names `users` would count the operators, once for each company."""
    raw = Employee.objects.annotate(found=RawSQL("(SELECT count(*) FROM users)", []))
    with pytest.raises(DatabaseError, match='relation "users" does not exist'):
        both(raw.values("found"), pair)


def test_public_s_own_tables_can_be_asked_beside(pair: tuple[Tenant, Tenant]) -> None:
    known = Tenant.objects.filter(name=OuterRef("role"))
    found = both(Employee.objects.filter(~Exists(known)).values("role"), pair)
    assert len(found) == 6
