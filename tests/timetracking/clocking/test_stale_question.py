"""The next tap asks about yesterday: when someone left, or whether Shiftbook's end is right."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from tests.conftest import TenantClient
from tests.timetracking.clocking.conftest import HOUR, answer
from tests.timetracking.conftest import NOW, MakeLog, asks, madrid, punch, tapped, text_of
from timetracking.clocking.errors import ForgottenShift, QuestionGone
from timetracking.clocking.forgotten import StatedEnd, state_end
from timetracking.clocking.punches import clock_out
from timetracking.models import Employee, Review, WorkLog


def test_a_shift_that_runs_for_too_long_is_asked_about(page: TenantClient, log: WorkLog) -> None:
    response = page.get("/")
    said = text_of(response)
    assert "You clocked in on Tuesday 17 November at 16:58 but didn't clock out." in said
    assert "When did you leave?" in said
    assert 'value="2026-11-18T00:58"' in response.content.decode()
    assert 'id="clock-button"' not in response.content.decode()


def test_a_shift_of_fewer_hours_is_not_asked_about(
    page: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    make_log(ana, NOW - 12 * HOUR + timedelta(minutes=1))
    response = page.get("/")
    assert "When did you leave?" not in text_of(response)
    assert b'id="clock-button"' in response.content


def test_a_blind_clock_out_ends_no_stale_shift(page: TenantClient, log: WorkLog) -> None:
    response = punch(page, "out")
    assert response.status_code == 409
    said = text_of(response)
    assert "You clocked in on Tuesday 17 November at 16:58 but didn't clock out. Enter when" in said
    assert "When did you leave?" in said
    log.refresh_from_db()
    assert log.check_out is None


def test_a_kiosk_is_told_so_too(ana: Employee, log: WorkLog) -> None:
    with pytest.raises(ForgottenShift, match="or ask a manager"):
        clock_out(ana, tapped(ana))


def test_who_is_still_working_says_so_and_clocks_out_now(page: TenantClient, log: WorkLog) -> None:
    response = page.get(f"/?working={log.pk}")
    assert b'id="clock-button"' in response.content
    assert f'name="working" value="{log.pk}"' in response.content.decode()
    assert punch(page, "out", working=log.pk).status_code == 303
    log.refresh_from_db()
    assert (log.check_out, log.review) == (NOW, Review.NONE)


@pytest.mark.parametrize("working", ["0", "x", "9" * 40, "²", "-1"])
def test_what_is_said_of_another_shift_does_not_count(
    page: TenantClient, log: WorkLog, working: str
) -> None:
    assert "When did you leave?" in text_of(page.get("/", {"working": working}))
    assert punch(page, "out", working=working).status_code == 409


def test_who_is_still_working_stays_so_through_a_break(page: TenantClient, log: WorkLog) -> None:
    response = punch(page, "break", working=log.pk)
    assert response["Location"].endswith(f"&working={log.pk}")
    assert b'id="clock-button"' in page.get(response["Location"]).content


def test_an_automatic_end_is_asked_about(page: TenantClient, ended: WorkLog) -> None:
    said = text_of(page.get("/"))
    assert "Shiftbook ended your shift on Wednesday 18 November at 00:58." in said
    assert "Is that right?" in said


def test_an_answer_is_no_tap_to_be_undone(page: TenantClient, ended: WorkLog) -> None:
    key = str(uuid4())
    assert answer(page, ended, said="right", key=key).status_code == 303
    assert punch(page, "undo", key=key).status_code == 409
    ended.refresh_from_db()
    assert (ended.check_out, ended.review) == (madrid(18, 0, 58), Review.STATED)


def test_an_open_shift_cannot_be_said_to_be_right(page: TenantClient, log: WorkLog) -> None:
    assert answer(page, log, said="right").status_code == 409
    log.refresh_from_db()
    assert log.check_out is None


def test_nobody_answers_for_another(page: TenantClient, ben: Employee, make_log: MakeLog) -> None:
    theirs = make_log(ben, madrid(17, 16))
    assert answer(page, theirs, "2026-11-17T23:10").status_code == 400
    theirs.refresh_from_db()
    assert theirs.check_out is None


def test_the_service_ends_nobody_else_s_shift(
    ana: Employee, ben: Employee, make_log: MakeLog
) -> None:
    theirs = make_log(ben, madrid(17, 16))
    with pytest.raises(QuestionGone):
        state_end(ana, tapped(ana), StatedEnd(theirs.pk, 1, madrid(17, 23)))


@pytest.mark.parametrize("missing", ["key", "version", "shift"])
def test_a_form_of_no_page_of_ours_changes_nothing(
    page: TenantClient, log: WorkLog, missing: str
) -> None:
    response = answer(page, log, "2026-11-17T23:10", **{missing: ""})
    assert response.status_code == 400
    assert "out of date" in text_of(response)


def test_a_manager_s_review_ends_the_question(page: TenantClient, ended: WorkLog) -> None:
    WorkLog.objects.update(review=Review.NONE)
    assert "Is that right?" not in text_of(page.get("/"))


def test_the_question_costs_nothing_while_in(page: TenantClient, log: WorkLog) -> None:
    # session, user, employee, company, logs, breaks, kinds of break
    with asks(7), time_machine.travel(NOW, tick=False):
        page.get("/")
