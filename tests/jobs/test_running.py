"""Running one job: once, with what it wrote, and again later if it fails."""

from datetime import timedelta
from threading import Event

import pytest
from django.core.mail import EmailMessage
from django.db.models.functions import Now
from django.utils import timezone

from accounts.mail import post
from accounts.models import User
from jobs import running
from jobs.models import Job
from jobs.running import FIRST_DELAY, LONGEST_DELAY, MOST_ATTEMPTS, attempt, delay_after, run_next
from tenants import lifecycle
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.jobs import tasks
from tests.jobs.conftest import change, jobs_of, on_server, ready_now, wakeups_of


def test_a_job_runs_in_its_company_and_is_done(company: Tenant) -> None:
    with tenant_context(company):
        tasks.note.enqueue("hello")
    assert run_next(company)
    assert not run_next(company)
    assert [f"{company.slug}: hello"] == tasks.DONE
    (job,) = jobs_of(company)
    assert (job.state, job.attempts, job.arguments) == (Job.State.DONE, 1, {})
    assert job.started_at
    assert job.finished_at


def test_an_operator_s_job_runs_in_public(company: Tenant) -> None:
    tasks.note.enqueue("hello")
    assert run_next(None)
    assert tasks.DONE == ["public: hello"]


def test_what_a_job_wrote_before_it_failed_is_rolled_back(
    company: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    with tenant_context(company):
        tasks.add_user.enqueue(fails=True)
    assert run_next(company)
    with tenant_context(company):
        assert not User.objects.filter(email=tasks.ADDRESS).exists()
    (job,) = jobs_of(company)
    assert (job.state, job.attempts, job.error) == (Job.State.READY, 1, "builtins.ValueError")
    assert not run_next(company)  # not yet
    seconds = [at for at, _ in wakeups_of(company.slug)]
    assert any(5 < at <= 15 for at in seconds)
    # The message of the exception names somebody.
    assert tasks.ADDRESS not in caplog.text
    assert "builtins.ValueError" in caplog.text


def test_a_job_that_failed_is_tried_again(company: Tenant) -> None:
    with tenant_context(company):
        tasks.add_user.enqueue(fails=True)
    run_next(company)
    change(company, arguments={"args": [], "kwargs": {}})
    ready_now(company)
    assert run_next(company)
    (job,) = jobs_of(company)
    assert (job.state, job.attempts, job.error) == (Job.State.DONE, 2, "")


def test_a_job_that_another_worker_runs_is_left_to_it(company: Tenant) -> None:
    with tenant_context(company):
        tasks.note.enqueue("hello")
    (job,) = jobs_of(company)
    on_server("BEGIN")
    on_server(f"SELECT FROM {company.schema_name}.jobs FOR UPDATE")
    assert not run_next(company)
    attempt(job.pk, company)
    on_server("ROLLBACK")
    assert tasks.DONE == []
    assert run_next(company)


def test_intervals_grow_to_a_limit_and_vary() -> None:
    assert FIRST_DELAY <= delay_after(1) <= FIRST_DELAY * 1.5
    assert LONGEST_DELAY <= delay_after(MOST_ATTEMPTS) <= LONGEST_DELAY * 1.5
    assert len({delay_after(5) for _ in range(9)}) > 1
    # A mail server may be away for the night.
    total = sum((delay_after(number) for number in range(1, MOST_ATTEMPTS)), timedelta())
    assert total > timedelta(hours=8)


def test_a_job_that_fails_too_often_is_set_aside(company: Tenant) -> None:
    with tenant_context(company):
        tasks.add_user.enqueue(fails=True)
    change(company, attempts=MOST_ATTEMPTS - 1)
    run_next(company)
    (job,) = jobs_of(company)
    assert (job.state, job.error) == (Job.State.FAILED, "builtins.ValueError")
    assert job.arguments["kwargs"]  # kept, to try it again
    assert [aside for _, aside in wakeups_of(company.slug)] == [False, True]
    assert not run_next(company)


def test_a_job_that_ends_its_worker_each_time_is_set_aside(company: Tenant) -> None:
    with tenant_context(company):
        tasks.note.enqueue("hello")
    change(company, attempts=MOST_ATTEMPTS)
    assert run_next(company)
    assert tasks.DONE == []
    assert [job.error for job in jobs_of(company)] == [running.LOST]


def test_what_will_never_succeed_is_set_aside_at_once(company: Tenant) -> None:
    with tenant_context(company):
        tasks.refuse.enqueue()
    run_next(company)
    assert [job.state for job in jobs_of(company)] == [Job.State.FAILED]


def test_a_task_that_wants_to_end_the_program_only_fails(company: Tenant) -> None:
    with tenant_context(company):
        tasks.leave.enqueue()
    assert run_next(company)
    assert [job.error for job in jobs_of(company)] == ["builtins.SystemExit"]


@pytest.mark.parametrize("path", ["tests.jobs.tasks.no_task", "os.system", "tests.jobs.gone"])
def test_only_tasks_are_called(company: Tenant, path: str) -> None:
    with tenant_context(company):
        tasks.note.enqueue("hello")
    change(company, task=path, arguments={"args": [], "kwargs": {}})
    run_next(company)
    assert tasks.DONE == []
    assert [job.state for job in jobs_of(company)] == [Job.State.READY]


def test_a_long_job_is_leased_while_it_runs(company: Tenant) -> None:
    with tenant_context(company):
        tasks.take_long.enqueue("long")
        job = Job.objects.ready().get()
        assert running._begin(job, company)
        assert not Job.objects.ready().exists()
    change(company, run_after=Now() - timedelta(seconds=1))
    assert run_next(company)
    assert tasks.DONE == ["long"]
    assert [job.state for job in jobs_of(company)] == [Job.State.DONE]


def test_the_lease_of_a_long_job_is_renewed(
    company: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LEASE", timedelta(seconds=3))
    with tenant_context(company):
        tasks.take_long.enqueue("long")
        job = Job.objects.get()
    change(company, run_after=Now())
    with running._renewed(job, company):
        for _ in range(600):
            leased_until = jobs_of(company)[0].run_after
            if leased_until and leased_until > job.enqueued_at + timedelta(seconds=3):
                break
            Event().wait(0.01)
        else:
            pytest.fail("the lease was not renewed")


def test_a_clock_that_was_set_back_delays_no_retry(company: Tenant) -> None:
    with tenant_context(company):
        tasks.note.enqueue("hello")
    later = Now() + timedelta(hours=1)
    change(company, started_at=later, run_after=later)
    assert run_next(company)
    assert tasks.DONE


def test_in_a_read_only_company_mails_go_out_and_writes_wait(company: None, other: Tenant) -> None:
    with tenant_context(other):
        tasks.rename_location.enqueue()
        tasks.note.enqueue("a mail")
    lifecycle.make_read_only(other)
    while run_next(other):
        pass
    assert [f"{other.slug}: a mail"] == tasks.DONE
    waiting, done = jobs_of(other)
    assert (waiting.state, waiting.attempts) == (Job.State.READY, 0)
    assert done.state == Job.State.DONE


def test_the_mail_server_may_be_away_for_an_hour(
    company: Tenant, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]
) -> None:
    with tenant_context(company):
        for number in range(3):
            post(f"Mail {number}", "Hello", to="ada@example.com")
    waited = timedelta()
    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", _refuse)
        while waited < timedelta(hours=1):
            while run_next(company):
                pass
            soonest = min(job.run_after for job in jobs_of(company) if job.run_after)
            waited += max(soonest - timezone.now(), timedelta())
            ready_now(company)
    while run_next(company):
        pass
    assert sorted(mail.subject for mail in mailoutbox) == ["Mail 0", "Mail 1", "Mail 2"]
    assert {job.state for job in jobs_of(company)} == {Job.State.DONE}


def _refuse(*_: object) -> None:
    raise ConnectionRefusedError
