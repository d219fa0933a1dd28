"""A tap that is sent again gets the first answer, and every answer is kept."""

from uuid import uuid4

import pytest

from tests.timetracking.clocking.punching import MINUTE, RAW, come, go
from tests.timetracking.conftest import NOW, MakeEmployee
from timetracking.clocking.errors import AlreadyClockedIn, KeyReused
from timetracking.models import Employee, Punch, WorkLog
from timetracking.shifts.errors import PunchRefused


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
    with pytest.raises(PunchRefused, match=r"^You already clocked in at 08:58\.$"):
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
        ("in", None, "You already clocked in at 08:58."),
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
