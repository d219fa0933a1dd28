"""The schedules: each finds the companies with something to do, whose worker then does it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Session
from config import sweeps
from jobs import tasks as job_tasks
from jobs.backend import LONG
from jobs.models import Job
from jobs.running import run_next
from operations.models import SignUp
from tenants.context import tenant_context
from tenants.lifecycle import make_read_only
from tenants.models import Tenant
from tests import due
from tests.jobs.conftest import on_server
from timetracking.models import Employee, WorkLog

NOW = datetime(2026, 11, 17, 16, tzinfo=UTC)
MakeCompany = Callable[..., Tenant]


@pytest.fixture(autouse=True)
def by_hand(committed: None) -> Iterator[None]:
    due.disconnect()
    yield
    on_server("DELETE FROM public.jobs")
    on_server("DELETE FROM public.tenants_wakeup")
    due.connect()


def forget_a_shift(tenant: Tenant) -> None:
    with tenant_context(tenant):
        ana = Employee.objects.create(name="Ana", email="ana@night.example")
        since = NOW - timedelta(hours=17)
        WorkLog.objects.create(employee=ana, check_in=since, time_zone="Europe/Madrid")


def tasks_of(tenant: Tenant) -> list[str]:
    with tenant_context(tenant):
        return list(Job.objects.order_by("pk").values_list("task", flat=True))


def test_every_schedule_names_a_task_that_may_take_long() -> None:
    assert all(import_string(path).queue_name == LONG for path in settings.SCHEDULES)
    # The last run is read from its job.
    assert max(settings.SCHEDULES.values()) < job_tasks.KEPT_IN_PUBLIC


def test_forgotten_shifts_are_looked_after_once(
    fresh_company: MakeCompany, mailoutbox: list[EmailMessage]
) -> None:
    forgetful, idle, frozen = (fresh_company() for _ in range(3))
    forget_a_shift(forgetful)
    forget_a_shift(frozen)
    make_read_only(frozen)
    with time_machine.travel(NOW, tick=False):
        sweeps.forgotten_shifts.call()
        sweeps.forgotten_shifts.call()
        assert tasks_of(forgetful) == ["timetracking.clocking.forgotten.follow_up_shift"]
        assert tasks_of(idle) == tasks_of(frozen) == []
        while run_next(forgetful):
            pass
    (mail,) = mailoutbox
    assert mail.to == ["ana@night.example"]
    assert f"{forgetful.base_url}/" in str(mail.body)


def test_only_companies_with_expired_sessions_are_visited(fresh_company: MakeCompany) -> None:
    signed_in, idle = fresh_company(), fresh_company()
    with tenant_context(signed_in):
        for key, days in (("old", -1), ("current", 1)):
            expires = timezone.now() + timedelta(days=days)
            Session.objects.create(session_key=key, expire_date=expires)
    sweeps.expired_sessions.call()
    assert tasks_of(idle) == []
    with tenant_context(signed_in):
        Job.objects.update(run_after=None)
    assert run_next(signed_in)
    with tenant_context(signed_in):
        assert [row.session_key for row in Session.objects.all()] == ["current"]


def test_finished_jobs_are_removed_after_a_day(fresh_company: MakeCompany) -> None:
    busy, idle = fresh_company(), fresh_company()
    with tenant_context(busy):
        for hours, state in ((30, "done"), (10, "done"), (30, "failed")):
            at = timezone.now() - timedelta(hours=hours)
            Job.objects.create(task="x", state=state, enqueued_at=at, finished_at=at)
    sweeps.finished_jobs.call()
    assert tasks_of(idle) == []
    with tenant_context(busy):
        Job.objects.update(run_after=None)
    assert run_next(busy)
    with tenant_context(busy):
        assert Job.objects.filter(task="x").count() == 2


def test_old_security_events_are_pruned(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    on_server(
        f"INSERT INTO {company.schema_name}.security_events"
        " (at, event, operator, detail, address, browser) VALUES (%s, 'login', '', '{}', '', '')",
        timezone.now() - timedelta(days=401),
    )
    sweeps.old_security_events.call()
    events = on_server(f"SELECT * FROM {company.schema_name}.security_events WHERE event = 'login'")
    assert events == []


def test_a_company_that_is_behind_is_left_out(fresh_company: MakeCompany) -> None:
    forgetful = fresh_company()
    forget_a_shift(forgetful)
    version = on_server(
        "UPDATE public.tenants_tenant SET schema_version = '' WHERE slug = %s RETURNING slug",
        forgetful.slug,
    )
    assert version
    with time_machine.travel(NOW, tick=False):
        sweeps.forgotten_shifts.call()
    assert tasks_of(forgetful) == []


def test_sign_ups_whose_links_have_expired_are_removed() -> None:
    now = timezone.now()
    for days in (-1, 1):
        SignUp.objects.create(facts="sealed", keep_until=now + timedelta(days=days))
    sweeps.old_sign_ups.call()
    left = SignUp.objects.all()
    assert [sign_up.keep_until > now for sign_up in left] == [True]
    left.delete()
