"""A typed PIN counts for a few minutes, and no longer than the PIN itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, MakeLog, madrid
from tests.timetracking.kiosk.tablet import PIN, identify, refusal_of, say, tap
from timetracking.base.authors import Author
from timetracking.kiosk import pins
from timetracking.models import Employee, Location, WorkLog

LEFT = "2026-11-17T23:10"


@pytest.fixture
def log(ana: Employee, bar: Location, make_log: MakeLog) -> WorkLog:
    """Ana's shift of Tuesday evening, which she has not ended."""
    return make_log(ana, madrid(17, 16, 58), location=bar)


def test_after_an_answer_there_is_a_minute_for_the_tap(
    tablet: TenantClient, ana: Employee, log: WorkLog, clock: time_machine.Traveller
) -> None:
    token = identify(tablet, ana).json()["token"]
    clock.shift(timedelta(minutes=3))
    next_token = say(tablet, ana, log, LEFT, token=token).json()["token"]
    clock.shift(timedelta(seconds=59))
    assert tap(tablet, ana, "in", token=next_token).status_code == 200


def test_an_answer_that_is_sent_again_renews_nothing(
    tablet: TenantClient, ana: Employee, log: WorkLog, clock: time_machine.Traveller
) -> None:
    key, token = str(uuid4()), identify(tablet, ana).json()["token"]
    say(tablet, ana, log, LEFT, key=key, token=token)
    clock.shift(timedelta(seconds=61))
    answer = say(tablet, ana, log, LEFT, key=key, token=token)
    assert answer.status_code == 200
    assert "took too long" in refusal_of(tap(tablet, ana, "in", token=answer.json()["token"]))


def test_a_lost_answer_that_is_sent_again_at_once_lets_them_tap(
    tablet: TenantClient, ana: Employee, log: WorkLog, clock: time_machine.Traveller
) -> None:
    key, token = str(uuid4()), identify(tablet, ana).json()["token"]
    say(tablet, ana, log, LEFT, key=key, token=token)
    clock.shift(timedelta(seconds=20))
    answer = say(tablet, ana, log, LEFT, key=key, token=token).json()
    assert tap(tablet, ana, "in", token=answer["token"]).status_code == 200


def test_answers_do_not_prolong_the_five_minutes_of_a_pin(
    tablet: TenantClient, ana: Employee, log: WorkLog, clock: time_machine.Traveller
) -> None:
    key, token = str(uuid4()), identify(tablet, ana).json()["token"]
    clock.shift(timedelta(minutes=4, seconds=40))
    token = say(tablet, ana, log, LEFT, key=key, token=token).json()["token"]
    clock.shift(timedelta(seconds=21))
    assert "took too long" in refusal_of(tap(tablet, ana, "in", token=token))
    assert "took too long" in refusal_of(say(tablet, ana, log, LEFT, key=key, token=token))


ENDS: dict[str, Callable[[Employee], None]] = {
    "removed": lambda ana: pins.remove_pin(ana, by=Author(ana)),
    "set anew": lambda ana: pins.set_pin(ana, PIN, by=Author(ana)),
    "changed": lambda ana: pins.set_pin(ana, "739164", by=Author(ana)),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("use", ["tap", "answer", "undo"])
def test_a_token_ends_with_its_pin(
    end: str, use: str, tablet: TenantClient, ana: Employee, log: WorkLog
) -> None:
    key, token = str(uuid4()), identify(tablet, ana).json()["token"]
    if use == "undo":
        assert tap(tablet, ana, "out", key=key, token=token, working=log.pk).status_code == 200
    ENDS[end](ana)
    uses: dict[str, Callable[[], Any]] = {
        "tap": lambda: tap(tablet, ana, "out", token=token, working=log.pk),
        "answer": lambda: say(tablet, ana, log, LEFT, token=token),
        "undo": lambda: tablet.post(
            "/kiosk/undo/", {"employee": ana.pk, "key": key, "token": token}
        ),
    }
    assert "took too long" in refusal_of(uses[use]())


def test_only_a_shift_that_is_asked_about_is_answered(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, NOW - timedelta(hours=2))
    assert "changed in the meantime" in refusal_of(say(tablet, ana, log, "2026-11-18T12:30"))
    log.refresh_from_db()
    assert log.check_out is None
