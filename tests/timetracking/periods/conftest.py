"""October, in which Ana worked two days, and a way to close it."""

from collections.abc import Callable

import pytest

from tests.timetracking.conftest import NOW, Here, MakeLog, madrid
from tests.timetracking.periods.ways import OCTOBER, Ways, lock_now, new, proposal
from timetracking.base.authors import Author
from timetracking.company.break_kinds import save as save_kind
from timetracking.corrections import asking
from timetracking.models import (
    Break,
    BreakKind,
    CompanySettings,
    Correction,
    Employee,
    PayPeriod,
    Review,
    WorkLog,
)
from timetracking.periods import approving, locking

Close = Callable[[], PayPeriod]


@pytest.fixture
def shift(ana: Employee, make_log: MakeLog) -> WorkLog:
    """Return Ana's shift of 20 October."""
    return make_log(ana, madrid(20, 9, month=10), madrid(20, 17, month=10), notes="Busy")


@pytest.fixture
def night(ana: Employee, make_log: MakeLog) -> WorkLog:
    """Return Ana's night that ends on 1 October."""
    return make_log(ana, madrid(30, 22, month=9), madrid(1, 6, month=10))


@pytest.fixture
def close(owner: Employee) -> Close:
    """Return what approves everyone with hours in October and locks it, as the owner."""

    def lock() -> PayPeriod:
        for pk in locking.people_with_hours(OCTOBER):
            employee = Employee.objects.get(pk=pk)
            approving.approve(employee, OCTOBER, by=Author(owner), now=NOW)
        return locking.lock(OCTOBER, by=Author(owner), now=NOW)

    return lock


@pytest.fixture
def kind(company: CompanySettings) -> BreakKind:
    return save_kind(BreakKind(name="Lunch out", is_paid=False), by=Author())


@pytest.fixture
def lunch(shift: WorkLog, kind: BreakKind) -> Break:
    return Break.objects.create(
        work_log=shift,
        kind=kind,
        is_paid=False,
        start=madrid(20, 13, month=10),
        end=madrid(20, 14, month=10),
    )


@pytest.fixture
def pending(ana: Employee, shift: WorkLog, lunch: Break) -> Correction:
    """Return a request for an end an hour later, asked before the lock."""
    return asking.ask(
        ana,
        proposal(shift, check_out=madrid(20, 18, month=10)),
        by=Author(ana),
        reason="Stayed",
        now=NOW,
        site=Here(),
        log_id=shift.pk,
        version=shift.version,
    )


@pytest.fixture
def missing(ana: Employee) -> Correction:
    """Return a request for a shift that is missing, asked before the lock."""
    return asking.ask(ana, new(21), by=Author(ana), reason="Forgot", now=NOW, site=Here())


@pytest.fixture
def forgotten(ben: Employee, make_log: MakeLog) -> WorkLog:
    """Return a shift of Ben's that Shiftbook ended, with the question still to answer."""
    return make_log(ben, madrid(31, 9, month=10), madrid(31, 17, month=10), review=Review.AUTOMATIC)


@pytest.fixture
def ways(
    owner: Employee,
    shift: WorkLog,
    kind: BreakKind,
    lunch: Break,
    pending: Correction,
    missing: Correction,
    forgotten: WorkLog,
    make_log: MakeLog,
    ana: Employee,
) -> Ways:
    november = make_log(ana, madrid(5, 9), madrid(5, 17))
    lock_now()
    shift.refresh_from_db()
    return Ways(
        owner, shift, kind, pending=pending, missing=missing, forgotten=forgotten, november=november
    )
