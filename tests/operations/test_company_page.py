"""The page of one company in the admin."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from operations.backups import catalogue
from operations.models import Backup
from tenants import lifecycle, wakeups
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.conftest import TenantClient
from tests.jobs.conftest import on_server
from timetracking.models import Employee, WorkLog

MakeCompany = Callable[..., Tenant]


def page_of(operator: TenantClient, company: Tenant) -> str:
    response = operator.get(f"/admin/tenants/tenant/{company.pk}/overview/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_company_s_page_says_how_it_stands(
    committed_operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company(name="Seen", owner_email="o@seen.example", owner_name="Olga Owner")
    began = timezone.now() - timedelta(hours=3)
    with tenant_context(company):
        owner = Employee.objects.get()
        WorkLog.objects.create(employee=owner, check_in=began, time_zone="UTC")
        wakeups.note_aside()
        logging.getLogger("timetracking").error("Not shown: %s", "ada@example.com")
    with public_context():
        row = catalogue.begin(company, address="/seen.tar", run=0, now=began)
        row.size, row.verified_at = 2048, began
        row.save(using=OWNER_ALIAS)
    page = page_of(committed_operator, company)
    Backup.objects.using(OWNER_ALIAS).all().delete()
    on_server("DELETE FROM public.tenants_wakeup")
    for fact in ("served", "up to date", "Olga Owner", company.host, "timetracking: 1"):
        assert fact in page, fact
    assert page.count(f"{began:%Y-%m-%d %H:%M} UTC") == 3  # the tap, the backup, its verification
    assert '<a href="/admin/jobs/job/">1</a>' in page
    assert "ada@example.com" not in page
    assert "KB" in page or "MB" in page
    listed = committed_operator.get("/admin/tenants/tenant/?q=Seen").content.decode()
    assert f"/admin/tenants/tenant/{company.pk}/overview/" in listed


def test_a_company_that_is_behind_has_its_page_too(
    committed_operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    lifecycle.suspend_tenant(company)
    on_server("UPDATE public.tenants_tenant SET schema_version = '' WHERE slug = %s", company.slug)
    page = page_of(committed_operator, company)
    assert "run migrate_tenants" in page
    assert "cannot be read at the moment" in page
    assert 'value="resume"' in page
    assert 'value="suspend"' not in page


def test_the_page_takes_few_queries(
    committed_operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    with (
        CaptureQueriesContext(connections[OWNER_ALIAS]) as by_owner,
        CaptureQueriesContext(connections["default"]) as by_app,
    ):
        page_of(committed_operator, company)
    assert len(by_owner) + len(by_app) <= 26, [query["sql"][:80] for query in [*by_owner, *by_app]]


@pytest.mark.django_db
def test_only_operators_see_it(public_client: TenantClient, acme: Tenant) -> None:
    response = public_client.get(f"/admin/tenants/tenant/{acme.pk}/overview/")
    assert response.status_code == 302
    assert response["Location"].startswith("/login/?next=/admin/")
