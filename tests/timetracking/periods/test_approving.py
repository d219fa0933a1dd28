"""One person's period: complete and approved."""

from datetime import date
from typing import Any

import pytest

from tests.timetracking.conftest import NOW, Here, MakeLog, asks, madrid
from tests.timetracking.periods.conftest import Close
from tests.timetracking.periods.steps import approve, complete, edit, state_of
from tests.timetracking.periods.ways import OCTOBER
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed, OwnHours
from timetracking.base.periods import Period
from timetracking.corrections import asking, editing
from timetracking.models import (
    Approval,
    ApprovalState,
    AuditLine,
    CompanySettings,
    Employee,
    Punch,
    Review,
    Role,
    WorkLog,
)
from timetracking.periods import approving
from timetracking.periods.errors import (
    ApprovedAlready,
    HoursChanged,
    InTheWay,
    LastDayToCome,
    NothingToTakeBack,
)
from timetracking.periods.marks import mark_of
from timetracking.periods.problems import problems_of
from timetracking.shifts.errors import PeriodLocked
from timetracking.shifts.proposals import Proposal


def test_an_employee_says_that_a_period_is_complete(ana: Employee, shift: WorkLog) -> None:
    approval = complete(ana)
    assert (approval.state, approval.completed_by, approval.last) == ("complete", ana, OCTOBER.last)
    line = AuditLine.objects.last()
    assert line is not None
    assert line.after is not None
    assert (line.subject, line.employee, line.after["state"]) == ("approval", ana, "complete")
    complete(ana)
    assert AuditLine.objects.count() == 1


def test_nobody_says_it_for_somebody_else(ana: Employee, owner: Employee, shift: WorkLog) -> None:
    with pytest.raises(NotAllowed):
        approving.complete(ana, OCTOBER, by=Author(owner), now=NOW)
    assert not Approval.objects.exists()


def test_a_period_is_complete_on_its_last_day_at_the_earliest(
    ana: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(17, 9), madrid(17, 17))
    runs_until_today = Period(date(2026, 11, 5), NOW.date())
    runs = Period(date(2026, 11, 1), date(2026, 11, 30))
    approving.complete(ana, runs_until_today, by=Author(ana), now=NOW)
    with pytest.raises(LastDayToCome, match="Mon 30 Nov 2026"):
        approving.complete(ana, runs, by=Author(ana), now=NOW)


def test_it_can_be_taken_back_until_it_is_approved(
    ana: Employee, owner: Employee, shift: WorkLog
) -> None:
    complete(ana)
    approving.withdraw(ana, OCTOBER, by=Author(ana))
    assert state_of(ana) == ApprovalState.OPEN
    complete(ana)
    approve(ana, owner)
    with pytest.raises(ApprovedAlready):
        approving.withdraw(ana, OCTOBER, by=Author(ana))
    assert state_of(ana) == ApprovalState.APPROVED


def test_who_may_decide_approves(
    ana: Employee, manager: Employee, owner: Employee, shift: WorkLog
) -> None:
    with pytest.raises(NotAllowed):
        approve(ana, by=ana)
    with pytest.raises(OwnHours):
        approve(manager, by=manager)
    with pytest.raises(NotAllowed):
        approve(owner, by=manager)
    approval = approve(ana, by=manager)
    assert (approval.state, approval.approved_by) == ("approved", manager)


def test_a_limited_manager_approves_nobody_elsewhere(
    ana: Employee, make_employee: Any, shift: WorkLog
) -> None:
    limited = make_employee("Lea", Role.MANAGER, is_limited=True)
    with pytest.raises(NotAllowed):
        approve(ana, by=limited)
    people = {ana.pk: mark_of(ana, OCTOBER)}
    assert approving.approve_all(people, OCTOBER, by=Author(limited), now=NOW) == []


def test_the_only_owner_approves_their_own(owner: Employee, make_log: MakeLog) -> None:
    make_log(owner, madrid(20, 9, month=10), madrid(20, 17, month=10))
    assert approve(owner, by=owner).state == ApprovalState.APPROVED


def _running(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, madrid(31, 9, month=10))


def _marked(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, madrid(31, 9, month=10), madrid(31, 17, month=10), review=Review.AUTOMATIC)


def _night(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, madrid(30, 22, month=9), madrid(1, 6, month=10), review=Review.STATED)


def _asked(ana: Employee, make_log: MakeLog) -> None:
    start, end = madrid(22, 9, month=10), madrid(22, 17, month=10)
    missing = Proposal(start, end, "Europe/Madrid")
    asking.ask(ana, missing, by=Author(ana), reason="Forgot", now=NOW, site=Here())


def _moved(ana: Employee, make_log: MakeLog) -> None:
    """Ask to move a shift of November into October."""
    log = make_log(ana, madrid(5, 9), madrid(5, 17))
    there = Proposal(madrid(22, 9, month=10), madrid(22, 17, month=10), "Europe/Madrid")
    asking.ask(
        ana, there, by=Author(ana), reason="x", now=NOW, site=Here(), log_id=log.pk, version=1
    )


def _disputed(ana: Employee, make_log: MakeLog) -> None:
    log = make_log(ana, madrid(22, 9, month=10), madrid(22, 17, month=10))
    owner = Employee.objects.get(role=Role.OWNER)
    edit(log, owner, notes="Changed")
    correction = ana.corrections.get()
    editing.reply(correction, accepts=False, reason="No", by=Author(ana), now=NOW, site=Here())


def _tapped(ana: Employee, make_log: MakeLog) -> None:
    Punch.objects.create(
        employee=ana,
        key="00000000-0000-0000-0000-000000000001",
        action="in",
        refusal="Too late",
        device_at=madrid(31, 23, month=10),
    )


@pytest.mark.parametrize(
    ("unsettled", "named"),
    [
        (_running, "shift still running"),
        (_marked, "shift to check"),
        (_night, "shift to check"),
        (_asked, "request to decide"),
        (_moved, "request to decide"),
        (_disputed, "dispute to settle"),
        (_tapped, "refused tap to settle"),
    ],
)
def test_nothing_unsettled_is_complete_or_approved(
    unsettled: Any, named: str, ana: Employee, owner: Employee, shift: WorkLog, make_log: MakeLog
) -> None:
    unsettled(ana, make_log)
    with pytest.raises(InTheWay, match=named):
        complete(ana)
    with pytest.raises(InTheWay, match=named):
        approve(ana, owner)
    assert not Approval.objects.exists()


def test_what_is_unsettled_in_another_period_is_not_in_the_way(
    ana: Employee, company: CompanySettings, shift: WorkLog, make_log: MakeLog
) -> None:
    make_log(ana, madrid(29, 9, month=9), madrid(29, 17, month=9), review=Review.LATE)
    make_log(ana, madrid(30, 9, month=9), madrid(30, 17, month=9), review=Review.LATE)
    make_log(ana, madrid(1, 9), madrid(1, 17), review=Review.LATE)
    with asks(3):
        assert problems_of(ana, OCTOBER, zone=company.zone) == []


def test_hours_that_changed_since_the_page_are_not_approved(
    ana: Employee, owner: Employee, shift: WorkLog
) -> None:
    seen = mark_of(ana, OCTOBER)
    edit(shift, owner, check_out=madrid(20, 18, month=10))
    with pytest.raises(HoursChanged):
        approve(ana, owner, seen=seen)
    outcomes = approving.approve_all({ana.pk: seen}, OCTOBER, by=Author(owner), now=NOW)
    assert "have changed" in outcomes[0].refusal
    approve(ana, owner, seen=mark_of(ana, OCTOBER))


def test_all_clean_ones_are_approved_and_the_others_say_why(
    ana: Employee, ben: Employee, manager: Employee, shift: WorkLog, make_log: MakeLog
) -> None:
    make_log(ben, madrid(20, 9, month=10))
    people = {one.pk: mark_of(one, OCTOBER) for one in (ana, ben, manager)}
    outcomes = approving.approve_all(people, OCTOBER, by=Author(manager), now=NOW)
    assert [one.name for one in outcomes if not one.refusal] == ["Ana"]
    assert {one.name for one in outcomes if one.refusal} == {"Ben", "Max"}
    assert set(Approval.objects.values_list("employee", flat=True)) == {ana.pk}


def test_an_approval_is_taken_back_by_who_may_give_it(
    ana: Employee, manager: Employee, shift: WorkLog
) -> None:
    approve(ana, manager)
    with pytest.raises(NotAllowed):
        approving.disapprove(ana, OCTOBER, by=Author(ana), now=NOW, site=Here())
    approving.disapprove(ana, OCTOBER, by=Author(manager), now=NOW, site=Here())
    assert state_of(ana) == ApprovalState.OPEN
    with pytest.raises(NothingToTakeBack):
        approving.disapprove(ana, OCTOBER, by=Author(manager), now=NOW, site=Here())


def test_in_a_locked_period_nobody_is_approved_or_taken_back(
    ana: Employee, owner: Employee, shift: WorkLog, close: Close
) -> None:
    close()
    with pytest.raises(PeriodLocked):
        complete(ana)
    with pytest.raises(PeriodLocked):
        approve(ana, owner)
    with pytest.raises(PeriodLocked):
        approving.disapprove(ana, OCTOBER, by=Author(owner), now=NOW, site=Here())
