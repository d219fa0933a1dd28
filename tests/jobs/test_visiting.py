"""Visits: a fair share of each company's jobs, and a wake-up as long as any is unfinished."""

from datetime import timedelta
from threading import Event

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from jobs import running, visiting
from jobs.models import Job
from jobs.visiting import visit
from tenants import lifecycle, wakeups
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.jobs import tasks
from tests.jobs.conftest import (
    LEASE,
    MakeCompany,
    change,
    jobs_of,
    on_server,
    wakeups_of,
    work,
)


def note(tenant: Tenant, *words: str) -> None:
    with tenant_context(tenant):
        for word in words:
            tasks.note.enqueue(word)


def test_a_visit_does_what_is_due_and_leaves_no_wake_up(company: Tenant) -> None:
    note(company, "one", "two")
    tasks.note.enqueue("public")
    assert set(work()) == {company.slug, ""}
    assert sorted(tasks.DONE) == [f"{company.slug}: one", f"{company.slug}: two", "public: public"]
    assert wakeups_of(company.slug) == wakeups_of("") == []


def test_after_its_share_a_company_goes_to_the_end_of_the_queue(
    company: Tenant, fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visiting, "SHARE", 2)
    note(company, "1", "2", "3", "4", "5")
    other = fresh_company()
    note(other, "other")
    assert work(limit=1) == [company.slug]
    assert len(tasks.DONE) == 2
    assert work(limit=1) == [other.slug]
    assert work(limit=1) == work(limit=1) == [company.slug]
    assert len(tasks.DONE) == 6
    assert wakeups_of(company.slug) == []


def test_a_claimed_company_is_not_claimed_again_until_the_lease_ends(company: Tenant) -> None:
    note(company, "one")
    (claim,) = wakeups.claim(10, lease=LEASE)
    assert wakeups.claim(10, lease=LEASE) == []
    # As if the worker had been killed.
    on_server("UPDATE public.tenants_wakeup SET due_at = now()")
    (again,) = wakeups.claim(10, lease=LEASE)
    assert again.id == claim.id
    # The first one was only slow, and leaves the other's claim alone.
    wakeups.finish(claim)
    wakeups.put_back(claim, at=again.leased_until + LEASE)
    assert len(wakeups_of(company.slug)) == 1
    visit(again, stop=Event())
    assert wakeups_of(company.slug) == []


def test_jobs_that_another_worker_has_are_looked_at_again(company: Tenant) -> None:
    note(company, "one")
    with tenant_context(company):
        tasks.take_long.enqueue("long")
        running._begin(Job.objects.get(task="tests.jobs.tasks.take_long"), company)
    work()
    ((seconds, _),) = wakeups_of(company.slug)
    assert 60 < seconds <= running.LEASE.seconds


def test_a_clock_that_was_set_back_delays_nothing(company: Tenant) -> None:
    note(company, "one")
    on_server("UPDATE public.tenants_wakeup SET due_at = due_at + '1 h', made_at = made_at + '1 h'")
    assert work() == [company.slug]
    assert tasks.DONE


def test_a_suspended_company_waits_and_is_woken_when_it_is_resumed(
    company: None, other: Tenant
) -> None:
    note(other, "one")
    lifecycle.suspend_tenant(other)
    assert work() == [other.slug]
    assert work() == []
    assert tasks.DONE == []
    lifecycle.resume_tenant(other)
    assert work() == [other.slug]
    assert [f"{other.slug}: one"] == tasks.DONE


def test_a_company_behind_the_code_is_visited_later(company: None, other: Tenant) -> None:
    note(other, "one")
    on_server("UPDATE public.tenants_tenant SET schema_version = '' WHERE slug = %s", other.slug)
    work()
    assert tasks.DONE == []
    assert len(wakeups_of(other.slug)) == 1


def test_a_removed_company_leaves_no_wake_up(company: None, other: Tenant) -> None:
    note(other, "one")
    lifecycle.drop_tenant(other)
    assert wakeups_of(other.slug) == []


def test_a_worker_that_is_to_stop_begins_no_other_job(company: Tenant) -> None:
    note(company, "one")
    stop = Event()
    stop.set()
    (claim,) = wakeups.claim(10, lease=LEASE)
    visit(claim, stop=stop)
    assert tasks.DONE == []
    assert work() == [company.slug]


def test_a_retry_keeps_its_wake_up(company: Tenant) -> None:
    with tenant_context(company):
        tasks.add_user.enqueue(fails=True)
    work()
    assert work() == []
    change(company, run_after=Now() - timedelta(seconds=1))
    on_server("UPDATE public.tenants_wakeup SET due_at = now()")
    assert work() == [company.slug]
    assert [job.attempts for job in jobs_of(company)] == [2]


def test_it_works_without_roles_too(
    two_logins: None, company: Tenant, settings: Settings, fresh_company: MakeCompany
) -> None:
    settings.TENANT_ROLES = False
    other = fresh_company()
    note(other, "one")
    assert work() == [other.slug]
    assert [f"{other.slug}: one"] == tasks.DONE
