"""Managers' own edits: a reason, both versions when stale, and the employee's word on them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, madrid, shift_form, text_of
from tests.timetracking.corrections.sending import edit, reply
from timetracking.models import AuditLine, Break, BreakKind, Correction, Employee, Role, WorkLog


def test_an_edit_changes_the_shift_and_is_kept_as_a_correction(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    answer = edit(browse, manager, shift, reason="Saw you leave at six")
    assert answer["Location"] == f"/shifts/{shift.pk}/"
    shift.refresh_from_db()
    assert (shift.check_out, shift.version) == (madrid(17, 18), 2)
    made = Correction.objects.get()
    assert (made.kind, made.status, made.asked_by, made.employee) == ("edit", "made", manager, ana)
    assert (made.reason, made.base_version) == ("Saw you leave at six", 1)
    line = AuditLine.objects.for_log(shift).get()
    assert (line.actor, line.reason) == (manager, "Saw you leave at six")
    assert AuditLine.objects.filter(subject="correction").count() == 1


def test_an_edit_writes_the_breaks_and_applies_the_rules(
    browse: Browse, manager: Employee, shift: WorkLog, company: Any
) -> None:
    company.rules.deducts_breaks = True
    company.rules.save()
    kind = BreakKind.objects.get().pk
    edit(browse, manager, shift, check_out="2026-11-17T17:00", new=[(kind, "12:00", "12:20")])
    shift.refresh_from_db()
    pause = Break.objects.get()
    assert (pause.start, pause.end) == (madrid(17, 12), madrid(17, 12, 20))
    assert shift.deducted == 10 * 60


def rest(log: WorkLog, *starts: datetime) -> list[Break]:
    """Give a shift breaks of five minutes and some seconds."""
    kind, long = BreakKind.objects.get(), timedelta(minutes=5, seconds=7)
    return [
        Break.objects.create(work_log=log, kind=kind, is_paid=False, start=at, end=at + long)
        for at in starts
    ]


@pytest.mark.parametrize("day", [15, 16, 18])
def test_the_breaks_of_a_shift_that_was_on_another_day_go_with_it(
    day: int, browse: Browse, manager: Employee, shift: WorkLog
) -> None:
    rest(shift, madrid(17, 12))
    begins, ends = f"2026-11-{day}T09:00", f"2026-11-{day}T12:30"
    assert edit(browse, manager, shift, check_in=begins, check_out=ends).status_code == 303
    pause = Break.objects.get()
    assert (pause.start, pause.end) == (madrid(day, 12), madrid(day, 12, 5))


def test_a_break_on_the_second_day_of_a_long_shift_stays_there(
    browse: Browse, manager: Employee, ana: Employee, make_log: MakeLog
) -> None:
    long = make_log(ana, madrid(16, 9), madrid(17, 17))
    rest(long, madrid(16, 12), madrid(17, 13))
    answer = edit(browse, manager, long, check_out="2026-11-17T17:00", notes="Inventory")
    assert answer.status_code == 303
    starts = Break.objects.order_by("start").values_list("start", flat=True)
    assert list(starts) == [madrid(16, 12), madrid(17, 13)]


def test_a_shift_with_more_breaks_than_the_form_offers_can_be_put_right(
    browse: Browse, manager: Employee, shift: WorkLog
) -> None:
    taken = [madrid(17, 9, 25 * number) for number in range(2)]
    taken += [madrid(17, hour, minute) for hour in range(10, 17) for minute in (0, 30)]
    rest(shift, *taken)
    page = browse(manager).get(f"/shifts/{shift.pk}/edit/").content.decode()
    assert 'name="breaks-17-start"' in page
    assert edit(browse, manager, shift).status_code == 303
    assert Break.objects.count() == len(taken) == 16


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Please give a reason."),
        ({"reason": "\u200b \u2060"}, "Please give a reason."),
        ({"check_out": "2026-11-17T17:00"}, "You have not changed anything."),
        ({"check_out": "2026-11-17T08:00"}, "The shift has to end after it starts."),
        ({"check_out": "2026-11-19T08:00"}, "This time is in the future."),
    ],
)
def test_a_broken_rule_changes_nothing(
    changes: dict[str, str], sentence: str, browse: Browse, manager: Employee, shift: WorkLog
) -> None:
    answer = edit(browse, manager, shift, **changes)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    shift.refresh_from_db()
    assert shift.version == 1
    assert not Correction.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_shift_moved_onto_another_is_refused_and_names_it(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog, make_log: MakeLog
) -> None:
    make_log(ana, madrid(17, 17, 30), madrid(17, 19))
    answer = edit(browse, manager, shift)
    assert answer.status_code == 422
    assert "Tue 17 Nov, 17:30 to 19:00." in text_of(answer)
    assert 'value="2026-11-17T18:00"' in answer.content.decode()


def test_a_stale_edit_shows_both_versions_and_can_be_sent_again(
    browse: Browse, manager: Employee, owner: Employee, shift: WorkLog
) -> None:
    """Two tabs, two managers."""
    first = shift_form(shift, notes="Very busy")
    second = shift_form(shift, check_out="2026-11-17T16:00", reason="Left early")
    path = f"/shifts/{shift.pk}/edit/"
    assert browse(owner).post(path, first).status_code == 303
    client = browse(manager)
    answer = client.post(path, second)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "The shift has changed in the meantime, so nothing was saved." in page
    assert "Currently recorded What you typed" in page
    assert "Note Very busy Busy" in page
    assert "Left early" in page
    assert 'name="version" value="2"' in answer.content.decode()
    shift.refresh_from_db()
    assert (shift.check_out, shift.notes) == (madrid(17, 17), "Very busy")
    assert client.post(path, second | {"version": 2}).status_code == 303
    shift.refresh_from_db()
    assert (shift.check_out, shift.notes) == (madrid(17, 16), "Busy")


def test_nobody_edits_their_own_hours(
    browse: Browse,
    manager: Employee,
    owner: Employee,
    make_log: MakeLog,
    make_employee: MakeEmployee,
) -> None:
    make_employee("Otto", Role.OWNER)
    for person in (manager, owner):
        log = make_log(person, madrid(17, 9), madrid(17, 17))
        for path in ("edit", "remove", "confirm"):
            answer = browse(person).post(f"/shifts/{log.pk}/{path}/", shift_form(log, notes="x"))
            assert answer.status_code == 403
            assert "You cannot decide on your own hours." in text_of(answer)
        answer = browse(person).post(f"/people/{person.pk}/shifts/add/", shift_form())
        assert answer.status_code == 403
        log.refresh_from_db()
        assert log.version == 1


def test_a_manager_edits_members_alone(
    browse: Browse,
    manager: Employee,
    owner: Employee,
    make_log: MakeLog,
    make_employee: MakeEmployee,
) -> None:
    mia = make_employee("Mia", Role.MANAGER)
    for person in (owner, mia):
        log = make_log(person, madrid(17, 9), madrid(17, 17))
        answer = edit(browse, manager, log)
        assert answer.status_code == 403
        assert "Only an owner can change the hours of managers and owners." in text_of(answer)
    assert edit(browse, owner, log).status_code == 303


def test_a_member_edits_nothing(browse: Browse, ana: Employee, shift: WorkLog) -> None:
    for path in ("edit", "remove", "confirm"):
        assert browse(ana).post(f"/shifts/{shift.pk}/{path}/").status_code == 403


def test_the_only_owner_edits_their_own_hours_with_a_reason_and_no_notice(
    browse: Browse,
    owner: Employee,
    manager: Employee,
    make_log: MakeLog,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    log = make_log(owner, madrid(17, 9), madrid(17, 17))
    with django_capture_on_commit_callbacks(execute=True):
        assert edit(browse, owner, log, reason="").status_code == 422
        assert edit(browse, owner, log, reason="Forgot").status_code == 303
    assert not mailoutbox
    assert AuditLine.objects.for_log(log).get().reason == "Forgot"
    assert reply(browse, owner, "accept").status_code == 409


def test_a_shift_can_be_added_for_someone(browse: Browse, manager: Employee, ana: Employee) -> None:
    times: dict[str, Any] = {"check_in": "2026-11-16T09:00", "check_out": "2026-11-16T12:00"}
    answer = browse(manager).post(f"/people/{ana.pk}/shifts/add/", shift_form(**times))
    assert answer["Location"] == f"/people/{ana.pk}/"
    log = WorkLog.objects.get()
    assert (log.check_in, log.source, log.employee) == (madrid(16, 9), "manager", ana)
    made = Correction.objects.get()
    assert (made.work_log, made.before, made.kind) == (log, None, "edit")


def test_a_shift_is_removed_after_a_reason(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    path = f"/shifts/{shift.pk}/remove/"
    client = browse(manager)
    assert "Remove this shift of Ana?" in text_of(client.get(path))
    assert client.post(path, {"version": 1, "reason": ""}).status_code == 422
    assert client.post(path, {"version": 0, "reason": "Never came"}).status_code == 409
    assert WorkLog.objects.exists()
    assert client.post(path, {"version": 1, "reason": "Never came"}).status_code == 303
    assert not WorkLog.objects.exists()
    page = text_of(browse(ana).get(f"/corrections/{Correction.objects.get().pk}/"))
    assert "Ana: a shift was removed" in page
    assert (
        f"/shifts/{shift.pk}/"
        in browse(ana).get(f"/corrections/{Correction.objects.get().pk}/").content.decode()
    )
    assert client.get(path).status_code == 403


def test_hours_of_someone_who_left_can_be_put_right(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog
) -> None:
    Employee.objects.filter(pk=ana.pk).update(is_active=False)
    client = browse(manager)
    assert "Ana no longer works here." in text_of(client.get(f"/shifts/{shift.pk}/edit/"))
    answer = client.post(
        f"/shifts/{shift.pk}/edit/", shift_form(shift, notes="Paid in cash"), follow=True
    )
    assert "Ana no longer works here and will not be notified." in text_of(answer)
    shift.refresh_from_db()
    assert shift.notes == "Paid in cash"


def test_a_provisional_end_is_confirmed(browse: Browse, manager: Employee, shift: WorkLog) -> None:
    WorkLog.objects.update(review="automatic")
    client = browse(manager)
    assert "Shiftbook ended this shift" in text_of(client.get(f"/shifts/{shift.pk}/"))
    for crafted in ("x", "9" * 5000, "٣"):
        answer = client.post(f"/shifts/{shift.pk}/confirm/", {"version": crafted})
        assert answer.status_code == 303
    shift.refresh_from_db()
    assert shift.review == "automatic"
    client.post(f"/shifts/{shift.pk}/confirm/", {"version": 1})
    shift.refresh_from_db()
    assert (shift.review, shift.version) == ("", 2)
    line = AuditLine.objects.for_log(shift).get()
    assert (line.actor, line.reason) == (manager, "times checked")


def test_an_edit_leaves_nothing_to_review(
    browse: Browse, manager: Employee, shift: WorkLog
) -> None:
    WorkLog.objects.update(review="automatic")
    edit(browse, manager, shift)
    shift.refresh_from_db()
    assert shift.review == ""
