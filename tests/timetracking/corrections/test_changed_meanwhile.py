"""Deciding on a request when something has changed since it was made."""

import re
from typing import Any

import time_machine
from django.core.mail import EmailMessage

from tests.timetracking.conftest import Browse, MakeLog, madrid, punch, text_of
from tests.timetracking.corrections.conftest import Ask
from tests.timetracking.corrections.sending import decide
from timetracking.base.authors import Author
from timetracking.company import locations
from timetracking.models import Employee, Location, WorkLog
from timetracking.shifts.proposals import requested_proposal


def test_a_shift_that_changed_since_is_shown_in_both_versions(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    correction = asked(shift)
    WorkLog.objects.update(notes="Very busy", version=2)
    answer = decide(browse, manager, correction)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "The shift has changed in the meantime" in page
    assert "When requested Now" in page
    assert "Note Busy Very busy" in page
    assert "Note Very busy Busy" not in page
    assert 'name="version" value="2"' in answer.content.decode()
    assert decide(browse, manager, correction, version=2).status_code == 303
    shift.refresh_from_db()
    assert (shift.check_out, shift.version) == (madrid(17, 18), 3)
    assert shift.notes == "Very busy"
    correction.refresh_from_db()
    kept = [said["notes"] for said in (correction.before, correction.after) if said]
    assert (kept, correction.base_version) == (["Very busy"] * 2, 2)


def test_a_request_about_a_running_shift_can_be_accepted_after_its_end(
    browse: Browse,
    manager: Employee,
    ana: Employee,
    make_log: MakeLog,
    asked: Ask,
    clock: time_machine.Traveller,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    log = make_log(ana, madrid(18, 9, 30))
    correction = asked(log, check_in=madrid(18, 9))
    client = browse(ana)
    for tap, note in {"break": "", "break/end": "", "out": "Till was short"}.items():
        clock.shift(60)
        assert punch(client, tap, notes=note).status_code == 303
    log.refresh_from_db()
    page = text_of(browse(manager).get(f"/corrections/{correction.pk}/"))
    assert "Wed 18 Nov 2026, 09:30 Wed 18 Nov 2026, 09:00" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert decide(browse, manager, correction, version=log.version).status_code == 303
    log.refresh_from_db()
    assert (log.check_in, log.notes) == (madrid(18, 9), "Till was short")
    assert log.check_out
    assert log.breaks.count() == 1
    (mail,) = mailoutbox
    assert "In: Wed 18 Nov 2026, 09:30 → Wed 18 Nov 2026, 09:00" in mail.body
    assert "still running" not in mail.body


def test_an_accepted_request_leads_to_the_history_of_its_shift_once_that_is_removed(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog, asked: Ask
) -> None:
    correction = asked(shift)
    decide(browse, manager, correction)
    shift.delete()
    page = browse(ana).get(f"/corrections/{correction.pk}/").content.decode()
    assert f'href="/shifts/{correction.work_log_id}/?back=' in page


def test_a_location_asked_for_comes_with_its_zone(
    ana: Employee, make_log: MakeLog, asked: Ask
) -> None:
    log, isle = make_log(ana, madrid(17, 9), madrid(17, 17)), Location.objects.create(name="Isle")
    correction = asked(log, location=isle.pk)
    WorkLog.objects.update(time_zone="Atlantic/Canary")
    correction.refresh_from_db()
    now = requested_proposal(correction)
    assert (now.location, now.time_zone) == (isle.pk, "Europe/Madrid")


def test_without_a_version_the_one_of_the_request_counts(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    correction = asked(shift)
    WorkLog.objects.update(version=2)
    assert decide(browse, manager, correction, version="").status_code == 409


def test_a_rule_that_is_broken_by_now_is_told_at_the_decision(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog, asked: Ask, make_log: MakeLog
) -> None:
    correction = asked(shift)
    make_log(ana, madrid(17, 17, 30), madrid(17, 19))
    answer = decide(browse, manager, correction, answer="Fine with me")
    assert answer.status_code == 409
    assert "Tue 17 Nov, 17:30 to 19:00" in text_of(answer)
    assert "Fine with me" in text_of(answer)
    correction.refresh_from_db()
    assert correction.status == "pending"


def test_a_shift_that_runs_does_not_move_to_a_location_that_was_closed(
    browse: Browse, manager: Employee, ana: Employee, asked: Ask, make_log: MakeLog
) -> None:
    log, harbour = make_log(ana, madrid(18, 9)), Location.objects.create(name="Harbour")
    correction = asked(log, location=harbour.pk)
    locations.close(harbour, by=Author())
    answer = decide(browse, manager, correction)
    assert answer.status_code == 409
    assert "Harbour is now closed, so a shift cannot continue there." in text_of(answer)
    log.refresh_from_db()
    assert (log.location, log.version) == (None, 1)
    locations.reopen(harbour, by=Author())
    assert decide(browse, manager, correction).status_code == 303
    log.refresh_from_db()
    assert (log.location, log.check_out) == (harbour, None)


def test_a_request_about_a_removed_shift_can_only_be_refused(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    correction, number = asked(shift), shift.pk
    shift.delete()
    response = browse(manager).get(f"/corrections/{correction.pk}/")
    said = "The shift has been removed in the meantime. You can only refuse this request."
    assert said in text_of(response)
    page = response.content.decode()
    assert re.search(rf'href="/shifts/{number}/[^"]*">The shift and its history', page)
    assert decide(browse, manager, correction).status_code == 409
    assert decide(browse, manager, correction, verdict="refuse", answer="Gone").status_code == 303


def test_a_request_of_someone_who_left_can_still_be_decided(
    browse: Browse,
    manager: Employee,
    ana: Employee,
    shift: WorkLog,
    asked: Ask,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    correction = asked(shift)
    Employee.objects.filter(pk=ana.pk).update(is_active=False)
    page = text_of(browse(manager).get(f"/corrections/{correction.pk}/"))
    assert (
        "Ana no longer works here. You can still correct their hours, but they "
        "will not be notified." in page
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert decide(browse, manager, correction).status_code == 303
    shift.refresh_from_db()
    assert shift.check_out == madrid(17, 18)
    assert not mailoutbox
