"""Staff that changes at the same moment, with real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.at_once import hire, own_connection, race, waits_for_me
from tests.timetracking.conftest import MADRID, NOW, tapped
from tests.waiting import wait_until
from timetracking.base.authors import Author
from timetracking.base.errors import ForManagers, NoLongerOnStaff
from timetracking.base.locks import lock_employee
from timetracking.clocking.punches import clock_in
from timetracking.kiosk import pairing, pins
from timetracking.kiosk.errors import CodeRevoked
from timetracking.models import AuditLine, Employee, Kiosk, Location, Role, WorkLog
from timetracking.staff import employees
from timetracking.staff.bulk.adding import add_people
from timetracking.staff.bulk.checking import check
from timetracking.staff.bulk.columns import Line
from timetracking.staff.errors import LastOwner, NamesakesAdded


@pytest.mark.parametrize("act", ["demote", "deactivate"])
def test_two_owners_who_remove_each_other_leave_one(tenant: Tenant, act: str) -> None:
    owners = hire(tenant, Role.OWNER, Role.OWNER)
    first_has_acted = Event()

    def remove(target: Employee, *, goes_first: bool) -> str:
        if not goes_first:
            first_has_acted.wait(timeout=20)
        with own_connection(tenant):
            try:
                if act == "demote":
                    target.role = Role.MEMBER
                    employees.save(target, by=Author())
                else:
                    employees.deactivate(target, by=Author(), now=NOW)
            except LastOwner:
                return "refused"
            if goes_first:
                first_has_acted.set()
                # The other one asks while this is not committed, and has to wait.
                Event().wait(0.5)
        return "done"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(remove, owners[0], goes_first=True)
        second = pool.submit(remove, owners[1], goes_first=False)
        assert (first.result(timeout=30), second.result(timeout=30)) == ("done", "refused")
    with tenant_context(tenant):
        assert list(Employee.objects.active().owners()) == [owners[1]]


def test_an_owner_s_punch_counts_while_someone_is_added_and_invited(tenant: Tenant) -> None:
    """Both are one request, which holds the end of the trail when it comes to the invitation."""
    (olga,) = hire(tenant, Role.OWNER)
    added, coming = Event(), Event()

    def add() -> None:
        with own_connection(tenant):
            ana = employees.save(Employee(name="Ana", email="ana@acme.example"), by=Author(olga))
            added.set()
            coming.wait(timeout=20)
            wait_until(waits_for_me, 60)  # for the trail, with her row held
            employees.invite(ana, by=Author(olga), site=tenant, language="en")

    def come() -> None:
        added.wait(timeout=20)
        coming.set()
        with own_connection(tenant):
            clock_in(olga, tapped(olga), time_zone=MADRID)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(add), pool.submit(come)]:
            done.result(timeout=30)
    with tenant_context(tenant):
        assert WorkLog.objects.count() == 1
        assert Employee.objects.get(name="Ana").user


CHANGES: dict[str, Callable[[Employee, Author], object]] = {
    "deactivate": lambda ana, by: employees.deactivate(ana, by=by, now=NOW),
    "save": lambda ana, by: employees.save(ana, by=by),
    "set_pin": lambda ana, by: pins.set_pin(ana, "836194", by=by),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("loss", [{"role": Role.MEMBER}, {"is_active": False}])
def test_a_role_taken_away_while_a_change_waits_for_the_row_does_not_count(
    tenant: Tenant, change: str, loss: dict[str, Any]
) -> None:
    ana, max_ = hire(tenant, Role.MEMBER, Role.MANAGER)
    refusal = race(
        tenant,
        first=lambda: lock_employee(ana.pk),
        second=lambda: CHANGES[change](ana, Author(max_)),
        before_commit=lambda: Employee.objects.filter(pk=max_.pk).update(**loss),
    )
    assert isinstance(refusal, ForManagers if "role" in loss else NoLongerOnStaff)
    with tenant_context(tenant):
        assert not AuditLine.objects.exclude(origin="set-up").exists()


def test_a_pin_waits_for_its_author_s_loss_of_rights(tenant: Tenant) -> None:
    ana, max_ = hire(tenant, Role.MEMBER, Role.MANAGER)
    refusal = race(
        tenant,
        first=lambda: employees.deactivate(max_, by=Author(), now=NOW),
        second=lambda: pins.set_pin(ana, "836194", by=Author(max_)),
    )
    assert isinstance(refusal, NoLongerOnStaff)
    with tenant_context(tenant):
        assert not Employee.objects.exclude(pin="").exists()


def test_a_loss_of_rights_waits_for_a_pin_and_withdraws_it(tenant: Tenant) -> None:
    ana, max_ = hire(tenant, Role.MEMBER, Role.MANAGER)
    refusal = race(
        tenant,
        first=lambda: pins.set_pin(ana, "836194", by=Author(max_)),
        second=lambda: employees.deactivate(max_, by=Author(), now=NOW),
    )
    assert refusal is None
    with tenant_context(tenant):
        assert not Employee.objects.exclude(pin="").exists()


def test_a_code_of_someone_who_loses_the_right_pairs_nothing(tenant: Tenant) -> None:
    (max_,) = hire(tenant, Role.MANAGER)
    with tenant_context(tenant):
        bar = Location.objects.create(name="Bar")
        _, code = pairing.create_kiosk("Bar", bar, manager=max_, by=Author(max_), now=NOW)
    refusal = race(
        tenant,
        first=lambda: employees.deactivate(max_, by=Author(), now=NOW),
        second=lambda: pairing.pair(code, now=NOW, address=""),
    )
    assert isinstance(refusal, CodeRevoked)
    with tenant_context(tenant):
        assert not Kiosk.objects.in_use().exists()


def test_a_code_made_meanwhile_waits_for_its_author_s_loss_of_rights(tenant: Tenant) -> None:
    (max_,) = hire(tenant, Role.MANAGER)
    with tenant_context(tenant):
        bar = Location.objects.create(name="Bar")
        _, code = pairing.create_kiosk("Bar", bar, manager=max_, by=Author(max_), now=NOW)
    refusal = race(
        tenant,
        # `deactivate` has seen no code yet when it locks the row.
        first=lambda: lock_employee(max_.pk),
        second=lambda: pairing.pair(code, now=NOW, address=""),
        before_commit=lambda: Employee.objects.filter(pk=max_.pk).update(is_active=False),
    )
    assert isinstance(refusal, CodeRevoked)
    with tenant_context(tenant):
        assert not Kiosk.objects.in_use().exists()


@pytest.mark.parametrize("email", ["", "cleo@example.com"])
def test_of_two_who_add_the_same_list_at_once_one_is_told(tenant: Tenant, email: str) -> None:
    olga, otto = hire(tenant, Role.OWNER, Role.OWNER)

    def add(owner: Employee) -> None:
        rows = check([Line(1, "Cleo", email), Line(2, "Dario")], actor=owner)
        add_people(rows, by=Author(owner), site=tenant, language="en", invites=True)

    refusal = race(tenant, lambda: add(olga), lambda: add(otto))
    assert isinstance(refusal, NamesakesAdded)
    with tenant_context(tenant):
        assert Employee.objects.filter(name__in=["Cleo", "Dario"]).count() == 2
