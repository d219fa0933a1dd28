"""A shift that someone forgot to end is asked about at the kiosk before anything else."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, Care, MakeLog, asks, madrid
from tests.timetracking.kiosk.tablet import identify, late, refusal_of, say, tap
from timetracking.models import (
    AuditLine,
    CompanySettings,
    Employee,
    Kiosk,
    Location,
    Punch,
    Review,
    WorkLog,
)


@pytest.fixture
def log(ana: Employee, bar: Location, make_log: MakeLog) -> WorkLog:
    """Ana's shift of Tuesday evening, which she has not ended."""
    return make_log(ana, madrid(17, 16, 58), location=bar)


@pytest.fixture
def ended(log: WorkLog, care: Care, ends: CompanySettings) -> WorkLog:
    """The same shift, ended by Shiftbook."""
    care(log, NOW)
    return log


def words_of(piece: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", piece).split())


def test_it_is_asked_after_the_pin(tablet: TenantClient, ana: Employee, log: WorkLog) -> None:
    piece = identify(tablet, ana).json()["question"]
    said = words_of(piece)
    assert "You clocked in on Tuesday 17 November at 16:58 but didn't clock out." in said
    assert "When did you leave?" in said
    assert f'data-working="{log.pk}"' in piece
    assert 'value="2026-11-18T00:58"' in piece


def test_nothing_is_asked_of_who_forgot_nothing(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    assert identify(tablet, ana).json()["question"] == ""
    make_log(ana, madrid(18, 9))
    assert identify(tablet, ana).json()["question"] == ""


def test_the_end_that_is_stated_ends_the_shift_and_lets_the_next_begin(
    tablet: TenantClient, ana: Employee, log: WorkLog
) -> None:
    answer = say(tablet, ana, log, "2026-11-17T23:10").json()
    assert answer["said"] == "Saved: you left at 23:10. A manager will check it."
    assert (answer["state"], answer["actions"]) == ("out", [{"action": "in", "kind": None}])
    assert answer["question"] == ""
    log.refresh_from_db()
    assert (log.check_out, log.review) == (madrid(17, 23, 10), Review.STATED)
    line = AuditLine.objects.for_log(log).get()
    assert (line.actor, line.origin, line.reason) == (ana, "kiosk", "clock-out added later")
    assert Punch.objects.get().kiosk == Kiosk.objects.get()
    assert tap(tablet, ana, "in", token=answer["token"]).status_code == 200


def test_an_automatic_end_is_confirmed(tablet: TenantClient, ana: Employee, ended: WorkLog) -> None:
    ended.refresh_from_db()
    piece = identify(tablet, ana).json()["question"]
    assert "Is that right?" in words_of(piece)
    assert "data-working" not in piece
    assert say(tablet, ana, ended, "", said="right").status_code == 200
    ended.refresh_from_db()
    assert ended.review == Review.STATED
    assert identify(tablet, ana).json()["question"] == ""


def test_a_time_that_cannot_be_is_said_and_stays_typed(
    tablet: TenantClient, ana: Employee, log: WorkLog
) -> None:
    response = say(tablet, ana, log, "2026-11-17T16:00")
    assert response.status_code == 422
    piece = response.json()["question"]
    assert "The shift started at 16:58. Choose a later end." in words_of(piece)
    assert 'value="2026-11-17T16:00"' in piece
    log.refresh_from_db()
    assert log.check_out is None


def test_a_time_that_came_twice_is_asked_about(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    with time_machine.travel(madrid(25, 18, month=10), tick=False):
        log = make_log(ana, madrid(24, 20, month=10))
        first = say(tablet, ana, log, "2026-10-25T02:30")
        assert first.status_code == 422
        assert "Which one?" in words_of(first.json()["question"])
        again = say(tablet, ana, log, "2026-10-25T02:30", occurrence="second")
        assert again.status_code == 200
    log.refresh_from_db()
    assert log.check_out is not None
    assert log.check_out - log.check_in == timedelta(hours=7, minutes=30)


def test_an_answer_sent_twice_counts_once(
    tablet: TenantClient, ana: Employee, log: WorkLog
) -> None:
    key = str(uuid4())
    for _again in range(2):
        assert say(tablet, ana, log, "2026-11-17T23:10", key=key).status_code == 200
    assert AuditLine.objects.for_log(log).count() == 1


def test_what_was_answered_elsewhere_meanwhile_is_not_answered_again(
    tablet: TenantClient, ana: Employee, log: WorkLog
) -> None:
    say(tablet, ana, log, "2026-11-17T23:10")
    assert "changed in the meantime" in refusal_of(say(tablet, ana, log, "2026-11-17T22:00"))


def test_nobody_answers_for_somebody_else(
    tablet: TenantClient, ana: Employee, ben: Employee, log: WorkLog
) -> None:
    token = identify(tablet, ana).json()["token"]
    refusal_of(say(tablet, ben, log, "2026-11-17T23:10", token=token))
    refusal_of(say(tablet, ana, log, "2026-11-17T23:10", token="forged"))
    log.refresh_from_db()
    assert log.check_out is None


@pytest.mark.parametrize("more", [{"shift": "x"}, {"shift": "9" * 18}, {"key": "x"}, {"token": ""}])
def test_what_no_page_of_ours_sends_is_refused(
    tablet: TenantClient, ana: Employee, log: WorkLog, more: dict[str, str]
) -> None:
    assert "could not read" in refusal_of(say(tablet, ana, log, "2026-11-17T23:10", **more), 422)


def test_a_token_lasts_five_minutes_for_an_answer(
    tablet: TenantClient, ana: Employee, log: WorkLog
) -> None:
    token = identify(tablet, ana).json()["token"]
    with time_machine.travel(NOW + timedelta(minutes=4), tick=False):
        assert refusal_of(tap(tablet, ana, "out", token=token, working=log.pk))
        assert say(tablet, ana, log, "x", token=token).status_code == 422
    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        assert say(tablet, ana, log, "x", token=token).status_code == 409


@pytest.mark.parametrize("action", ["out", "break"])
def test_who_is_still_working_says_so(
    tablet: TenantClient, ana: Employee, log: WorkLog, action: str
) -> None:
    assert "didn't clock out" in refusal_of(tap(tablet, ana, action))
    assert tap(tablet, ana, action, working=log.pk).status_code == 200


def test_a_tap_without_a_network_ends_no_forgotten_shift(
    tablet: TenantClient, ana: Employee, log: WorkLog
) -> None:
    hour = timedelta(hours=1)
    assert "didn't clock out" in refusal_of(late(tablet, ana, "out", ago=hour))
    assert Punch.objects.to_settle().count() == 1
    # The tap of who said online that they still work, and whose answer was lost.
    assert late(tablet, ana, "out", ago=timedelta(), working=log.pk).status_code == 200


def test_the_question_costs_one_query_for_who_is_out(tablet: TenantClient, ana: Employee) -> None:
    with asks(11):
        identify(tablet, ana)
