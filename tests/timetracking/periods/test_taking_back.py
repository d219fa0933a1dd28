"""A finished period is taken back when its hours change."""

from typing import Any

import pytest

from tests.timetracking.conftest import NOW, Here, MakeLog, madrid
from tests.timetracking.periods.steps import approve, complete, edit, state_of
from timetracking.base.authors import Author
from timetracking.corrections import editing
from timetracking.models import (
    Approval,
    ApprovalState,
    Employee,
    WorkLog,
)
from timetracking.shifts.proposals import Proposal


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_change_of_hours_takes_the_period_back_and_tells_both(
    is_approved: Any,
    ana: Employee,
    manager: Employee,
    owner: Employee,
    shift: WorkLog,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    complete(ana)
    if is_approved:
        approve(ana, manager)
    with django_capture_on_commit_callbacks(execute=True):
        edit(shift, owner, check_out=madrid(20, 18, month=10))
    assert state_of(ana) == ApprovalState.OPEN
    assert Approval.objects.get().taken_back_at is not None
    told = {mail.to[0] for mail in mailoutbox if "open again" in mail.subject}
    assert told == {ana.email, manager.email} if is_approved else {ana.email}


def test_a_shift_added_on_a_day_without_one_takes_it_back_too(
    ana: Employee, owner: Employee, shift: WorkLog
) -> None:
    approve(ana, owner)
    new = Proposal(madrid(22, 9, month=10), madrid(22, 17, month=10), "Europe/Madrid")
    editing.add(ana, new, by=Author(owner), reason="Forgot", now=NOW, site=Here())
    assert state_of(ana) == ApprovalState.OPEN


def test_a_change_elsewhere_takes_nothing_back(
    ana: Employee, ben: Employee, owner: Employee, shift: WorkLog, make_log: MakeLog
) -> None:
    november = make_log(ana, madrid(5, 9), madrid(5, 17))
    of_ben = make_log(ben, madrid(20, 9, month=10), madrid(20, 17, month=10))
    approve(ana, owner)
    edit(november, owner, notes="x")
    edit(of_ben, owner, notes="x")
    assert state_of(ana) == ApprovalState.APPROVED


def test_a_refused_change_takes_nothing_back(
    ana: Employee, owner: Employee, shift: WorkLog
) -> None:
    approve(ana, owner)
    with pytest.raises(Exception, match="not changed anything"):
        edit(shift, owner)
    shift.refresh_from_db()
    assert shift.version == 1
