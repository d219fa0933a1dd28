from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.timetracking.conftest import MADRID, NOW, MakeEmployee, MakeLog, tapped
from timetracking.clocking.errors import (
    AlreadyClockedIn,
    KeyReused,
    NotClockedIn,
    NotEmployed,
    OverlappingLog,
)
from timetracking.clocking.punches import clock_in, clock_out
from timetracking.models import Employee, Punch, WorkLog
from timetracking.shifts.errors import PunchRefused

MINUTE = timedelta(minutes=1)
RAW = datetime(2026, 11, 18, 7, 58, 1, 234567, tzinfo=UTC)


def come(
    employee: Employee, now: datetime = NOW, *, key: UUID | None = None, notes: str = ""
) -> WorkLog:
    return clock_in(employee, tapped(employee, now, key=key), time_zone=MADRID, notes=notes)


def go(
    employee: Employee, now: datetime = NOW, *, key: UUID | None = None, notes: str = ""
) -> WorkLog:
    return clock_out(employee, tapped(employee, now, key=key), notes=notes)


def test_clocking_in_opens_a_shift_at_that_very_moment(ana: Employee) -> None:
    log = WorkLog.objects.get(pk=come(ana, RAW, notes="Keys at the desk").pk)
    assert (log.employee, log.check_in, log.check_out) == (ana, RAW, None)
    assert (log.notes, log.time_zone) == ("Keys at the desk", "Europe/Madrid")


def test_clocking_out_ends_it(ana: Employee) -> None:
    come(ana, RAW)
    log = WorkLog.objects.get(pk=go(ana, RAW + 30 * MINUTE).pk)
    assert (log.check_in, log.check_out) == (RAW, RAW + 30 * MINUTE)


def test_clocking_in_twice_is_refused_with_the_time(ana: Employee) -> None:
    come(ana, RAW)
    with pytest.raises(AlreadyClockedIn, match=r"^You are already in since 08:58\.$") as caught:
        come(ana, NOW)
    assert caught.value.since == RAW
    assert WorkLog.objects.for_employee(ana).count() == 1


def test_the_refusal_names_the_day_of_a_shift_of_yesterday(ana: Employee) -> None:
    come(ana, RAW - timedelta(days=1))
    with pytest.raises(AlreadyClockedIn, match="since 08:58 on Tuesday 17 November"):
        come(ana, NOW)


def test_clocking_out_without_a_shift_is_refused(ana: Employee) -> None:
    with pytest.raises(NotClockedIn, match=r"^You are not clocked in\.$"):
        go(ana)


def test_clocking_in_where_a_shift_is_recorded_is_refused(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, NOW - MINUTE, NOW + MINUTE)
    with pytest.raises(OverlappingLog):
        come(ana)
    assert not WorkLog.objects.open().exists()


def test_clocking_in_at_the_moment_of_clocking_out_is_legal(ana: Employee) -> None:
    come(ana, NOW - MINUTE)
    go(ana, NOW)
    assert come(ana, NOW).check_in == NOW


@pytest.mark.parametrize("back", [timedelta(0), timedelta(seconds=3)])
def test_clocking_out_in_the_same_instant_is_the_shortest_shift(
    ana: Employee, back: timedelta
) -> None:
    come(ana, NOW)
    assert go(ana, NOW - back).check_out == NOW + timedelta(microseconds=1)


def test_the_note_on_the_way_out_is_added(ana: Employee) -> None:
    come(ana, RAW, notes="Opened late")
    assert go(ana, notes="Till is short").notes == "Opened late\nTill is short"


def test_no_note_leaves_the_first_one(ana: Employee) -> None:
    come(ana, RAW, notes="Opened late")
    assert go(ana).notes == "Opened late"


def test_someone_inactive_cannot_punch(ana: Employee) -> None:
    come(ana, RAW)
    Employee.objects.filter(pk=ana.pk).update(is_active=False)
    with pytest.raises(NotEmployed):
        go(ana)
    assert WorkLog.objects.open().count() == 1


def test_a_replay_gets_the_first_answer(ana: Employee) -> None:
    key = uuid4()
    first = come(ana, RAW, key=key)
    go(ana, NOW)
    again = come(ana, NOW + MINUTE, key=key, notes="new")
    assert (again.pk, again.check_in, again.notes) == (first.pk, RAW, "")
    assert WorkLog.objects.for_employee(ana).count() == 1


def test_a_replayed_clock_out_ends_no_second_shift(ana: Employee) -> None:
    key = uuid4()
    come(ana, RAW)
    first = go(ana, RAW + MINUTE, key=key)
    come(ana, RAW + 2 * MINUTE)
    assert go(ana, NOW, key=key).pk == first.pk
    assert WorkLog.objects.open().count() == 1


def test_a_replayed_refusal_stays_a_refusal(ana: Employee) -> None:
    key = uuid4()
    come(ana, RAW)
    with pytest.raises(AlreadyClockedIn):
        come(ana, NOW, key=key)
    go(ana, NOW)
    with pytest.raises(PunchRefused, match=r"^You are already in since 08:58\.$"):
        come(ana, NOW + MINUTE, key=key)
    assert not WorkLog.objects.open().exists()


def test_a_key_serves_one_action(ana: Employee) -> None:
    key = uuid4()
    come(ana, RAW, key=key)
    with pytest.raises(KeyReused):
        go(ana, NOW, key=key)
    assert WorkLog.objects.open().count() == 1


def test_two_people_may_have_the_same_key(ana: Employee, ben: Employee) -> None:
    key = uuid4()
    assert come(ana, key=key).employee == ana
    assert come(ben, key=key).employee == ben


def test_every_answer_is_in_the_ledger(ana: Employee, make_employee: MakeEmployee) -> None:
    log = come(ana, RAW)
    with pytest.raises(PunchRefused):
        come(ana)
    go(ana)
    recorded = Punch.objects.filter(employee=ana).order_by("pk")
    assert [(p.action, p.work_log, p.refusal) for p in recorded] == [
        ("in", log, ""),
        ("in", None, "You are already in since 08:58."),
        ("out", log, ""),
    ]


def test_a_rollback_takes_log_and_ledger_together(ana: Employee) -> None:
    from django.db import transaction

    key = uuid4()
    with transaction.atomic():
        come(ana, RAW, key=key)
        transaction.set_rollback(True)
    assert not WorkLog.objects.for_employee(ana).exists()
    assert not Punch.objects.filter(key=key).exists()
