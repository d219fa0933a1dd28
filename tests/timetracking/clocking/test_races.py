"""Taps at the same moment, on connections of their own and with real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from uuid import UUID, uuid4

import pytest

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.at_once import hire, own_connection, waits_for_me
from tests.timetracking.conftest import MADRID, NOW, tapped
from tests.waiting import wait_until
from timetracking.base.authors import Author
from timetracking.clocking.punches import clock_in, clock_out, start_break
from timetracking.company import break_kinds
from timetracking.models import Break, BreakKind, Punch, Role, WorkLog
from timetracking.shifts.errors import PunchRefused
from timetracking.staff import employees
from timetracking.trail.verifying import flaws


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
    assert sorted(answers) == ["", *["You already clocked in at 13:00."] * 7]
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


def test_of_many_breaks_begun_at_once_one_counts(tenant: Tenant) -> None:
    (ana,) = hire(tenant, Role.MEMBER)
    with tenant_context(tenant):
        clock_in(ana, tapped(ana), time_zone=MADRID)

    def pause(key: UUID) -> WorkLog:
        return start_break(ana, tapped(ana, NOW + timedelta(minutes=5), key=key))

    answers = punches(tenant, pause, [uuid4() for _ in range(6)])
    assert sorted(answers) == ["", *["You already started a break at 13:05."] * 5]


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
            wait_until(waits_for_me, 60)  # for the trail, with the kind held

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
