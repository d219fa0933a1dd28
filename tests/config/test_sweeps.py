"""The schedules: each finds the companies with something to do, whose worker then does it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import SecurityEvent, Session
from config import sweeps
from jobs import tasks as job_tasks
from jobs.backend import LONG
from jobs.models import Job
from jobs.running import run_next
from operations.backups import asking, catalogue
from operations.models import Backup, SignUp, UsageDay
from tenants.context import public_context, tenant_context
from tenants.lifecycle import make_read_only
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
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


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Return the folder that BACKUP_DIR names."""
    settings.BACKUP_DIR = str(tmp_path)
    settings.BACKUP_RECIPIENT = ""
    yield tmp_path
    Backup.objects.using(OWNER_ALIAS).all().delete()


def plan(*, now: datetime) -> dict[str, datetime]:
    """Return when each job of the sweep is due, by its key."""
    with time_machine.travel(now, tick=False), public_context():
        sweeps.due_backups.call()
        jobs = Job.objects.unfinished()
        return {str(job.key): job.run_after for job in jobs if job.run_after is not None}


def has_backup(tenant: Tenant, *, taken: datetime, verified: bool = True, place: str = "x") -> None:
    with public_context():
        row = catalogue.begin(tenant, address=f"{place}-{tenant.pk}", run=0, now=taken)
        row.size, row.verified_at = 1, taken if verified else None
        row.save(using=OWNER_ALIAS)


def test_each_company_is_backed_up_once_a_night(fresh_company: MakeCompany, folder: Path) -> None:
    new, safe, tried, unverified = (fresh_company() for _ in range(4))
    evening = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)
    has_backup(safe, taken=evening - timedelta(hours=22))
    has_backup(tried, taken=evening - timedelta(hours=2), verified=False)
    has_backup(unverified, taken=evening - timedelta(hours=31), verified=False)
    planned = plan(now=evening)
    assert plan(now=evening) == planned
    for missing in (new, unverified):
        assert evening <= planned[f"backup:{missing.pk}"] <= evening + sweeps.SPREAD
    assert f"backup:{tried.pk}" not in planned
    # After the companies, the operator's rows.
    assert planned["backup:0"] >= evening + sweeps.AFTER_COMPANIES
    tonight = [plan(now=evening + timedelta(hours=hours)) for hours in range(6)][-1]
    assert 1 <= tonight[f"backup:{safe.pk}"].hour < 5


def test_a_clock_that_ran_ahead_does_not_put_backups_off(
    fresh_company: MakeCompany, folder: Path
) -> None:
    company = fresh_company()
    has_backup(company, taken=NOW + timedelta(days=300))
    assert f"backup:{company.pk}" in plan(now=NOW)
    with time_machine.travel(NOW, tick=False), public_context():
        # Nor does it hide from the metrics that there is none.
        assert company.pk not in catalogue.last_verified()


def test_a_backup_that_was_given_up_is_not_asked_for_every_hour(
    fresh_company: MakeCompany, folder: Path
) -> None:
    company = fresh_company()
    key = f"backup:{company.pk}"
    with public_context():
        values: dict[str, Any] = {"state": "failed", "enqueued_at": NOW, "finished_at": NOW}
        Job.objects.create(task="x", key=key, **values)
    assert key not in plan(now=NOW + timedelta(hours=2))
    assert key in plan(now=NOW + timedelta(hours=13))


def test_without_a_place_for_backups_none_is_made(
    fresh_company: MakeCompany, settings: Any
) -> None:
    settings.BACKUP_DIR = ""
    fresh_company()
    assert plan(now=NOW) == {}


def test_the_job_makes_a_verified_backup_and_says_nothing_in_the_logs(
    fresh_company: MakeCompany, folder: Path
) -> None:
    company = fresh_company()
    with public_context():
        asking.back_up_company.enqueue(company.pk)
    assert run_next(None)
    assert catalogue.latest()[company.pk].verified
    with public_context():
        assert not SecurityEvent.objects.filter(detail__company=company.slug).exists()


@pytest.fixture
def usage() -> Iterator[Any]:
    """Return all rows of usage, of which there are none before and after."""
    rows = UsageDay.objects.using(OWNER_ALIAS)
    yield rows
    rows.all().delete()


def test_each_company_is_measured_once_a_day(fresh_company: MakeCompany, usage: Any) -> None:
    busy, idle, behind = (fresh_company() for _ in range(3))
    on_server("UPDATE public.tenants_tenant SET schema_version = '' WHERE slug = %s", behind.slug)
    with tenant_context(busy):
        ana = Employee.objects.create(name="Ana")
        ended = NOW - timedelta(days=2)
        began = ended - timedelta(hours=8)
        WorkLog.objects.create(
            employee=ana, check_in=began, check_out=ended, deducted=1800, time_zone="UTC"
        )
    with time_machine.travel(NOW, tick=False):
        sweeps.usage.call()
        with tenant_context(busy):
            Employee.objects.create(name="Ben")
        sweeps.usage.call()
    row = usage.get(company=busy.pk)
    assert (row.day, row.people, row.active, row.minutes) == (NOW.date(), 1, 1, 450)
    assert row.last_tap == ended
    assert row.bytes > 100_000
    row = usage.get(company=idle.pk)
    assert (row.people, row.active, row.minutes, row.last_tap) == (0, 0, 0, None)
    row = usage.get(company=behind.pk)
    assert (row.state, row.people) == ("served", None)
    assert row.bytes > 100_000


def test_a_company_that_cannot_be_measured_stops_no_other(
    fresh_company: MakeCompany, usage: Any, caplog: pytest.LogCaptureFixture
) -> None:
    strange, idle = fresh_company(), fresh_company()
    with tenant_context(strange):
        ana = Employee.objects.create(name="Ana")
        log = WorkLog.objects.create(employee=ana, check_in=NOW, time_zone="UTC")
    on_server(
        f"UPDATE {strange.schema_name}.work_logs SET check_out = 'infinity' WHERE id = %s", log.pk
    )
    sweeps.usage.call()
    assert usage.get(company=strange.pk).people is None
    assert usage.get(company=idle.pk).people == 0
    assert f"{strange.slug} could not be measured" in caplog.text


def test_old_backups_are_pruned(fresh_company: MakeCompany, folder: Path, settings: Any) -> None:
    settings.BACKUP_KEEP_COUNT = 1
    company = fresh_company()
    for days in (60, 50):
        (folder / f"{days}.tar").touch()
        address = str(folder / f"{days}.tar")
        taken = timezone.now() - timedelta(days=days)
        with public_context():
            row = catalogue.begin(company, address=address, run=0, now=taken)
            row.size = 1
            row.save(using=OWNER_ALIAS)
    sweeps.old_backups.call()
    assert [file.name for file in folder.iterdir()] == ["50.tar"]
