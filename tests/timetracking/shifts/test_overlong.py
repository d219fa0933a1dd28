"""No way of clocking records a shift of more than a day, and an open one counts for no more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.timetracking.conftest import (
    NOW,
    Browse,
    Care,
    MakeLog,
    madrid,
    punch,
    tapped,
    text_of,
)
from timetracking.clocking import punches
from timetracking.clocking.errors import ForgottenShift
from timetracking.models import CompanySettings, Employee, Review, WorkLog

HUNDRED_HOURS = timedelta(hours=100)


@pytest.fixture
def log(ana: Employee, make_log: MakeLog) -> WorkLog:
    """Return a shift that Ana has not ended for 100 hours."""
    return make_log(ana, NOW - HUNDRED_HOURS)


def worked(log: WorkLog) -> timedelta:
    log.refresh_from_db()
    return log.duration(NOW)


SERVICES: dict[str, Callable[..., WorkLog]] = {
    "out": punches.clock_out,
    "break": punches.start_break,
    "back": punches.end_break,
}


@pytest.mark.parametrize("action", SERVICES)
def test_still_working_does_not_keep_it(action: str, ana: Employee, log: WorkLog) -> None:
    with pytest.raises(ForgottenShift):
        SERVICES[action](ana, tapped(ana, still_working=log.pk))
    log.refresh_from_db()
    assert log.check_out is None


def test_the_page_refuses_it_too(browse: Browse, ana: Employee, log: WorkLog) -> None:
    answer = punch(browse(ana), "out", working=log.pk)
    assert answer.status_code == 409
    log.refresh_from_db()
    assert log.check_out is None


def answer_with(browse: Browse, ana: Employee, log: WorkLog, ended_at: str) -> Any:
    form = {"key": str(uuid4()), "shift": log.pk, "version": log.version, "ended_at": ended_at}
    return browse(ana).post("/clock/answer/", form)


def test_the_end_that_is_stated_is_within_a_day_and_to_be_reviewed(
    browse: Browse, ana: Employee, log: WorkLog
) -> None:
    assert answer_with(browse, ana, log, "2026-11-18T12:00").status_code == 422
    assert answer_with(browse, ana, log, "2026-11-15T09:00").status_code == 303
    log.refresh_from_db()
    assert (log.check_out, log.review) == (madrid(15, 9), Review.STATED)


def test_so_is_the_end_that_shiftbook_sets(ends: CompanySettings, care: Care, log: WorkLog) -> None:
    care(log, NOW)
    assert log.review == Review.AUTOMATIC
    assert worked(log) <= timedelta(hours=24)


def test_an_open_shift_counts_for_a_day_at_most_and_is_marked(
    browse: Browse, ana: Employee, log: WorkLog
) -> None:
    assert worked(log) == timedelta(hours=24)
    assert log.is_to_review(NOW)
    assert not log.is_to_review(NOW - HUNDRED_HOURS + timedelta(hours=24))
    said = text_of(browse(ana).get("/timesheet/?week=2026-W46"))
    assert "to check" in said
    assert "24 h 00" in said
    assert "100 h" not in said
