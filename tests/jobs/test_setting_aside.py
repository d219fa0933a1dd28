"""What the operator does about jobs that were set aside: the service and the command."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobs import setting_aside
from jobs.backend import enqueue_once
from jobs.models import Job
from jobs.running import run_next
from tenants import wakeups
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.jobs import tasks
from tests.jobs.conftest import MakeCompany, jobs_of, wakeups_of


@pytest.fixture
def failed(company: Tenant) -> Tenant:
    """Return a company with two jobs that are set aside; public has one too."""
    with tenant_context(company):
        tasks.refuse.enqueue()
        enqueue_once(tasks.refuse, "once")
    tasks.refuse.enqueue()
    while run_next(company) or run_next(None):
        pass
    return company


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("failed_jobs", *arguments, stdout=said, no_color=True)
    return said.getvalue()


def notes(slug: str) -> int:
    return sum(aside for _, aside in wakeups_of(slug))


def test_the_list_names_tasks_and_no_arguments(failed: Tenant) -> None:
    said = run()
    assert said.count("tests.jobs.tasks.refuse, 1 attempts until ") == 3
    assert "tests.jobs.tasks.RefusedError" in said
    assert "public " in said
    assert len(run(failed.slug).splitlines()) == 2
    assert len(run("public").splitlines()) == 1


def test_the_list_takes_as_many_queries_for_more_companies(
    failed: Tenant, fresh_company: MakeCompany
) -> None:
    with CaptureQueriesContext(connection) as few:
        assert len(setting_aside.listed()) == 3
    for _ in range(2):
        other = fresh_company()
        with tenant_context(other):
            tasks.refuse.enqueue()
        run_next(other)
    with CaptureQueriesContext(connection) as many:
        assert len(setting_aside.listed()) == 5
    assert len(many) == len(few)


def test_a_job_is_tried_again_from_the_start(failed: Tenant) -> None:
    first = jobs_of(failed)[0]
    assert "tried again" in run(failed.slug, str(first.pk), "--retry")
    assert [job.state for job in jobs_of(failed)] == [Job.State.READY, Job.State.FAILED]
    assert jobs_of(failed)[0].attempts == 0
    assert notes(failed.slug) == 1
    assert any(not aside and seconds <= 0 for seconds, aside in wakeups_of(failed.slug))


def test_a_job_whose_key_is_in_use_again_is_not_done_twice(failed: Tenant) -> None:
    with tenant_context(failed):
        enqueue_once(tasks.note, "once", "newer")
    pk = next(job.pk for job in jobs_of(failed) if job.key and job.state == Job.State.FAILED)
    assert setting_aside.retry(failed, pk)
    assert [job.task for job in jobs_of(failed) if job.key] == ["tests.jobs.tasks.note"]
    assert notes(failed.slug) == 1


def test_jobs_are_removed_for_good(failed: Tenant) -> None:
    assert run("--discard").count("removed") == 3
    assert jobs_of(failed) == jobs_of(None) == []
    assert notes(failed.slug) == notes("") == 0
    assert run() == "No job is set aside.\n"


def test_unfinished_jobs_are_never_removed(company: Tenant) -> None:
    with tenant_context(company):
        tasks.note.enqueue("hello")
    assert not setting_aside.discard(company, jobs_of(company)[0].pk)
    assert len(jobs_of(company)) == 1


def test_a_wrong_number_changes_nothing(failed: Tenant) -> None:
    first, _ = jobs_of(failed)
    with pytest.raises(CommandError, match=r"999\. Nothing was changed"):
        run(failed.slug, str(first.pk), "999", "--discard")
    assert len(jobs_of(failed)) == 2


def test_a_wrong_company_is_named(company: Tenant) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        run("nowhere")


def test_figures_count_what_is_set_aside(failed: Tenant) -> None:
    assert wakeups.figures().aside == 3
    assert wakeups.set_aside_counts(limit=9) == {"": 1, failed.slug: 2}
