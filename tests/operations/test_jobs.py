"""The operator's page of jobs that were set aside."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import SecurityEvent
from jobs.models import Job
from jobs.running import run_next
from tenants.context import tenant_context
from tenants.lifecycle import suspend_tenant
from tenants.models import Tenant
from tests import due
from tests.conftest import TenantClient
from tests.jobs import tasks
from tests.jobs.conftest import MakeCompany, jobs_of, on_server

PAGE = "/admin/jobs/job/"


@pytest.fixture(autouse=True)
def by_hand(committed: None) -> Iterator[None]:
    due.disconnect()
    on_server("DELETE FROM public.tenants_wakeup")
    yield
    on_server("DELETE FROM public.tenants_wakeup")
    due.connect()


@pytest.fixture
def failed(fresh_company: MakeCompany) -> Tenant:
    return with_a_failed_job(fresh_company())


def with_a_failed_job(company: Tenant) -> Tenant:
    with tenant_context(company):
        tasks.refuse.enqueue()
    run_next(company)
    return company


def post(client: TenantClient, company: Tenant, act: str) -> str:
    (job,) = jobs_of(company)
    data = {"job": f"{company.slug}:{job.pk}", "act": act}
    return str(client.post(PAGE, data, follow=True).content.decode())


def recorded(company: Tenant) -> list[str]:
    """Return what the security logs of public and of the company say of its jobs."""
    theirs = SecurityEvent.objects.filter(detail__company=company.slug, detail__task="tasks.refuse")
    found = list(theirs.values_list("event", flat=True))
    with tenant_context(company):
        own = SecurityEvent.objects.filter(operator="operator@example.com")
        return found + list(own.values_list("event", flat=True))


def test_the_list_of_companies_counts_what_failed(
    committed_operator: TenantClient, failed: Tenant
) -> None:
    page = committed_operator.get(f"/admin/tenants/tenant/?q={failed.slug}").content.decode()
    assert f'<a href="{PAGE}">1</a>' in page


def test_a_failed_job_is_listed_and_tried_again(
    committed_operator: TenantClient, failed: Tenant
) -> None:
    page = committed_operator.get(PAGE).content.decode()
    assert failed.slug in page
    assert "tasks.refuse" in page
    assert "RefusedError" in page
    assert "will be tried again" in post(committed_operator, failed, "retry")
    assert recorded(failed) == ["job_retried"] * 2
    assert [job.state for job in jobs_of(failed)] == [Job.State.READY]
    page = post(committed_operator, failed, "retry")
    assert "no longer set aside" in page
    assert "No job is set aside" in page


def test_a_job_is_removed_after_a_question(
    committed_operator: TenantClient, failed: Tenant
) -> None:
    assert "will be removed for good" in post(committed_operator, failed, "remove")
    assert len(jobs_of(failed)) == 1
    assert recorded(failed) == []
    assert "The job was removed" in post(committed_operator, failed, "really-remove")
    assert jobs_of(failed) == []
    assert recorded(failed) == ["job_removed"] * 2


def test_a_suspended_company_is_resumed_first(
    committed_operator: TenantClient, failed: Tenant
) -> None:
    (job,) = jobs_of(failed)
    suspend_tenant(failed)
    data = {"job": f"{failed.slug}:{job.pk}", "act": "retry"}
    page = committed_operator.post(PAGE, data, follow=True).content.decode()
    assert "is suspended. Resume it first" in page


def test_more_companies_take_no_more_queries(
    committed_operator: TenantClient, failed: Tenant, fresh_company: MakeCompany
) -> None:
    with CaptureQueriesContext(connection) as few:
        committed_operator.get(PAGE)
    with_a_failed_job(fresh_company())
    with CaptureQueriesContext(connection) as many:
        committed_operator.get(PAGE)
    assert len(many) == len(few)


def test_it_is_for_operators(public_client: TenantClient) -> None:
    assert public_client.get(PAGE).status_code == 302
    assert public_client.post(PAGE, {"act": "retry", "job": "acme:1"}).status_code == 302
