"""A shift of yesterday that has not been ended, and the answer about it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, Browse, Care, MakeLog, madrid
from timetracking.models import Break, BreakKind, CompanySettings, Employee, WorkLog

HOUR = timedelta(hours=1)


def pause(log: WorkLog, start: datetime, end: datetime | None, **fields: Any) -> Break:
    kind = BreakKind.objects.first() or BreakKind.objects.create(name="Lunch")
    return Break.objects.create(work_log=log, kind=kind, start=start, end=end, is_paid=False)


@pytest.fixture
def log(ana: Employee, make_log: MakeLog) -> WorkLog:
    """Ana's shift of Tuesday evening, which she has not ended."""
    return make_log(ana, madrid(17, 16, 58))


@pytest.fixture
def ended(log: WorkLog, care: Care, ends: CompanySettings) -> WorkLog:
    """The same shift, ended by Shiftbook."""
    care(log, NOW)
    return log


@pytest.fixture
def page(ana: Employee, browse: Browse) -> TenantClient:
    return browse(ana)


def answer(client: TenantClient, log: WorkLog, ended_at: str = "", **more: Any) -> Any:
    data = {"key": str(uuid4()), "shift": log.pk, "version": log.version, "ended_at": ended_at}
    return client.post("/clock/answer/", data | more)
