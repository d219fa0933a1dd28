"""When someone left: the end that is stated, which is checked and then to be reviewed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import TenantClient
from tests.timetracking.clocking.conftest import answer, pause
from tests.timetracking.conftest import NOW, Care, MakeLog, madrid, punch, text_of
from timetracking.models import AuditLine, CompanySettings, Employee, Punch, Review, WorkLog
from timetracking.trail.verifying import flaws


def test_the_end_that_is_stated_ends_the_shift_and_is_to_be_reviewed(
    page: TenantClient, ana: Employee, log: WorkLog
) -> None:
    response = answer(page, log, "2026-11-17T23:10")
    assert (response.status_code, response["Location"]) == (303, "/")
    log.refresh_from_db()
    assert (log.check_out, log.review, log.version) == (madrid(17, 23, 10), Review.STATED, 2)
    line = AuditLine.objects.get()
    assert (line.actor, line.reason) == (ana, "clock-out added later")
    assert list(flaws()) == []
    following = page.get("/")
    assert "Saved: you left at 23:10. A manager will check it." in text_of(following)
    assert b'id="clock-button"' in following.content
    assert punch(page, "in").status_code == 303


def test_an_answer_sent_twice_counts_once(page: TenantClient, log: WorkLog) -> None:
    key = str(uuid4())
    answers = [answer(page, log, "2026-11-17T23:10", key=key) for _again in range(2)]
    assert [response.status_code for response in answers] == [303, 303]
    assert Punch.objects.count() == AuditLine.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter when you left."),
        ("yesterday", "Enter a date and a time, such as 2026-11-21 17:30."),
        ("2026-11-18T13:02", "The shift cannot end in the future. Choose an earlier time."),
        ("2026-11-17T16:58", "The shift started at 16:58. Choose a later end."),
        ("2026-11-17T19:59", "There is a break after that. Choose a later end."),
    ],
)
def test_an_end_that_cannot_be_is_refused_and_stays_typed(
    page: TenantClient, log: WorkLog, typed: str, sentence: str
) -> None:
    pause(log, madrid(17, 19), madrid(17, 20))
    response = answer(page, log, typed)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert f'value="{typed}"' in response.content.decode() or not typed
    log.refresh_from_db()
    assert (log.check_out, log.version) == (None, 1)
    # The form has a key of its own now, so that the next try is not a replay.
    key = response.context["panel"].answer["key"].value()
    assert answer(page, log, "2026-11-17T23:10", key=key).status_code == 303


@pytest.mark.parametrize(
    ("start", "typed", "sentence"),
    [
        (
            datetime(2026, 3, 28, 21, tzinfo=UTC),
            "2026-03-29T02:30",
            "02:30 does not exist on that day because the clocks go forward.",
        ),
        (
            datetime(2026, 10, 24, 20, tzinfo=UTC),
            "2026-10-25T02:30",
            "02:30 happens twice on that day because the clocks go back.",
        ),
    ],
)
def test_a_time_that_is_none_or_two_is_asked_about(
    page: TenantClient, ana: Employee, make_log: MakeLog, start: datetime, typed: str, sentence: str
) -> None:
    log = make_log(ana, start)
    response = answer(page, log, typed)
    assert response.status_code == 422
    assert sentence in text_of(response)


def test_of_a_time_that_comes_twice_the_second_can_be_meant(
    page: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, datetime(2026, 10, 24, 20, tzinfo=UTC))
    assert answer(page, log, "2026-10-25T02:30", occurrence="second").status_code == 303
    log.refresh_from_db()
    assert log.duration(NOW) == timedelta(hours=5, minutes=30)


def test_an_open_break_ends_with_the_end_that_is_stated(page: TenantClient, log: WorkLog) -> None:
    taken = pause(log, madrid(17, 20), None)
    answer(page, log, "2026-11-17T21:00")
    taken.refresh_from_db()
    assert taken.end == madrid(17, 21)


def test_an_automatic_end_that_is_right_stays_to_be_reviewed(
    page: TenantClient, ended: WorkLog
) -> None:
    assert answer(page, ended, said="right").status_code == 303
    ended.refresh_from_db()
    assert (ended.check_out, ended.review) == (madrid(18, 0, 58), Review.STATED)
    assert list(WorkLog.objects.to_review()) == [ended]
    assert "Is that right?" not in text_of(page.get("/"))


@pytest.mark.parametrize("hour", [20, 23])
def test_an_automatic_end_that_is_wrong_is_replaced(
    page: TenantClient, ended: WorkLog, hour: int
) -> None:
    assert answer(page, ended, f"2026-11-17T{hour}:00").status_code == 303
    ended.refresh_from_db()
    assert (ended.check_out, ended.review) == (madrid(17, hour), Review.STATED)


def test_a_break_that_ran_ends_with_the_end_that_is_stated_instead(
    page: TenantClient, log: WorkLog, care: Care, ends: CompanySettings
) -> None:
    taken = pause(log, madrid(17, 20), None)
    care(log, NOW)
    answer(page, log, "2026-11-17T21:00")
    taken.refresh_from_db()
    assert taken.end == madrid(17, 21)


def test_a_break_that_was_ended_stays_as_it_was(
    page: TenantClient, log: WorkLog, care: Care, ends: CompanySettings
) -> None:
    taken = pause(log, madrid(18, 1), madrid(18, 2))
    care(log, NOW)
    assert log.check_out == madrid(18, 2)
    assert answer(page, log, "2026-11-18T03:00").status_code == 303
    taken.refresh_from_db()
    log.refresh_from_db()
    assert (taken.end, log.check_out) == (madrid(18, 2), madrid(18, 3))


def test_an_end_within_the_next_shift_is_refused(
    page: TenantClient, ana: Employee, ended: WorkLog, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 8), madrid(18, 9))
    response = answer(page, ended, "2026-11-18T08:30")
    assert response.status_code == 409 or response.status_code == 422
    ended.refresh_from_db()
    assert (ended.check_out, ended.review) == (madrid(18, 0, 58), Review.AUTOMATIC)


@pytest.mark.parametrize("change", [{"version": 7}, {"review": "", "check_out": NOW}])
def test_what_was_changed_meanwhile_is_left_alone(
    page: TenantClient, log: WorkLog, change: dict[str, Any]
) -> None:
    WorkLog.objects.filter(pk=log.pk).update(**change)
    response = answer(page, log, "2026-11-17T23:10")
    assert response.status_code == 409
    assert "This shift has changed in the meantime" in text_of(response)
