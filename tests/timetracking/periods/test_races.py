"""Two people and one period at the same moment, on connections of their own."""

import pytest
from django.db import IntegrityError

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.at_once import hire, race
from tests.timetracking.conftest import NOW, Here, madrid
from tests.timetracking.periods.ways import OCTOBER, new, proposal
from timetracking.base.authors import Author
from timetracking.base.constraints import violated_constraint
from timetracking.corrections import editing
from timetracking.models import Approval, AuditLine, Employee, Role, WorkLog
from timetracking.periods import approving, locking
from timetracking.periods.errors import HoursChanged
from timetracking.periods.marks import mark_of
from timetracking.shifts.errors import PeriodLocked
from timetracking.trail.verifying import flaws


@pytest.fixture
def staff(tenant: Tenant) -> list[Employee]:
    """Return Ana, who worked on 20 October, and those who decide."""
    staff = hire(tenant, Role.MEMBER, Role.MANAGER, Role.OWNER)
    with tenant_context(tenant):
        WorkLog.objects.create(
            employee=staff[0],
            check_in=madrid(20, 9, month=10),
            check_out=madrid(20, 17, month=10),
            time_zone="Europe/Madrid",
        )
    return staff


def approve(staff: list[Employee], by: int, seen: str | None = None) -> object:
    author = Author(staff[by])
    return approving.approve(staff[0], OCTOBER, by=author, now=NOW, seen=seen)


def edit(staff: list[Employee]) -> object:
    log = WorkLog.objects.get()
    return editing.edit(
        log,
        proposal(log, notes="New"),
        version=1,
        by=Author(staff[2]),
        reason="Because",
        now=NOW,
        site=Here(),
    )


def test_of_two_managers_who_approve_at_once_one_counts(
    tenant: Tenant, staff: list[Employee]
) -> None:
    refusal = race(tenant, lambda: approve(staff, 1), lambda: approve(staff, 2))
    assert refusal is None
    with tenant_context(tenant):
        assert Approval.objects.get().approved_by == staff[1]
        assert AuditLine.objects.filter(subject="approval").count() == 1
        assert not list(flaws())


def test_an_approval_that_waits_for_an_edit_is_refused(
    tenant: Tenant, staff: list[Employee]
) -> None:
    with tenant_context(tenant):
        seen = mark_of(staff[0], OCTOBER)
    refusal = race(tenant, lambda: edit(staff), lambda: approve(staff, 1, seen))
    assert isinstance(refusal, HoursChanged)
    with tenant_context(tenant):
        assert not Approval.objects.exists()


def test_an_edit_that_waits_for_an_approval_takes_it_back(
    tenant: Tenant, staff: list[Employee]
) -> None:
    assert race(tenant, lambda: approve(staff, 1), lambda: edit(staff)) is None
    with tenant_context(tenant):
        assert Approval.objects.get().state == "open"


def lock(staff: list[Employee]) -> object:
    return locking.lock(OCTOBER, by=Author(staff[2]), now=NOW)


def test_an_edit_that_waits_for_the_lock_is_refused(tenant: Tenant, staff: list[Employee]) -> None:
    with tenant_context(tenant):
        approve(staff, 1)
    refusal = race(tenant, lambda: lock(staff), lambda: edit(staff))
    assert isinstance(refusal, PeriodLocked)


def test_a_shift_that_asks_no_service_waits_for_the_lock_too(
    tenant: Tenant, staff: list[Employee]
) -> None:
    with tenant_context(tenant):
        approve(staff, 1)
    shift = new(22)

    def write() -> None:
        WorkLog.objects.create(
            employee=staff[1],
            check_in=shift.check_in,
            check_out=shift.check_out,
            time_zone=shift.time_zone,
        )

    refusal = race(tenant, lambda: lock(staff), write)
    assert isinstance(refusal, IntegrityError)
    assert violated_constraint(refusal) == "work_logs_day_open"
