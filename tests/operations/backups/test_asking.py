"""Backups as jobs: one for each company at a time, brought forward if somebody asks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from jobs.models import Job
from jobs.running import run_next
from operations.backups import asking, catalogue
from operations.backups.errors import BackupError
from tenants.context import public_context
from tenants.models import Tenant
from tests import due
from tests.jobs.conftest import on_server

SOON = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def by_hand(committed: None) -> Iterator[None]:
    due.disconnect()
    _empty()  # tests of public keep the jobs that are done
    yield
    _empty()
    due.connect()


def _empty() -> None:
    for table in ("jobs", "tenants_wakeup", "security_events"):
        on_server(f"DELETE FROM public.{table}")


def ask(company: Tenant) -> None:
    request = RequestFactory().post("/")
    with public_context():
        asking.ask(company, request=request)


def state_of(company: Tenant) -> str:
    with public_context():
        found = asking.progress_of([company]).get(company.pk)
    return found.state if found else ""


def jobs() -> list[Job]:
    with public_context():
        return list(Job.objects.order_by("pk"))


def test_a_backup_that_was_asked_for_is_made_and_verified(company: Tenant, folder: Path) -> None:
    assert state_of(company) == ""
    ask(company)
    ask(company)
    assert len(jobs()) == 1
    assert state_of(company) == "waiting"
    assert run_next(None)
    assert state_of(company) == "done"
    with public_context():
        assert catalogue.latest()[company.pk].verified


def test_one_that_is_planned_for_the_night_is_brought_forward(
    company: Tenant, folder: Path
) -> None:
    with public_context():
        asking.plan(company, at=SOON)
        assert asking.unfinished() == []
    assert state_of(company) == "planned"
    assert not run_next(None)
    ask(company)
    assert len(jobs()) == 1
    assert run_next(None)
    assert state_of(company) == "done"


def test_one_that_failed_says_so_and_is_tried_again_at_once(
    company: Tenant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError("No space left on device")

    ask(company)
    with monkeypatch.context() as patch:
        patch.setattr("operations.backups.making.back_up", full)
        assert run_next(None)
    assert state_of(company) == "again"
    with public_context():
        assert [one.error for one in asking.unfinished()] == ["OSError"]
    assert not run_next(None)
    ask(company)
    assert state_of(company) == "again"
    assert run_next(None)
    assert state_of(company) == "done"


def test_one_that_runs_is_not_begun_a_second_time(company: Tenant, folder: Path) -> None:
    ask(company)
    with public_context():
        now = timezone.now()
        Job.objects.update(started_at=now, run_after=now + timedelta(minutes=2), attempts=1)
    assert state_of(company) == "running"
    ask(company)
    assert not run_next(None)
    assert [job.attempts for job in jobs()] == [1]


def test_one_that_was_given_up_is_shown(company: Tenant, folder: Path) -> None:
    ask(company)
    with public_context():
        Job.objects.update(state="failed", finished_at=timezone.now(), error="a.module.NotWhole")
        (found,) = asking.unfinished()
    assert (found.state, found.error) == ("failed", "NotWhole")
    ask(company)
    assert run_next(None)
    with public_context():
        assert asking.unfinished() == []


def test_without_a_place_nothing_is_asked_for(company: Tenant, settings: Any) -> None:
    settings.BACKUP_DIR = "s3://"
    with pytest.raises(BackupError, match="has no bucket"):
        ask(company)
    assert jobs() == []
