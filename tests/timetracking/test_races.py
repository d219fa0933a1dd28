"""What happens at the same moment, on connections of their own and with real commits."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier, Event
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.conftest import MADRID, NOW, tapped
from tests.waiting import wait_until
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.base.locks import lock_employee
from timetracking.clocking.punches import clock_in, clock_out, start_break
from timetracking.company import break_kinds, locations, settings
from timetracking.company.errors import PeopleStillIn, SettingsChanged
from timetracking.kiosk import pins
from timetracking.models import (
    AuditLine,
    Break,
    BreakKind,
    CompanySettings,
    Employee,
    Location,
    Punch,
    Role,
    Rules,
    WorkLog,
)
from timetracking.shifts.errors import PunchRefused
from timetracking.staff import employees
from timetracking.staff.errors import LastOwner
from timetracking.trail.verifying import flaws


@pytest.fixture
def tenant(fresh_company: Callable[..., Tenant]) -> Tenant:
    return fresh_company()


@contextmanager
def own_connection(tenant: Tenant) -> Iterator[None]:
    try:
        with tenant_context(tenant):
            yield
    finally:
        connections.close_all()


def hire(tenant: Tenant, *roles: Role) -> list[Employee]:
    with tenant_context(tenant):
        return [
            Employee.objects.create(name=f"{role} {n}", role=role) for n, role in enumerate(roles)
        ]


def punches(tenant: Tenant, act: Callable[[UUID], WorkLog], keys: list[UUID]) -> list[str]:
    """Send every key at once; return what each was told, "" for a shift."""
    together = Barrier(len(keys))

    def send(key: UUID) -> str:
        together.wait(timeout=20)
        with own_connection(tenant):
            try:
                act(key)
            except PunchRefused as refusal:
                return str(refusal)
        return ""

    with ThreadPoolExecutor(len(keys)) as pool:
        return list(pool.map(send, keys))


def test_of_many_clock_ins_one_counts(tenant: Tenant) -> None:
    (ana,) = hire(tenant, Role.MEMBER)

    def come(key: UUID) -> WorkLog:
        return clock_in(ana, tapped(ana, key=key), time_zone=MADRID)

    answers = punches(tenant, come, [uuid4() for _ in range(8)])
    assert sorted(answers) == ["", *["You are already in since 13:00."] * 7]
    with tenant_context(tenant):
        assert WorkLog.objects.count() == 1
        assert Punch.objects.count() == 8


def test_of_one_form_sent_many_times_every_answer_is_the_same(tenant: Tenant) -> None:
    (ana,) = hire(tenant, Role.MEMBER)

    def come(key: UUID) -> WorkLog:
        return clock_in(ana, tapped(ana, key=key), time_zone=MADRID)

    assert punches(tenant, come, [uuid4()] * 8) == [""] * 8
    with tenant_context(tenant):
        assert WorkLog.objects.count() == Punch.objects.count() == 1


def test_of_many_clock_outs_one_counts(tenant: Tenant) -> None:
    (ana,) = hire(tenant, Role.MEMBER)
    with tenant_context(tenant):
        clock_in(ana, tapped(ana), time_zone=MADRID, notes="in")

    def go(key: UUID) -> WorkLog:
        return clock_out(ana, tapped(ana, NOW + timedelta(hours=1), key=key), notes="out")

    answers = punches(tenant, go, [uuid4() for _ in range(8)])
    assert sorted(answers) == ["", *["You are not clocked in."] * 7]
    with tenant_context(tenant):
        assert WorkLog.objects.get().notes == "in\nout"


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


def test_who_is_deactivated_while_clocking_in_leaves_no_open_shift(tenant: Tenant) -> None:
    (ana,) = hire(tenant, Role.MEMBER)
    deactivated = Event()

    def leave() -> None:
        with own_connection(tenant):
            employees.deactivate(ana, by=Author(), now=NOW)
            deactivated.set()
            Event().wait(0.5)

    def come() -> str:
        deactivated.wait(timeout=20)
        with own_connection(tenant):
            try:
                clock_in(ana, tapped(ana), time_zone=MADRID)
            except PunchRefused as refusal:
                return str(refusal)
        return ""

    with ThreadPoolExecutor(2) as pool:
        left, came = pool.submit(leave), pool.submit(come)
        left.result(timeout=30)
        assert "no longer on the staff list" in came.result(timeout=30)
    with tenant_context(tenant):
        assert not WorkLog.objects.exists()


def test_everyone_s_lines_follow_each_other(tenant: Tenant) -> None:
    staff = hire(tenant, *[Role.MEMBER] * 6)

    def come_and_go(employee: Employee) -> None:
        with own_connection(tenant):
            for number in range(5):
                at = NOW + timedelta(hours=number)
                clock_in(employee, tapped(employee, at), time_zone=MADRID)
                clock_out(employee, tapped(employee, at + timedelta(minutes=1)))

    with ThreadPoolExecutor(len(staff)) as pool:
        list(pool.map(come_and_go, staff))
    with tenant_context(tenant):
        assert AuditLine.objects.count() == 60
        assert list(flaws()) == []


def test_of_many_breaks_begun_at_once_one_counts(tenant: Tenant) -> None:
    (ana,) = hire(tenant, Role.MEMBER)
    with tenant_context(tenant):
        clock_in(ana, tapped(ana), time_zone=MADRID)

    def pause(key: UUID) -> WorkLog:
        return start_break(ana, tapped(ana, NOW + timedelta(minutes=5), key=key))

    answers = punches(tenant, pause, [uuid4() for _ in range(6)])
    assert sorted(answers) == ["", *["You are on a break already, since 13:05."] * 5]


@pytest.mark.parametrize("change", [break_kinds.save, break_kinds.stop_offering])
def test_a_break_begun_while_its_kind_is_changed_counts(
    tenant: Tenant, change: Callable[..., object]
) -> None:
    """The break's reference is checked at COMMIT, with the end of the trail held."""
    (ana,) = hire(tenant, Role.MEMBER)
    with tenant_context(tenant):
        clock_in(ana, tapped(ana), time_zone=MADRID)
        kind = BreakKind.objects.get()
        kind.name = "Siesta"
    begun, changing = Event(), Event()

    def pause() -> None:
        with own_connection(tenant):
            start_break(ana, tapped(ana, NOW + timedelta(minutes=5)))
            begun.set()
            changing.wait(timeout=20)
            sleep(0.3)  # the other one holds the kind by now, and waits for the trail

    def alter() -> None:
        begun.wait(timeout=20)
        changing.set()
        with own_connection(tenant):
            change(kind, by=Author())

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(pause), pool.submit(alter)]:
            done.result(timeout=30)
    with tenant_context(tenant):
        assert Break.objects.count() == 1
        assert list(flaws()) == []


def test_of_two_owners_who_save_the_settings_at_once_one_is_told(tenant: Tenant) -> None:
    owners = hire(tenant, Role.OWNER, Role.OWNER)
    together = Barrier(len(owners))

    def choose(owner: Employee) -> bool:
        with own_connection(tenant):
            company = CompanySettings.objects.select_related("rules").get()
            company.rules.reminder_hours = owner.pk
            seen = settings.version()
            together.wait(timeout=20)
            try:
                settings.save(company, by=Author(owner), seen=seen)
            except SettingsChanged:
                return False
        return True

    with ThreadPoolExecutor(len(owners)) as pool:
        saved = list(pool.map(choose, owners))
    assert sorted(saved) == [False, True]
    with tenant_context(tenant):
        assert Rules.objects.get().reminder_hours == owners[saved.index(True)].pk
        assert AuditLine.objects.count() == 1


def test_an_owner_s_punch_counts_while_someone_is_added_and_invited(tenant: Tenant) -> None:
    """Both are one request, which holds the end of the trail when it comes to the invitation."""
    (olga,) = hire(tenant, Role.OWNER)
    added, coming = Event(), Event()

    def add() -> None:
        with own_connection(tenant):
            ana = employees.save(Employee(name="Ana", email="ana@acme.example"), by=Author(olga))
            added.set()
            coming.wait(timeout=20)
            sleep(0.3)  # the other one holds her row by now, and waits for the trail
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


def open_bar(tenant: Tenant, employee: Employee) -> Location:
    with tenant_context(tenant):
        bar = Location.objects.create(name="Bar")
        bar.staff.add(employee)
        return bar


def test_a_location_does_not_close_over_someone_who_is_just_clocking_in(tenant: Tenant) -> None:
    (ana,) = hire(tenant, Role.MEMBER)
    bar = open_bar(tenant, ana)
    written, closing = Event(), Event()

    def come() -> None:
        with own_connection(tenant):
            clock_in(ana, tapped(ana), time_zone=MADRID)
            written.set()
            closing.wait(timeout=20)
            sleep(0.3)  # the other one is at the lock by now

    def close() -> str:
        written.wait(timeout=20)
        closing.set()
        with own_connection(tenant):
            try:
                locations.close(bar, by=Author())
            except PeopleStillIn as refusal:
                return str(refusal)
        return ""

    with ThreadPoolExecutor(2) as pool:
        coming, refused = pool.submit(come), pool.submit(close)
        coming.result()
        assert "is clocked in there" in refused.result()


def test_nobody_clocks_in_at_a_location_that_is_just_closing(tenant: Tenant) -> None:
    (ana,) = hire(tenant, Role.MEMBER)
    bar = open_bar(tenant, ana)
    closed, coming = Event(), Event()

    def close() -> None:
        with own_connection(tenant):
            locations.close(bar, by=Author())
            closed.set()
            coming.wait(timeout=20)
            sleep(0.3)  # the other one is at the lock by now

    def come() -> str:
        closed.wait(timeout=20)
        coming.set()
        with own_connection(tenant):
            try:
                clock_in(ana, tapped(ana), time_zone=MADRID, location_id=bar.pk)
            except PunchRefused as refusal:
                return str(refusal)
        return ""

    with ThreadPoolExecutor(2) as pool:
        done, refused = pool.submit(close), pool.submit(come)
        done.result()
        assert "Bar is closed now" in refused.result()
    with tenant_context(tenant):
        assert not WorkLog.objects.exists()


def waits_for_me() -> bool:
    """Say whether another connection waits for a lock of this one."""
    with connections["default"].cursor() as cursor:
        # Not pg_stat_activity, which stays as it was first read in a transaction.
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        row = cursor.fetchone()
    return bool(row and row[0])


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
    holds = Event()

    def act() -> str:
        holds.wait(timeout=60)
        with own_connection(tenant):
            try:
                CHANGES[change](ana, Author(max_))
            except NotAllowed as refusal:
                return type(refusal).__name__
        return ""

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(act)
        with own_connection(tenant):
            lock_employee(ana.pk)
            holds.set()
            wait_until(waits_for_me)
            Employee.objects.filter(pk=max_.pk).update(**loss)
        assert answer.result() == ("ForManagers" if "role" in loss else "NoLongerOnStaff")
    with tenant_context(tenant):
        assert not AuditLine.objects.exists()
