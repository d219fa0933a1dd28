"""The check of a deployment without a worker."""

from typing import Any

import pytest
from django.db import OperationalError

from jobs.checks import check_worker
from tenants import wakeups
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.jobs import tasks
from tests.jobs.conftest import on_server


def test_jobs_that_nobody_does_are_reported(company: Tenant) -> None:
    with tenant_context(company):
        tasks.note.enqueue("hello")
    assert check_worker(None) == []
    on_server("UPDATE public.tenants_wakeup SET due_at = due_at - interval '12 min'")
    (message,) = check_worker(None)
    assert message.id == "jobs.W001"
    assert "waiting for 12 minutes" in message.msg


def test_before_there_is_a_database_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise OperationalError

    monkeypatch.setattr(wakeups, "figures", fail)
    assert check_worker(None) == []
