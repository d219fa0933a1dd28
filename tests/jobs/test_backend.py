"""Jobs are written with what caused them, in the company's own schema."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.exceptions import InvalidTaskError

from jobs.backend import enqueue_once
from jobs.models import Job
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.jobs.conftest import jobs_of, wakeups_of
from tests.jobs.tasks import note


def test_a_job_is_in_the_company_and_public_has_only_a_wake_up(company: Tenant) -> None:
    with tenant_context(company):
        note.enqueue("Ada")
    (job,) = jobs_of(company)
    assert job.task == "tests.jobs.tasks.note"
    assert job.arguments == {"args": ["Ada"], "kwargs": {}}
    ((seconds, is_aside),) = wakeups_of(company.slug)
    assert seconds <= 0
    assert not is_aside
    assert jobs_of(None) == []


def test_what_is_rolled_back_leaves_neither_job_nor_wake_up(company: Tenant) -> None:
    with tenant_context(company):
        note.enqueue("Ada")
        transaction.set_rollback(True)
    assert jobs_of(company) == []
    assert wakeups_of(company.slug) == []


def test_an_operator_s_job_is_in_public(company: Tenant) -> None:
    note.enqueue("Olga")
    assert [job.arguments["args"] for job in jobs_of(None)] == [["Olga"]]
    assert jobs_of(company) == []
    assert len(wakeups_of("")) == 1


def test_a_job_for_later_wakes_the_worker_then(company: Tenant) -> None:
    with tenant_context(company):
        note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("later")
        assert not Job.objects.ready().exists()
    ((seconds, _),) = wakeups_of(company.slug)
    assert seconds == pytest.approx(3600, abs=60)


def test_what_is_asked_for_twice_is_one_job_until_it_is_done(company: Tenant) -> None:
    with tenant_context(company):
        enqueue_once(note, "greeting", "one")
        enqueue_once(note, "greeting", "two")
        enqueue_once(note, "other", "three")
    assert [job.arguments["args"] for job in jobs_of(company)] == [["one"], ["three"]]
    with tenant_context(company):
        Job.objects.update(state=Job.State.DONE)
        enqueue_once(note, "greeting", "four")
    assert len(jobs_of(company)) == 3


def _with_context(context: object) -> None:
    pass


def test_a_task_that_wants_a_context_is_refused() -> None:
    with pytest.raises(InvalidTaskError, match="no context"):
        task(takes_context=True)(_with_context)
