"""Schedules: one job in public for each, again and again."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs import schedule
from jobs.models import Job
from jobs.running import run_next
from tenants.models import Tenant
from tests.jobs import tasks
from tests.jobs.conftest import change, jobs_of, wakeups_of

EVERY = timedelta(minutes=15)


@pytest.fixture(autouse=True)
def scheduled(company: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SCHEDULES", {"tests.jobs.tasks.sweep": EVERY})


def test_several_workers_keep_one_job(company: Tenant) -> None:
    schedule.keep()
    schedule.keep()
    (job,) = jobs_of(None)
    assert job.key == "schedule:tests.jobs.tasks.sweep"
    assert run_next(None)
    assert tasks.DONE == ["swept"]


def test_keeping_takes_one_query(company: Tenant) -> None:
    schedule.keep()
    with CaptureQueriesContext(connection) as queries:
        schedule.keep()
    assert len(queries) == 1


@pytest.mark.parametrize("state", [Job.State.DONE, Job.State.FAILED])
def test_the_next_one_is_an_interval_after_the_last_also_if_that_failed(state: str) -> None:
    schedule.keep()
    change(None, state=state, started_at=timezone.now())
    schedule.keep()
    _, job = jobs_of(None)
    assert job.run_after
    assert EVERY - timedelta(minutes=1) < job.run_after - timezone.now() <= EVERY
    assert not run_next(None)


def test_what_was_missed_is_done_once(company: Tenant) -> None:
    schedule.keep()
    change(None, state=Job.State.DONE, started_at=timezone.now() - timedelta(days=3))
    schedule.keep()
    assert run_next(None)
    schedule.keep()
    assert not run_next(None)


def test_a_clock_that_was_set_back_delays_a_schedule_by_an_interval_at_most() -> None:
    schedule.keep()
    change(None, run_after=Now() + timedelta(hours=3))
    schedule.keep()
    (job,) = jobs_of(None)
    assert job.run_after
    assert job.run_after - timezone.now() <= EVERY
    assert any(seconds <= EVERY.seconds for seconds, _ in wakeups_of(""))
