"""The list of companies: what it shows of each, and how it is sorted."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from operations.admin.confirming import digest
from operations.backups import catalogue
from operations.models import Backup, UsageDay
from tenants import wakeups
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.conftest import TenantClient
from tests.jobs.conftest import on_server
from timetracking.models import Employee, WorkLog

MakeCompany = Callable[..., Tenant]


@pytest.fixture
def operator(committed_operator: TenantClient) -> TenantClient:
    """Return a client with a signed-in operator."""
    return committed_operator


def test_the_list_shows_who_owns_a_company_and_how_it_is_used(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company(name="Figured", owner_email="o@figured.example")
    with tenant_context(company):
        owner = Employee.objects.get()
        Employee.objects.filter(pk=owner.pk).update(name="Olga Owner")
        idle = Employee.objects.create(name="Ida Idle")
        Employee.objects.create(name="Gone", is_active=False)
        began = timezone.now() - timedelta(hours=3)
        WorkLog.objects.create(employee=owner, check_in=began, time_zone="UTC")
        long_ago = began - timedelta(days=90)
        WorkLog.objects.create(
            employee=idle,
            check_in=long_ago,
            check_out=long_ago + timedelta(hours=1),
            time_zone="UTC",
        )
    page = operator.get("/admin/tenants/tenant/?q=Figured").content.decode()
    assert "Olga Owner" in page
    assert '<td class="field-people">2</td>' in page
    assert '<td class="field-active">1</td>' in page
    assert f"{began:%Y-%m-%d %H:%M}" in page


@pytest.fixture
def measured(fresh_company: MakeCompany) -> Iterator[list[Tenant]]:
    """Make companies whose measurements are in no order of their names, and one without any."""
    companies = [fresh_company(name=f"Sorted {number}") for number in range(4)]
    day, now = timezone.now().date(), timezone.now()
    rows = UsageDay.objects.using(OWNER_ALIAS)
    for company, people in zip(companies, (20, 5, 70), strict=False):
        values = {"people": people, "active": people - 5, "bytes": people * 1024}
        tap = now - timedelta(days=people)
        row = UsageDay(company=company.pk, day=day, measured_at=now, last_tap=tap, **values)
        row.save(using=OWNER_ALIAS)
    yield companies
    rows.all().delete()


@pytest.mark.parametrize(
    ("column", "order"),
    [(5, "3102"), (-5, "2013"), (6, "3102"), (-7, "1023"), (10, "3102"), (-10, "2013")],
)
def test_the_list_is_sorted_by_what_was_measured(
    column: int, order: str, operator: TenantClient, measured: list[Tenant]
) -> None:
    page = operator.get(f"/admin/tenants/tenant/?q=Sorted&o={column}").content.decode()
    assert re.findall(r">Sorted (\d)<", page) == list(order)
    assert "as measured at" in page
    assert '<td class="field-people">70</td>' in page
    assert '<td class="field-people">0</td>' in page  # of the new one, as it is now


def test_the_list_is_sorted_by_failed_jobs_and_backups(
    operator: TenantClient, measured: list[Tenant]
) -> None:
    for number in (2, 2, 1):
        with tenant_context(measured[number]):
            wakeups.note_aside()
    now = timezone.now()
    with public_context():
        for number, hours in ((0, 5), (3, 2)):
            taken = now - timedelta(hours=hours)
            row = catalogue.begin(measured[number], address=f"/{number}", run=0, now=taken)
            row.size, row.verified_at = 1, taken
            row.save(using=OWNER_ALIAS)
    try:
        pages = [
            operator.get(f"/admin/tenants/tenant/?q=Sorted&o={column}").content.decode()
            for column in ("-9.-2", "-8")
        ]
    finally:
        Backup.objects.using(OWNER_ALIAS).all().delete()
        on_server("DELETE FROM public.tenants_wakeup")
    orders = [re.findall(r">Sorted (\d)<", page) for page in pages]
    assert orders[0][:2] == ["2", "1"]
    assert orders[1][:2] == ["3", "0"]


def test_an_action_changes_companies_of_a_sorted_list(
    operator: TenantClient, measured: list[Tenant]
) -> None:
    form = {
        "action": "read_only",
        "_selected_action": [measured[0].pk],
        "confirmed": digest(measured[:1]),
    }
    assert operator.post("/admin/tenants/tenant/?o=-5", form).status_code == 302
    assert Tenant.objects.get(pk=measured[0].pk).is_read_only


def test_more_companies_on_the_list_take_no_more_queries(
    operator: TenantClient, fresh_company: MakeCompany
) -> None:
    def count() -> int:
        with (
            CaptureQueriesContext(connections[OWNER_ALIAS]) as by_owner,
            CaptureQueriesContext(connections["default"]) as by_app,
        ):
            assert operator.get("/admin/tenants/tenant/?q=Many").status_code == 200
        return len(by_owner) + len(by_app)

    fresh_company(name="Many 1")
    one = count()
    for number in range(2, 5):
        fresh_company(name=f"Many {number}")
    assert count() == one


def test_the_list_is_shown_without_figures_if_they_cannot_be_read(
    operator: TenantClient, fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh_company(name="Unread")

    def failing(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr("config.figures.across", failing)
    page = operator.get("/admin/tenants/tenant/?q=Unread").content.decode()
    assert "Unread" in page
    assert '<td class="field-people">–</td>' in page  # noqa: RUF001
