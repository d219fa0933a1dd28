"""Requests that are refused, with a sentence and the form still filled."""

from typing import Any

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, madrid, shift_form, text_of
from tests.timetracking.corrections.sending import ask, ask_missing
from timetracking.models import BreakKind, Correction, Employee, WorkLog
from timetracking.shifts.proposals import Proposal


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"check_out": "2026-11-18T18:00"}, "This time is in the future. Choose an earlier one."),
        ({"check_in": "2026-11-18T18:00"}, "This time is in the future."),
        ({"check_out": "2026-11-17T08:00"}, "The shift has to end after it starts."),
        ({"check_in": "2026-11-16T12:00"}, "This shift would be longer than 24 hours."),
        ({"check_out": ""}, "Enter when the shift ended."),
        ({"check_in": ""}, "Enter when the shift started."),
        ({"check_in": "yesterday"}, "Enter a valid date/time."),
        ({"check_in": "0026-11-17T09:00"}, "Enter a valid date/time."),
        ({"check_out": "9999-12-31T23:59"}, "Enter a valid date/time."),
        ({"reason": "  "}, "Please give a reason."),
        ({"reason": "x" * 501}, "This is too long: it has 501 characters, and the limit is 500."),
        ({"notes": "x" * 1002}, "This is too long: it has 1002 characters, and the limit is 1001."),
        ({}, "You have not changed anything. Change something first."),
        ({"new": [("K", "08:00", "08:30")]}, "The break that starts at 08:00 is outside"),
        ({"new": [("K", "16:50", "17:30")]}, "The break that starts at 16:50 is outside"),
        ({"new": [("K", "12:00", "11:30")]}, "The break that starts at 12:00 has to end later"),
        ({"new": [("K", "12:00", "")]}, "Enter when each break ended."),
        ({"new": [("K", "", "12:00")]}, "Enter when the break started."),
        ({"new": [("K", "noon", "12:30")]}, "Enter a time such as 13:30."),
        ({"new": [("K", "12:00", "12:30"), ("K", "12:20", "12:40")]}, "overlaps the one before it"),
        ({"new": [("4711", "12:00", "12:30")]}, "Select a valid choice."),
        ({"breaks-TOTAL_FORMS": ""}, "ManagementForm data is missing"),
        ({"breaks-TOTAL_FORMS": "99999"}, "at most 12 forms"),
    ],
)
def test_a_broken_rule_answers_with_a_sentence_and_the_form_still_filled(
    changes: dict[str, Any],
    sentence: str,
    browse: Browse,
    ana: Employee,
    tapped_shift: WorkLog,
    owner: Employee,
) -> None:
    kind = BreakKind.objects.get().pk
    if "new" in changes:
        rows = [(kind if row[0] == "K" else row[0], *row[1:]) for row in changes["new"]]
        changes = {"new": rows}
    answer = ask(browse, ana, tapped_shift, **{"reason": "Because of the till", **changes})
    assert answer.status_code == 422
    page = text_of(answer)
    assert sentence in page
    if "reason" not in changes:
        assert "Because of the till" in page
    for _kind, start, _end in changes.get("new", []):
        assert f'value="{start}"' in answer.content.decode() or not start
    assert not Correction.objects.exists()


def test_a_shift_moved_onto_another_names_the_other(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, make_log: MakeLog, owner: Employee
) -> None:
    make_log(ana, madrid(17, 18), madrid(17, 20))
    answer = ask(browse, ana, tapped_shift, check_out="2026-11-17T19:00")
    assert answer.status_code == 422
    assert "This overlaps another shift: Tue 17 Nov, 18:00 to 20:00." in text_of(answer)


def test_a_backdated_shift_before_an_open_one_is_allowed(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    make_log(ana, madrid(18, 10))
    times = {"check_in": "2026-11-18T08:00", "check_out": "2026-11-18T10:00"}
    assert ask_missing(browse, ana, **times).status_code == 303


def test_a_backdated_shift_that_reaches_into_an_open_one_is_refused(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    make_log(ana, madrid(18, 10))
    times = {"check_in": "2026-11-18T08:00", "check_out": "2026-11-18T10:01"}
    answer = ask_missing(browse, ana, **times)
    assert answer.status_code == 422
    assert "the shift that has been running since Wed 18 Nov, 10:00" in text_of(answer)


def test_a_shift_that_runs_may_keep_running(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    log = make_log(ana, madrid(18, 10))
    assert ask(browse, ana, log, check_in="2026-11-18T09:30").status_code == 303
    after = Proposal.of_snapshot(Correction.objects.get().after or {})
    assert (after.check_in, after.check_out) == (madrid(18, 9, 30), None)


def test_a_missing_shift_needs_an_end(browse: Browse, ana: Employee, owner: Employee) -> None:
    answer = ask_missing(browse, ana, check_in="2026-11-17T09:00")
    assert answer.status_code == 422
    assert "Enter when the shift ended." in text_of(answer)


def test_a_missing_shift_asked_for_twice_is_asked_for_once(
    browse: Browse, ana: Employee, owner: Employee
) -> None:
    times = {"check_in": "2026-11-17T09:00", "check_out": "2026-11-17T10:00"}
    assert ask_missing(browse, ana, **times).status_code == 303
    answer = ask_missing(browse, ana, **times)
    assert answer.status_code == 409
    assert "is already waiting" in text_of(answer)
    assert Correction.objects.count() == 1


def test_one_request_a_shift_waits_at_a_time(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    assert ask(browse, ana, tapped_shift, notes="One").status_code == 303
    answer = ask(browse, ana, tapped_shift, notes="Two")
    assert answer.status_code == 409
    assert "A request about this shift is already waiting." in text_of(answer)
    assert Correction.objects.count() == 1


def test_a_request_on_a_stale_page_shows_both_versions(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    sent = shift_form(tapped_shift, notes="Mine")
    WorkLog.objects.update(notes="Theirs", version=2)
    client = browse(ana)
    answer = client.post(f"/shifts/{tapped_shift.pk}/correct/", sent)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Currently recorded What you typed" in page
    assert "Note Theirs Mine" in page
    assert "Which one?" not in page
    assert (
        client.post(f"/shifts/{tapped_shift.pk}/correct/", sent | {"version": 2}).status_code == 303
    )


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30])
def test_a_crafted_version_is_a_stale_one(
    version: str, browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    assert ask(browse, ana, tapped_shift, notes="Mine", version=version).status_code == 409


def test_nobody_asks_for_another_s_shift(
    browse: Browse, tapped_shift: WorkLog, make_employee: MakeEmployee, manager: Employee
) -> None:
    for person in (make_employee("Cleo"), manager):
        assert ask(browse, person, tapped_shift, notes="x").status_code == 404
    assert not Correction.objects.exists()


def test_who_has_left_asks_for_nothing(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    client = browse(ana)
    Employee.objects.filter(pk=ana.pk).update(is_active=False)
    answer = client.post(f"/shifts/{tapped_shift.pk}/correct/", shift_form(tapped_shift, notes="x"))
    assert answer.status_code == 403
    assert not Correction.objects.exists()
