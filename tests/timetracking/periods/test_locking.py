"""The lock of a whole period, and its reopening."""

from datetime import date

import pytest

from tests.timetracking.conftest import NOW, Here, MakeLog, madrid
from tests.timetracking.periods.conftest import Close
from tests.timetracking.periods.ways import OCTOBER
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.base.periods import Period
from timetracking.corrections import asking
from timetracking.models import Approval, AuditLine, Employee, Location, PayPeriod, WorkDay, WorkLog
from timetracking.periods import approving, locking
from timetracking.periods.errors import InTheWay, NotAllApproved, NotLocked, NotOver, ReasonNeeded
from timetracking.shifts.proposals import Proposal
from timetracking.trail.verifying import flaws


def test_an_owner_locks_all_days_at_once(owner: Employee, shift: WorkLog, close: Close) -> None:
    period = close()
    assert (period.is_locked, period.changed_by, period.last) == (True, owner, OCTOBER.last)
    assert set(WorkDay.objects.filter(is_open=False).values_list("day", flat=True)) == set(
        OCTOBER.days
    )
    line = AuditLine.objects.last()
    assert line is not None
    assert line.after is not None
    assert (line.subject, line.actor, line.after["is_locked"]) == ("payperiod", owner, True)
    assert not list(flaws())


def test_to_lock_twice_changes_nothing(owner: Employee, shift: WorkLog, close: Close) -> None:
    close()
    lines = AuditLine.objects.count()
    locking.lock(OCTOBER, by=Author(owner), now=NOW)
    assert AuditLine.objects.count() == lines


def test_only_owners_lock_and_reopen(manager: Employee, shift: WorkLog, close: Close) -> None:
    with pytest.raises(NotAllowed):
        locking.lock(OCTOBER, by=Author(manager), now=NOW)
    close()
    with pytest.raises(NotAllowed):
        locking.reopen(OCTOBER, reason="x", by=Author(manager), now=NOW)
    assert PayPeriod.objects.get().is_locked


def test_it_says_who_is_not_approved(
    owner: Employee, ana: Employee, ben: Employee, shift: WorkLog, make_log: MakeLog
) -> None:
    make_log(ben, madrid(30, 22, month=9), madrid(1, 6, month=10))
    approving.approve(ana, OCTOBER, by=Author(owner), now=NOW)
    with pytest.raises(NotAllApproved, match=r": Ben\.$"):
        locking.lock(OCTOBER, by=Author(owner), now=NOW)
    assert not PayPeriod.objects.exists()
    assert not WorkDay.objects.filter(is_open=False).exists()


def test_what_came_up_after_the_approval_is_in_the_way(
    owner: Employee, ana: Employee, shift: WorkLog
) -> None:
    approving.approve(ana, OCTOBER, by=Author(owner), now=NOW)
    missing = Proposal(madrid(22, 9, month=10), madrid(22, 17, month=10), "Europe/Madrid")
    asking.ask(ana, missing, by=Author(ana), reason="Forgot", now=NOW, site=Here())
    with pytest.raises(InTheWay, match="Ana: request to decide"):
        locking.lock(OCTOBER, by=Author(owner), now=NOW)


@pytest.mark.parametrize(
    ("zone", "hour", "is_over"),
    [("Europe/Madrid", 1, True), ("America/New_York", 1, False), ("America/New_York", 7, True)],
)
def test_a_period_is_over_when_its_last_day_is_over_at_every_location(
    zone: str, hour: int, owner: Employee, *, is_over: bool
) -> None:
    Location.objects.create(name="Far", time_zone=zone)
    first_hours = madrid(1, hour)
    if is_over:
        locking.lock(OCTOBER, by=Author(owner), now=first_hours)
    else:
        with pytest.raises(NotOver, match="Sat 31 Oct 2026"):
            locking.lock(OCTOBER, by=Author(owner), now=first_hours)


def test_a_reopened_period_needs_a_reason_and_keeps_it(
    owner: Employee, shift: WorkLog, close: Close
) -> None:
    close()
    with pytest.raises(ReasonNeeded):
        locking.reopen(OCTOBER, reason="", by=Author(owner), now=NOW)
    period = locking.reopen(OCTOBER, reason="A shift was missing", by=Author(owner), now=NOW)
    assert (period.is_locked, period.reason) == (False, "A shift was missing")
    shift.refresh_from_db()
    assert shift.day_is_open
    assert Approval.objects.get().state == "approved"
    with pytest.raises(NotLocked):
        locking.reopen(OCTOBER, reason="Again", by=Author(owner), now=NOW)
    line = AuditLine.objects.last()
    assert line is not None
    assert line.reason == "A shift was missing"


def test_a_reopened_period_is_locked_again(owner: Employee, shift: WorkLog, close: Close) -> None:
    close()
    locking.reopen(OCTOBER, reason="x", by=Author(owner), now=NOW)
    assert close().is_locked
    assert PayPeriod.objects.count() == 1
    assert not list(flaws())


def test_people_with_hours_are_those_whose_shifts_touch_the_period(
    ana: Employee, ben: Employee, owner: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(30, 22, month=9), madrid(1, 6, month=10))
    make_log(ben, madrid(30, 9, month=9), madrid(1, 0, month=10))
    make_log(owner, madrid(1, 0), madrid(1, 6))
    assert locking.people_with_hours(OCTOBER) == {ana.pk}
    assert locking.people_with_hours(Period(date(2026, 11, 1), date(2026, 11, 30))) == {owner.pk}
