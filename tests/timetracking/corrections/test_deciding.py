"""Deciding on requests: who may, what happens to the shift, and what changed meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from tests.timetracking.conftest import (
    NOW,
    Browse,
    MakeEmployee,
    MakeLog,
    asks,
    madrid,
    punch,
    text_of,
)
from timetracking.base.authors import Author
from timetracking.base.errors import OwnHours
from timetracking.base.rights import can_decide
from timetracking.company import locations
from timetracking.corrections import asking, deciding
from timetracking.corrections.deciding import Decision
from timetracking.models import (
    AuditLine,
    CompanySettings,
    Correction,
    Employee,
    EmployeeLocation,
    Location,
    Role,
    WorkLog,
)
from timetracking.shifts.proposals import Proposal, requested_proposal

Ask = Callable[..., Correction]


class Here:
    """The site that mails speak of."""

    name = "Acme"
    base_url = "https://acme.example"
    realm = "acme"


@pytest.fixture
def shift(ana: Employee, make_log: MakeLog) -> WorkLog:
    """Return Tuesday's shift of Ana's."""
    return make_log(ana, madrid(17, 9), madrid(17, 17), notes="Busy")


@pytest.fixture
def asked(company: CompanySettings) -> Ask:
    """Return a maker of requests, by default for an end an hour later."""

    def ask(log: WorkLog, **fields: Any) -> Correction:
        log.refresh_from_db()
        proposal = Proposal.of_log(log)
        fields = fields or {"check_out": log.end(NOW) + timedelta(hours=1)}
        return asking.ask(
            log.employee,
            Proposal(**{**proposal.__dict__, **fields}),
            by=Author(log.employee),
            reason="Stayed to clean",
            now=NOW,
            site=Here(),
            log_id=log.pk,
            version=log.version,
        )

    return ask


def decide(browse: Browse, who: Employee, correction: Correction, **data: Any) -> Any:
    form = {"verdict": "accept", "answer": "", "version": correction.base_version or ""}
    return browse(who).post(f"/corrections/{correction.pk}/decide/", form | data)


def test_the_page_shows_before_and_after(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    page = text_of(browse(manager).get(f"/corrections/{asked(shift).pk}/"))
    assert "Ana: change of a shift" in page
    assert "Why: Stayed to clean" in page
    assert "Out Tue 17 Nov 2026, 17:00 Tue 17 Nov 2026, 18:00" in page


def test_an_accepted_request_changes_the_shift_with_the_reason_of_the_request(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    WorkLog.objects.update(review="stated")
    correction = asked(shift)
    assert decide(browse, manager, correction, answer="Thanks").status_code == 303
    shift.refresh_from_db()
    assert (shift.check_out, shift.version, shift.review) == (madrid(17, 18), 2, "")
    correction.refresh_from_db()
    assert (correction.status, correction.decided_by, correction.answer) == (
        "accepted",
        manager,
        "Thanks",
    )
    line = AuditLine.objects.for_log(shift).get()
    assert (line.actor, line.reason) == (manager, "Stayed to clean")
    told = AuditLine.objects.filter(subject="correction").latest("number")
    assert ((told.before or {})["status"], (told.after or {})["status"]) == ("pending", "accepted")


def test_acceptance_applies_the_break_rules(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask, company: CompanySettings
) -> None:
    company.rules.deducts_breaks = True
    company.rules.save()
    decide(browse, manager, asked(shift))
    shift.refresh_from_db()
    assert shift.deducted == 30 * 60


def test_an_accepted_missing_shift_is_recorded(
    browse: Browse, manager: Employee, ana: Employee
) -> None:
    proposal = Proposal(madrid(16, 9), madrid(16, 12), "Europe/Madrid", notes="Forgot")
    correction = asking.ask(ana, proposal, by=Author(ana), reason="No phone", now=NOW, site=Here())
    assert decide(browse, manager, correction).status_code == 303
    log = WorkLog.objects.get()
    assert (log.employee, log.source, log.notes) == (ana, "manager", "Forgot")
    correction.refresh_from_db()
    assert correction.work_log == log
    assert AuditLine.objects.for_log(log).get().reason == "No phone"


def test_a_refusal_needs_a_word(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    correction = asked(shift)
    answer = decide(browse, manager, correction, verdict="refuse", answer=" ")
    assert answer.status_code == 422
    assert "Write a word on why." in text_of(answer)
    assert decide(browse, manager, correction, verdict="refuse", answer="No").status_code == 303
    correction.refresh_from_db()
    assert (correction.status, correction.answer) == ("refused", "No")
    shift.refresh_from_db()
    assert shift.version == 1


@pytest.mark.parametrize("verdict", ["", "maybe"])
def test_a_crafted_verdict_decides_nothing(
    verdict: str, browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    correction = asked(shift)
    assert decide(browse, manager, correction, verdict=verdict).status_code == 422
    correction.refresh_from_db()
    assert correction.status == "pending"


def test_a_decision_is_final(
    browse: Browse, manager: Employee, owner: Employee, shift: WorkLog, asked: Ask
) -> None:
    correction = asked(shift)
    decide(browse, manager, correction)
    answer = decide(browse, owner, correction, verdict="refuse", answer="No")
    assert answer.status_code == 409
    assert "This does not wait any more: it is accepted." in text_of(answer)
    correction.refresh_from_db()
    assert correction.decided_by == manager


def test_nobody_decides_their_own(
    browse: Browse,
    manager: Employee,
    owner: Employee,
    make_log: MakeLog,
    asked: Ask,
    make_employee: MakeEmployee,
) -> None:
    make_employee("Otto", Role.OWNER)
    for person in (manager, owner):
        correction = asked(make_log(person, madrid(17, 9), madrid(17, 17)))
        page = text_of(browse(person).get(f"/corrections/{correction.pk}/"))
        assert "Accept" not in page
        assert "Withdraw" in page
        for verdict in ("accept", "refuse"):
            answer = decide(browse, person, correction, verdict=verdict, answer="Me")
            assert answer.status_code == 403
            assert "Nobody decides on their own hours." in text_of(answer)
        correction.refresh_from_db()
        assert correction.status == "pending"


def test_the_service_does_not_let_anybody_decide_their_own_either(
    owner: Employee, make_log: MakeLog, asked: Ask, make_employee: MakeEmployee
) -> None:
    make_employee("Otto", Role.OWNER)
    log = make_log(owner, madrid(17, 9), madrid(17, 17))
    correction = asked(log)
    decision = Decision(accepts=True, answer="", version=log.version)
    with pytest.raises(OwnHours):
        deciding.decide(correction, decision, by=Author(owner), now=NOW, site=Here())
    log.refresh_from_db()
    assert log.version == 1


def test_the_database_does_not_let_anybody_decide_their_own(
    owner: Employee, make_log: MakeLog, asked: Ask, make_employee: MakeEmployee
) -> None:
    make_employee("Otto", Role.OWNER)
    asked(make_log(owner, madrid(17, 9), madrid(17, 17)))
    with (
        pytest.raises(IntegrityError, match="corrections_decided_by_another"),
        transaction.atomic(),
    ):
        Correction.objects.update(decided_by=owner)


def test_a_manager_s_request_is_for_owners(
    browse: Browse,
    manager: Employee,
    owner: Employee,
    make_log: MakeLog,
    asked: Ask,
    make_employee: MakeEmployee,
) -> None:
    correction = asked(make_log(manager, madrid(17, 9), madrid(17, 17)))
    mia = make_employee("Mia", Role.MANAGER)
    assert decide(browse, mia, correction).status_code == 403
    assert "Max" not in text_of(browse(mia).get("/corrections/"))
    assert "Max: change of a shift" in text_of(browse(owner).get("/corrections/"))
    assert decide(browse, owner, correction).status_code == 303


def test_a_member_decides_nothing(
    browse: Browse, ana: Employee, shift: WorkLog, asked: Ask, make_employee: MakeEmployee
) -> None:
    correction = asked(shift)
    cleo = make_employee("Cleo")
    assert decide(browse, cleo, correction).status_code == 403
    assert decide(browse, ana, correction).status_code == 403
    assert browse(cleo).get(f"/corrections/{correction.pk}/").status_code == 404
    assert browse(ana).get(f"/corrections/{correction.pk}/").status_code == 200


def test_a_limited_manager_decides_for_their_people_alone(
    browse: Browse, ana: Employee, shift: WorkLog, asked: Ask, make_employee: MakeEmployee
) -> None:
    harbour = Location.objects.create(name="Harbour")
    lia = make_employee("Lia", Role.MANAGER, is_limited=True)
    EmployeeLocation.objects.create(employee=lia, location=harbour)
    correction = asked(shift)
    WorkLog.objects.update(review="stated")
    assert not can_decide(lia, ana)
    assert lia not in Employee.objects.deciders_for(ana)
    assert decide(browse, lia, correction).status_code == 404
    assert "Ana" not in text_of(browse(lia).get("/corrections/"))
    EmployeeLocation.objects.create(employee=ana, location=harbour)
    assert can_decide(lia, ana)
    assert lia in Employee.objects.deciders_for(ana)
    page = text_of(browse(lia).get("/corrections/"))
    assert "To decide 1 Ana: change of a shift" in page
    assert "Ends to review 1 Ana" in page
    assert decide(browse, lia, correction).status_code == 303


def test_a_shift_that_changed_since_is_shown_in_both_versions(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    correction = asked(shift)
    WorkLog.objects.update(notes="Very busy", version=2)
    answer = decide(browse, manager, correction)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "The shift was changed in the meantime" in page
    assert "When asked Now" in page
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
    assert f'href="/shifts/{correction.work_log_id}/"' in page


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
    assert "Harbour is closed now, so no shift can run there." in text_of(answer)
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
    said = "The shift was removed in the meantime. So this can only be refused."
    assert said in text_of(response)
    assert f'href="/shifts/{number}/">The shift and its history' in response.content.decode()
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
    assert "Ana has left. Their history can still be put right; nobody is told by e-mail." in page
    with django_capture_on_commit_callbacks(execute=True):
        assert decide(browse, manager, correction).status_code == 303
    shift.refresh_from_db()
    assert shift.check_out == madrid(17, 18)
    assert not mailoutbox


def test_the_inbox_says_so_when_nothing_waits(browse: Browse, manager: Employee) -> None:
    page = text_of(browse(manager).get("/corrections/"))
    assert "Nothing waits for you." in page


def test_members_see_their_own_and_no_inbox(
    browse: Browse, ana: Employee, shift: WorkLog, asked: Ask
) -> None:
    assert "Nothing yet." in text_of(browse(ana).get("/corrections/"))
    asked(shift)
    page = text_of(browse(ana).get("/corrections/"))
    assert "change of a shift , Tue 17 Nov 2026, 09:00 to 17:00" in page
    assert "To decide" not in page


def test_managers_see_in_the_tabs_how_much_waits(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog, asked: Ask
) -> None:
    assert "tabs__count" not in browse(manager).get("/team/").content.decode()
    asked(shift)
    WorkLog.objects.update(review="automatic")
    assert "Requests 2 waiting" in text_of(browse(manager).get("/team/"))
    assert "tabs__count" not in browse(ana).get("/timesheet/").content.decode()


@pytest.mark.parametrize("people", [1, 6])
def test_the_lists_ask_the_same_however_long_they_are(
    people: int,
    browse: Browse,
    manager: Employee,
    make_employee: MakeEmployee,
    make_log: MakeLog,
    asked: Ask,
) -> None:
    for number in range(people):
        someone = make_employee(f"Person{number}", signs_in=False)
        asked(make_log(someone, madrid(17, 9), madrid(17, 17), review="stated"))
    client = browse(manager)
    client.get("/")
    # Session, user, employee, company; what waits, thrice; decided, own; the tab's count.
    with asks(10):
        client.get("/corrections/")


def test_who_may_decide_is_mailed_in_local_times_after_commit(
    browse: Browse,
    manager: Employee,
    owner: Employee,
    shift: WorkLog,
    asked: Ask,
    make_employee: MakeEmployee,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_employee("Lia", Role.MANAGER, is_limited=True)
    make_employee("Cleo")
    with django_capture_on_commit_callbacks(execute=True):
        correction = asked(shift)
        assert not mailoutbox
    assert sorted(mail.to[0] for mail in mailoutbox) == ["max@example.com", "olga@example.com"]
    mail = mailoutbox[0]
    assert mail.subject == "Ana asks for a correction"
    assert "Out: Tue 17 Nov 2026, 17:00 → Tue 17 Nov 2026, 18:00" in mail.body
    assert "Why: Stayed to clean" in mail.body
    assert f"https://acme.example/corrections/{correction.pk}/" in mail.body


def test_the_employee_is_mailed_what_was_decided(
    browse: Browse,
    manager: Employee,
    shift: WorkLog,
    asked: Ask,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    correction = asked(shift)
    with django_capture_on_commit_callbacks(execute=True):
        decide(browse, manager, correction, verdict="refuse", answer="You left at five")
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["ana@example.com"], "Your correction was refused")
    assert "Max says: You left at five" in mail.body
