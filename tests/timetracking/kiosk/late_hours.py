"""Hours that someone makes with a tablet of their own, and their review."""

from collections.abc import Callable
from datetime import timedelta

from tests.conftest import TenantClient
from tests.timetracking.conftest import Browse
from tests.timetracking.kiosk.tablet import PIN, identify, late, tap
from timetracking.models import Employee, WorkLog

HALF_A_DAY = timedelta(hours=11, minutes=54)
Laptop = Callable[[Employee], TenantClient]


def make_hours(laptop: TenantClient, employee: Employee, pin: str = PIN) -> WorkLog:
    """Send "in" half a day late, and "out" now."""
    assert late(laptop, employee, "in", ago=HALF_A_DAY, pin=pin).status_code == 200
    token = identify(laptop, employee, pin).json()["token"]
    assert tap(laptop, employee, "out", token=token).status_code == 200
    return WorkLog.objects.get(employee=employee)


def confirm(browse: Browse, who: Employee, log: WorkLog) -> int:
    """Confirm a shift's times; return the status."""
    log.refresh_from_db()
    path = f"/shifts/{log.pk}/confirm/"
    return int(browse(who).post(path, {"version": log.version}).status_code)


def review_of(log: WorkLog) -> str:
    """Return why the shift has to be reviewed now, "" if it has not."""
    log.refresh_from_db()
    return log.review
