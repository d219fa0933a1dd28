"""The worker: quick, fair, gentle when it is stopped, and patient with the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic

import pytest
from django.db import connections

from jobs import worker as workers
from jobs.worker import Worker
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tests.conftest import terminate
from tests.jobs import tasks
from tests.jobs.conftest import MakeCompany, jobs_of, on_server, wakeups_of
from tests.waiting import PATIENCE


@pytest.fixture(autouse=True)
def unscheduled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.SCHEDULES", {})


@contextmanager
def running(threads: int = 2) -> Iterator[Worker]:
    """Run a worker in a thread, and stop it at the end of the block."""
    worker = Worker(threads)

    def run() -> None:
        try:
            worker.run()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def until(condition: Callable[[], object]) -> float:
    """Wait until the condition holds; return the seconds."""
    begun = monotonic()
    while not condition():
        assert monotonic() - begun < PATIENCE
    return monotonic() - begun


def test_it_does_everything_that_is_due_and_ends_with_once(
    company: Tenant, fresh_company: MakeCompany
) -> None:
    others = [fresh_company() for _ in range(2)]
    for tenant in (company, *others):
        with tenant_context(tenant):
            for number in range(30):
                tasks.note.enqueue(f"{number}")
    tasks.note.enqueue("public")
    Worker(3).run(until_idle=True)
    assert len(tasks.DONE) == len(set(tasks.DONE)) == 91
    assert on_server("SELECT * FROM public.tenants_wakeup") == []


def test_a_job_is_begun_within_a_second(company: Tenant) -> None:
    with running():
        with tenant_context(company):
            tasks.note.enqueue("first")
        until(lambda: tasks.DONE)
        with tenant_context(company):
            tasks.note.enqueue("second")
        assert until(lambda: len(tasks.DONE) == 2) < 1.5  # a second, on a busy machine


def test_it_goes_on_after_the_database_has_ended_its_connections(
    company: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    with running():
        with tenant_context(company):
            tasks.note.enqueue("first")
        until(lambda: tasks.DONE)
        for (pid,) in on_server(
            "SELECT pid FROM pg_stat_activity WHERE usename = %s AND datname = current_database()"
            " AND application_name LIKE %s",
            *(connections["default"].settings_dict["USER"], "%"),
        ):
            terminate(pid)
        with tenant_context(company):
            tasks.note.enqueue("second")
        until(lambda: len(tasks.DONE) == 2)


def test_the_job_that_runs_is_finished_before_it_stops(
    company: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_context(company):
        tasks.wait.enqueue()
        tasks.note.enqueue("not begun")
    with running() as worker:
        assert tasks.BEGUN.wait(PATIENCE)
        worker.stop()
        tasks.GO_ON.set()
    assert tasks.DONE == ["waited"]
    assert [job.state for job in jobs_of(company)] == ["done", "ready"]
    assert len(wakeups_of(company.slug)) == 1


def test_an_unexpected_error_of_a_visit_ends_nothing(
    company: Tenant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    with tenant_context(company):
        tasks.note.enqueue("hello")
    with monkeypatch.context() as patched:
        patched.setattr(workers, "visit", fail)
        Worker(1).run(until_idle=True)
    assert "A visit of acme_test failed" in caplog.text
    on_server("UPDATE public.tenants_wakeup SET due_at = now()")
    with public_context():
        Worker(1).run(until_idle=True)
    assert tasks.DONE
