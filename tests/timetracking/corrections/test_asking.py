"""Asking for a change of a shift, or for a missing one: the form, the rules, the request."""

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, madrid, text_of
from tests.timetracking.corrections.sending import ask, ask_missing
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


def test_a_request_keeps_before_after_and_why_and_changes_nothing(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    answer = ask(browse, ana, tapped_shift, check_out="2026-11-17T18:30", reason="Stayed to clean")
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
    assert before == Proposal.of_log(tapped_shift)
    assert (after.check_in, after.check_out) == (tapped_shift.check_in, madrid(17, 18, 30))
    assert after.notes == "Busy"
    tapped_shift.refresh_from_db()
    assert tapped_shift.version == 1


def test_what_is_not_touched_keeps_its_seconds(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, lunch: Break, owner: Employee
) -> None:
    assert ask(browse, ana, tapped_shift, notes="Very busy").status_code == 303
    after = Proposal.of_snapshot(Correction.objects.get().after or {})
    was = Proposal.of_log(tapped_shift)
    assert (after.check_in, after.check_out, after.breaks) == (
        was.check_in,
        was.check_out,
        was.breaks,
    )


def test_a_request_is_a_line_of_the_trail(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    ask(browse, ana, tapped_shift, notes="Very busy", reason="It was")
    line = AuditLine.objects.get(subject="correction")
    assert (line.act, line.actor, line.employee) == ("created", ana, ana)
    assert (line.after or {})["reason"] == "It was"
    assert not AuditLine.objects.filter(subject="worklog").exists()


def test_a_break_can_be_added_changed_and_removed(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, lunch: Break, owner: Employee
) -> None:
    kind = lunch.kind_id
    ask(browse, ana, tapped_shift, new=[(kind, "15:00", "15:10")], **{"breaks-0-end": "13:45"})
    after = Proposal.of_snapshot(Correction.objects.get().after or {})
    assert [(p.start, p.end) for p in after.breaks] == [
        (lunch.start, madrid(17, 13, 45)),
        (madrid(17, 15), madrid(17, 15, 10)),
    ]
    Correction.objects.all().delete()
    ask(browse, ana, tapped_shift, **{"breaks-0-DELETE": "on"})
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
    browse: Browse, ana: Employee, tapped_shift: WorkLog, company: CompanySettings, owner: Employee
) -> None:
    company.rules.deducts_breaks = True
    company.rules.save()
    WorkLog.objects.update(deducted=1800)
    tapped_shift.refresh_from_db()
    page = browse(ana).get(f"/shifts/{tapped_shift.pk}/correct/").content.decode()
    assert 'name="waived"' in page
    ask(browse, ana, tapped_shift, waived="on")
    kept = Correction.objects.get().after or {}
    assert (kept["deduction_waived"], kept["deducted"]) == (True, 0)


def test_a_company_that_deducts_nothing_does_not_ask_about_it(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    page = browse(ana).get(f"/shifts/{tapped_shift.pk}/correct/").content.decode()
    assert 'name="waived"' not in page


def test_the_location_is_one_of_theirs(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    mine, other = (Location.objects.create(name=name) for name in ("Harbour", "Old Town"))
    EmployeeLocation.objects.create(employee=ana, location=mine)
    answer = ask(browse, ana, tapped_shift, location=other.pk)
    assert answer.status_code == 422
    assert ask(browse, ana, tapped_shift, location=mine.pk).status_code == 303
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
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    """It is typed to the minute, and the tap was 41 seconds later."""
    times = {"check_in": "2026-11-17T17:00", "check_out": "2026-11-17T19:00"}
    assert ask_missing(browse, ana, **times).status_code == 303
    after = Proposal.of_snapshot(Correction.objects.get().after or {})
    assert after.check_in == tapped_shift.check_out


def test_a_request_can_be_withdrawn_while_it_waits(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    ask(browse, ana, tapped_shift, notes="One")
    correction = Correction.objects.get()
    client = browse(ana)
    assert client.post(f"/corrections/{correction.pk}/withdraw/").status_code == 303
    correction.refresh_from_db()
    assert correction.status == "withdrawn"
    assert AuditLine.objects.filter(subject="correction").latest("number").act == "changed"
    answer = client.post(f"/corrections/{correction.pk}/withdraw/")
    assert answer.status_code == 409
    assert "This request is already withdrawn." in text_of(answer)
    assert ask(browse, ana, tapped_shift, notes="Two").status_code == 303


def test_nobody_withdraws_another_s_request(
    browse: Browse,
    ana: Employee,
    tapped_shift: WorkLog,
    owner: Employee,
    make_employee: MakeEmployee,
) -> None:
    ask(browse, ana, tapped_shift, notes="One")
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
    assert there == f"/people/{owner.pk}/shifts/add/"
