"""Two people and one correction at the same moment, on connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.at_once import hire, own_connection
from tests.timetracking.conftest import NOW, Here, madrid
from timetracking.base.authors import Author
from timetracking.corrections import asking, deciding, editing
from timetracking.corrections.deciding import Decision
from timetracking.models import AuditLine, Correction, Employee, Role, WorkLog
from timetracking.shifts.errors import ShiftError
from timetracking.shifts.proposals import Proposal
from timetracking.trail.verifying import flaws

Act = Callable[[], object]


@pytest.fixture
def staff(tenant: Tenant) -> list[Employee]:
    """Return Ana and two managers."""
    return hire(tenant, Role.MEMBER, Role.MANAGER, Role.OWNER)


@pytest.fixture
def request_(tenant: Tenant, staff: list[Employee]) -> Correction:
    """Return a request of Ana's for an end an hour later."""
    with tenant_context(tenant):
        log = _work(staff[0])
        return asking.ask(
            staff[0],
            _longer(log),
            by=Author(staff[0]),
            reason="Stayed",
            now=NOW,
            site=Here(),
            log_id=log.pk,
            version=1,
        )


def _work(employee: Employee) -> WorkLog:
    return WorkLog.objects.create(
        employee=employee,
        check_in=madrid(17, 9),
        check_out=madrid(17, 17),
        time_zone="Europe/Madrid",
    )


def _longer(log: WorkLog, hour: int = 18) -> Proposal:
    return Proposal(log.check_in, madrid(17, hour), log.time_zone)


def together(tenant: Tenant, *acts: Act) -> list[str]:
    """Do all at once; return what each was refused by, "" for what was done."""
    start = Barrier(len(acts))

    def run(act: Act) -> str:
        start.wait(timeout=20)
        try:
            with own_connection(tenant):
                act()
        except ShiftError as error:
            return type(error).__name__
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_of_two_managers_who_decide_at_once_one_does(
    tenant: Tenant, staff: list[Employee], request_: Correction
) -> None:
    def decide(who: Employee, *, accepts: bool) -> object:
        decision = Decision(accepts, "Well", 1)
        return deciding.decide(request_, decision, by=Author(who), now=NOW, site=Here())

    answers = together(
        tenant, lambda: decide(staff[1], accepts=True), lambda: decide(staff[2], accepts=False)
    )
    assert answers == ["", "AlreadyDecided"]
    with tenant_context(tenant):
        log, fresh = WorkLog.objects.get(), Correction.objects.get()
        assert (log.version == 2) == (fresh.status == "accepted")
        assert list(flaws()) == []


def test_of_withdrawal_and_acceptance_at_once_one_counts(
    tenant: Tenant, staff: list[Employee], request_: Correction
) -> None:
    def accept() -> object:
        decision = Decision(accepts=True, answer="", version=1)
        return deciding.decide(request_, decision, by=Author(staff[1]), now=NOW, site=Here())

    def withdraw() -> object:
        return asking.withdraw(request_, by=Author(staff[0]))

    assert together(tenant, accept, withdraw) == ["", "AlreadyDecided"]
    with tenant_context(tenant):
        log, fresh = WorkLog.objects.get(), Correction.objects.get()
        assert (log.version, fresh.status) in {(2, "accepted"), (1, "withdrawn")}
        assert AuditLine.objects.filter(subject="worklog").count() == log.version - 1


def test_of_two_managers_who_edit_at_once_the_second_sees_both(
    tenant: Tenant, staff: list[Employee]
) -> None:
    with tenant_context(tenant):
        log = _work(staff[0])

    def edit(who: Employee, hour: int) -> object:
        return editing.edit(
            log,
            _longer(log, hour),
            version=1,
            by=Author(who),
            reason="Seen",
            now=NOW,
            site=Here(),
        )

    answers = together(tenant, lambda: edit(staff[1], 18), lambda: edit(staff[2], 19))
    assert answers == ["", "StaleShift"]
    with tenant_context(tenant):
        assert WorkLog.objects.get().version == 2
        assert Correction.objects.count() == 1


def test_of_two_requests_about_one_shift_one_waits(tenant: Tenant, staff: list[Employee]) -> None:
    ana = staff[0]
    with tenant_context(tenant):
        log = _work(ana)

    def ask(hour: int) -> object:
        return asking.ask(
            ana,
            _longer(log, hour),
            by=Author(ana),
            reason="Stayed",
            now=NOW,
            site=Here(),
            log_id=log.pk,
            version=1,
        )

    assert together(tenant, lambda: ask(18), lambda: ask(19)) == ["", "AlreadyAsked"]
    with tenant_context(tenant):
        assert Correction.objects.count() == 1
