"""Deciding on requests: who may, what happens to the shift, and what changed meanwhile."""

import pytest
from django.db import IntegrityError, transaction

from tests.timetracking.conftest import NOW, Browse, Here, MakeEmployee, MakeLog, madrid, text_of
from tests.timetracking.corrections.conftest import Ask
from tests.timetracking.corrections.sending import decide
from timetracking.base.authors import Author
from timetracking.base.errors import OwnHours
from timetracking.base.rights import can_decide
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
from timetracking.shifts.proposals import Proposal


def test_the_page_shows_before_and_after(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    page = text_of(browse(manager).get(f"/corrections/{asked(shift).pk}/"))
    assert "Ana: change of a shift" in page
    assert "Reason: Stayed to clean" in page
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
    assert "Please give a reason." in text_of(answer)
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
    assert "This request is already accepted." in text_of(answer)
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
            assert "You cannot decide on your own hours." in text_of(answer)
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
    assert "Max" not in text_of(browse(mia).get("/approvals/"))
    assert "Max change of a shift" in text_of(browse(owner).get("/approvals/"))
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
    assert "Ana" not in text_of(browse(lia).get("/approvals/"))
    EmployeeLocation.objects.create(employee=ana, location=harbour)
    assert can_decide(lia, ana)
    assert lia in Employee.objects.deciders_for(ana)
    entries = browse(lia).get("/approvals/").context["inbox"].entries
    assert {(entry.employee, entry.kind) for entry in entries} == {
        (ana, "request"),
        (ana, "review"),
    }
    assert decide(browse, lia, correction).status_code == 303
