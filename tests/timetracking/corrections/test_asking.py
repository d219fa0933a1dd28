"""Asking for a change of a shift, or for a missing one: the form, the rules, the request."""

from datetime import timedelta
from typing import Any

import pytest

from tests.timetracking.conftest import (
    Browse,
    MakeEmployee,
    MakeLog,
    madrid,
    shift_form,
    text_of,
)
from timetracking.models import (
    AuditLine,
    Break,
    BreakKind,
    CompanySettings,
    Correction,
    Employee,
    EmployeeLocation,
    Location,
    WorkLog,
)
from timetracking.shifts.proposals import Proposal


@pytest.fixture
def shift(ana: Employee, make_log: MakeLog) -> WorkLog:
    """Return Tuesday's shift of Ana's, whose taps were seconds after the minute."""
    return make_log(
        ana,
        madrid(17, 9) + timedelta(seconds=23),
        madrid(17, 17) + timedelta(seconds=41),
        notes="Busy",
    )


@pytest.fixture
def lunch(shift: WorkLog) -> Break:
    """Return the lunch of it."""
    return Break.objects.create(
        work_log=shift,
        kind=BreakKind.objects.get(),
        is_paid=False,
        start=madrid(17, 13) + timedelta(seconds=5),
        end=madrid(17, 13, 20) + timedelta(seconds=7),
    )


def ask(browse: Browse, ana: Employee, log: WorkLog, **changes: Any) -> Any:
    return browse(ana).post(f"/shifts/{log.pk}/correct/", shift_form(log, **changes))


def ask_missing(browse: Browse, ana: Employee, **changes: Any) -> Any:
    return browse(ana).post("/corrections/add/", shift_form(**changes))


def test_a_request_keeps_before_after_and_why_and_changes_nothing(
    browse: Browse, ana: Employee, shift: WorkLog, owner: Employee
) -> None:
    answer = ask(browse, ana, shift, check_out="2026-11-17T18:30", reason="Stayed to clean")
    assert answer.status_code == 303
    correction = Correction.objects.get()
    assert (correction.kind, correction.status, correction.reason) == (
        "change",
        "pending",
        "Stayed to clean",
    )
    assert (correction.asked_by, correction.employee) == (ana, ana)
    before = Proposal.of_snapshot(correction.before or {})
    after = Proposal.of_snapshot(correction.after or {})
    assert before == Proposal.of_log(shift)
    assert (after.check_in, after.check_out) == (shift.check_in, madrid(17, 18, 30))
    assert after.notes == "Busy"
    shift.refresh_from_db()
    assert shift.version == 1


def test_what_is_not_touched_keeps_its_seconds(
    browse: Browse, ana: Employee, shift: WorkLog, lunch: Break, owner: Employee
) -> None:
    assert ask(browse, ana, shift, notes="Very busy").status_code == 303
    after = Proposal.of_snapshot(Correction.objects.get().after or {})
    was = Proposal.of_log(shift)
    assert (after.check_in, after.check_out, after.breaks) == (
        was.check_in,
        was.check_out,
        was.breaks,
    )


def test_a_request_is_a_line_of_the_trail(
    browse: Browse, ana: Employee, shift: WorkLog, owner: Employee
) -> None:
    ask(browse, ana, shift, notes="Very busy", reason="It was")
    line = AuditLine.objects.get(subject="correction")
    assert (line.act, line.actor, line.employee) == ("created", ana, ana)
    assert (line.after or {})["reason"] == "It was"
    assert not AuditLine.objects.filter(subject="worklog").exists()


def test_a_break_can_be_added_changed_and_removed(
    browse: Browse, ana: Employee, shift: WorkLog, lunch: Break, owner: Employee
) -> None:
    kind = lunch.kind_id
    ask(browse, ana, shift, new=[(kind, "15:00", "15:10")], **{"breaks-0-end": "13:45"})
    after = Proposal.of_snapshot(Correction.objects.get().after or {})
    assert [(p.start, p.end) for p in after.breaks] == [
        (lunch.start, madrid(17, 13, 45)),
        (madrid(17, 15), madrid(17, 15, 10)),
    ]
    Correction.objects.all().delete()
    ask(browse, ana, shift, **{"breaks-0-DELETE": "on"})
    assert not Proposal.of_snapshot(Correction.objects.get().after or {}).breaks


def test_a_break_after_midnight_is_on_the_next_day(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    night = make_log(ana, madrid(16, 22), madrid(17, 6))
    kind = BreakKind.objects.get().pk
    ask(browse, ana, night, new=[(kind, "23:30", "00:10")])
    after = Proposal.of_snapshot(Correction.objects.get().after or {})
    assert [(p.start, p.end) for p in after.breaks] == [(madrid(16, 23, 30), madrid(17, 0, 10))]


def test_that_a_break_could_not_be_taken_takes_the_deduction_away(
    browse: Browse, ana: Employee, shift: WorkLog, company: CompanySettings, owner: Employee
) -> None:
    company.rules.deducts_breaks = True
    company.rules.save()
    WorkLog.objects.update(deducted=1800)
    shift.refresh_from_db()
    page = browse(ana).get(f"/shifts/{shift.pk}/correct/").content.decode()
    assert 'name="waived"' in page
    ask(browse, ana, shift, waived="on")
    kept = Correction.objects.get().after or {}
    assert (kept["deduction_waived"], kept["deducted"]) == (True, 0)


def test_a_company_that_deducts_nothing_does_not_ask_about_it(
    browse: Browse, ana: Employee, shift: WorkLog, owner: Employee
) -> None:
    page = browse(ana).get(f"/shifts/{shift.pk}/correct/").content.decode()
    assert 'name="waived"' not in page


def test_the_location_is_one_of_theirs(
    browse: Browse, ana: Employee, shift: WorkLog, owner: Employee
) -> None:
    mine, other = (Location.objects.create(name=name) for name in ("Harbour", "Old Town"))
    EmployeeLocation.objects.create(employee=ana, location=mine)
    answer = ask(browse, ana, shift, location=other.pk)
    assert answer.status_code == 422
    assert ask(browse, ana, shift, location=mine.pk).status_code == 303
    assert (Correction.objects.get().after or {})["location"] == mine.pk


def test_a_missing_shift_is_in_the_zone_of_its_location(
    browse: Browse, ana: Employee, owner: Employee
) -> None:
    island = Location.objects.create(name="Island", time_zone="Atlantic/Canary")
    EmployeeLocation.objects.create(employee=ana, location=island)
    times = {"check_in": "2026-11-16T09:00", "check_out": "2026-11-16T12:00"}
    assert ask_missing(browse, ana, location=island.pk, **times).status_code == 303
    correction = Correction.objects.get()
    after = Proposal.of_snapshot(correction.after or {})
    assert (correction.kind, correction.before) == ("missing", None)
    assert (after.check_in, after.time_zone) == (madrid(16, 10), "Atlantic/Canary")


def test_a_missing_shift_begins_with_the_end_of_the_one_before_it(
    browse: Browse, ana: Employee, shift: WorkLog, owner: Employee
) -> None:
    """It is typed to the minute, and the tap was 41 seconds later."""
    times = {"check_in": "2026-11-17T17:00", "check_out": "2026-11-17T19:00"}
    assert ask_missing(browse, ana, **times).status_code == 303
    after = Proposal.of_snapshot(Correction.objects.get().after or {})
    assert after.check_in == shift.check_out


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"check_out": "2026-11-18T18:00"}, "This time has not come yet. Choose one up to now."),
        ({"check_in": "2026-11-18T18:00"}, "This time has not come yet."),
        ({"check_out": "2026-11-17T08:00"}, "The shift has to end after it began."),
        ({"check_in": "2026-11-16T12:00"}, "That would be a shift of more than 24 hours."),
        ({"check_out": ""}, "Say when the shift ended."),
        ({"check_in": ""}, "Say when the shift began."),
        ({"check_in": "yesterday"}, "Enter a valid date/time."),
        ({"check_in": "0026-11-17T09:00"}, "Enter a valid date/time."),
        ({"check_out": "9999-12-31T23:59"}, "Enter a valid date/time."),
        ({"reason": "  "}, "Write a word on why."),
        ({"reason": "x" * 501}, "That is too long: 501 characters, at most 500 fit."),
        ({"notes": "x" * 1002}, "That is too long: 1002 characters, at most 1001 fit."),
        ({}, "Nothing is different from what is recorded. Change something first."),
        ({"new": [("K", "08:00", "08:30")]}, "The break that begins at 08:00 is not within"),
        ({"new": [("K", "16:50", "17:30")]}, "The break that begins at 16:50 is not within"),
        ({"new": [("K", "12:00", "11:30")]}, "The break that begins at 12:00 has to end after"),
        ({"new": [("K", "12:00", "")]}, "Say when each break ended."),
        ({"new": [("K", "", "12:00")]}, "Say when the break began."),
        ({"new": [("K", "noon", "12:30")]}, "Write a time such as 13:30."),
        ({"new": [("K", "12:00", "12:30"), ("K", "12:20", "12:40")]}, "begins before the one"),
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
    shift: WorkLog,
    owner: Employee,
) -> None:
    kind = BreakKind.objects.get().pk
    if "new" in changes:
        rows = [(kind if row[0] == "K" else row[0], *row[1:]) for row in changes["new"]]
        changes = {"new": rows}
    answer = ask(browse, ana, shift, **{"reason": "Because of the till", **changes})
    assert answer.status_code == 422
    page = text_of(answer)
    assert sentence in page
    if "reason" not in changes:
        assert "Because of the till" in page
    for _kind, start, _end in changes.get("new", []):
        assert f'value="{start}"' in answer.content.decode() or not start
    assert not Correction.objects.exists()


def test_a_shift_moved_onto_another_names_the_other(
    browse: Browse, ana: Employee, shift: WorkLog, make_log: MakeLog, owner: Employee
) -> None:
    make_log(ana, madrid(17, 18), madrid(17, 20))
    answer = ask(browse, ana, shift, check_out="2026-11-17T19:00")
    assert answer.status_code == 422
    assert (
        "Another shift is recorded for a part of this time: Tue 17 Nov, 18:00 to 20:00."
        in text_of(answer)
    )


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
    assert "the shift that is running since Wed 18 Nov, 10:00" in text_of(answer)


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
    assert "Say when the shift ended." in text_of(answer)


def test_a_missing_shift_asked_for_twice_is_asked_for_once(
    browse: Browse, ana: Employee, owner: Employee
) -> None:
    times = {"check_in": "2026-11-17T09:00", "check_out": "2026-11-17T10:00"}
    assert ask_missing(browse, ana, **times).status_code == 303
    answer = ask_missing(browse, ana, **times)
    assert answer.status_code == 409
    assert "waits already" in text_of(answer)
    assert Correction.objects.count() == 1


def test_one_request_a_shift_waits_at_a_time(
    browse: Browse, ana: Employee, shift: WorkLog, owner: Employee
) -> None:
    assert ask(browse, ana, shift, notes="One").status_code == 303
    answer = ask(browse, ana, shift, notes="Two")
    assert answer.status_code == 409
    assert "A request about this shift waits already." in text_of(answer)
    assert Correction.objects.count() == 1


def test_a_request_on_a_stale_page_shows_both_versions(
    browse: Browse, ana: Employee, shift: WorkLog, owner: Employee
) -> None:
    sent = shift_form(shift, notes="Mine")
    WorkLog.objects.update(notes="Theirs", version=2)
    client = browse(ana)
    answer = client.post(f"/shifts/{shift.pk}/correct/", sent)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Recorded now What you typed" in page
    assert "Note Theirs Mine" in page
    assert "Which one?" not in page
    assert client.post(f"/shifts/{shift.pk}/correct/", sent | {"version": 2}).status_code == 303


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30])
def test_a_crafted_version_is_a_stale_one(
    version: str, browse: Browse, ana: Employee, shift: WorkLog, owner: Employee
) -> None:
    assert ask(browse, ana, shift, notes="Mine", version=version).status_code == 409


def test_nobody_asks_for_another_s_shift(
    browse: Browse, shift: WorkLog, make_employee: MakeEmployee, manager: Employee
) -> None:
    for person in (make_employee("Cleo"), manager):
        assert ask(browse, person, shift, notes="x").status_code == 404
    assert not Correction.objects.exists()


def test_who_has_left_asks_for_nothing(
    browse: Browse, ana: Employee, shift: WorkLog, owner: Employee
) -> None:
    client = browse(ana)
    Employee.objects.filter(pk=ana.pk).update(is_active=False)
    answer = client.post(f"/shifts/{shift.pk}/correct/", shift_form(shift, notes="x"))
    assert answer.status_code == 403
    assert not Correction.objects.exists()


def test_a_time_that_comes_twice_is_asked_about(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    night = make_log(ana, madrid(24, 22, month=10), madrid(25, 6, month=10))
    answer = ask(browse, ana, night, check_out="2026-10-25T02:30")
    assert answer.status_code == 422
    page = text_of(answer)
    assert "02:30 happens twice on that day: the clocks go back. Say which one you mean." in page
    assert "The second time" in page
    again = {"check_out": "2026-10-25T02:30", "check_out_which": "second"}
    assert ask(browse, ana, night, **again).status_code == 303
    after = Proposal.of_snapshot(Correction.objects.get().after or {})
    assert after.check_out == madrid(25, 1, 30, month=10) + timedelta(hours=2)


def test_which_of_two_is_not_asked_of_a_time_that_comes_once(
    browse: Browse, ana: Employee, shift: WorkLog, owner: Employee
) -> None:
    times = {"check_out": "2026-11-17T18:00", "check_out_which": "third"}
    assert ask(browse, ana, shift, **times).status_code == 303


def test_the_form_says_which_of_two_times_is_recorded(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    second = madrid(25, 1, 30, month=10) + timedelta(hours=2)
    night = make_log(ana, madrid(24, 22, month=10), second)
    page = browse(ana).get(f"/shifts/{night.pk}/correct/").content.decode()
    assert 'value="second"' in page
    assert "checked" in page.split('value="second"')[1].split(">")[0]
    assert 'name="check_in_which"' not in page


def test_a_break_in_the_hour_that_comes_twice_is_asked_about(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    night = make_log(ana, madrid(24, 22, month=10), madrid(25, 6, month=10))
    kind = BreakKind.objects.get().pk
    answer = ask(browse, ana, night, new=[(kind, "02:15", "02:45")])
    assert answer.status_code == 422
    assert text_of(answer).count("happens twice on that day") == 2
    which = {"breaks-0-start_which": "first", "breaks-0-end_which": "second"}
    assert ask(browse, ana, night, new=[(kind, "02:15", "02:45")], **which).status_code == 303
    (pause,) = Proposal.of_snapshot(Correction.objects.get().after or {}).breaks
    assert pause.end
    assert pause.end - pause.start == timedelta(hours=1, minutes=30)


def test_a_break_may_begin_earlier_on_the_clock_than_the_shift_in_that_hour(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    begins = madrid(25, 1, 50, month=10) + timedelta(hours=1)
    early = make_log(ana, begins, madrid(25, 6, month=10))
    kind = BreakKind.objects.get().pk
    which = {
        "check_in_which": "first",
        "breaks-0-start_which": "second",
        "breaks-0-end_which": "second",
    }
    assert ask(browse, ana, early, new=[(kind, "02:10", "02:40")], **which).status_code == 303
    (pause,) = Proposal.of_snapshot(Correction.objects.get().after or {}).breaks
    assert pause.start - begins == timedelta(minutes=20)
    assert pause.end
    assert pause.end - pause.start == timedelta(minutes=30)


def test_a_time_that_does_not_exist_is_refused(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    night = make_log(ana, madrid(28, 22, month=3), madrid(29, 6, month=3))
    answer = ask(browse, ana, night, check_out="2026-03-29T02:30")
    assert answer.status_code == 422
    assert "02:30 does not exist on that day: the clocks go forward." in text_of(answer)
    kind = BreakKind.objects.get().pk
    answer = ask(browse, ana, night, new=[(kind, "02:30", "03:10")])
    assert answer.status_code == 422
    assert "02:30 does not exist on that day" in text_of(answer)


def test_a_request_can_be_withdrawn_while_it_waits(
    browse: Browse, ana: Employee, shift: WorkLog, owner: Employee
) -> None:
    ask(browse, ana, shift, notes="One")
    correction = Correction.objects.get()
    client = browse(ana)
    assert client.post(f"/corrections/{correction.pk}/withdraw/").status_code == 303
    correction.refresh_from_db()
    assert correction.status == "withdrawn"
    assert AuditLine.objects.filter(subject="correction").latest("number").act == "changed"
    answer = client.post(f"/corrections/{correction.pk}/withdraw/")
    assert answer.status_code == 409
    assert "This does not wait any more: it is withdrawn." in text_of(answer)
    assert ask(browse, ana, shift, notes="Two").status_code == 303


def test_nobody_withdraws_another_s_request(
    browse: Browse, ana: Employee, shift: WorkLog, owner: Employee, make_employee: MakeEmployee
) -> None:
    ask(browse, ana, shift, notes="One")
    path = f"/corrections/{Correction.objects.get().pk}/withdraw/"
    for person in (owner, make_employee("Cleo")):
        assert browse(person).post(path).status_code == 404
    assert Correction.objects.get().status == "pending"


def test_the_only_owner_has_nobody_to_ask_and_is_led_to_the_edit(
    browse: Browse, owner: Employee, manager: Employee, make_log: MakeLog
) -> None:
    log = make_log(owner, madrid(17, 9), madrid(17, 17))
    assert browse(owner).get(f"/shifts/{log.pk}/correct/")["Location"] == f"/shifts/{log.pk}/edit/"
    there = browse(owner).get("/corrections/add/")["Location"]
    assert there == f"/employees/{owner.pk}/shifts/add/"
