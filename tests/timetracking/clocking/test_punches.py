from datetime import timedelta

import pytest

from tests.timetracking.clocking.punching import MINUTE, RAW, come, go
from tests.timetracking.conftest import NOW, MakeLog
from timetracking.clocking.errors import AlreadyClockedIn, NotClockedIn, NotEmployed, OverlappingLog
from timetracking.models import Employee, WorkLog


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
    with pytest.raises(AlreadyClockedIn, match=r"^You already clocked in at 08:58\.$") as caught:
        come(ana, NOW)
    assert caught.value.since == RAW
    assert WorkLog.objects.for_employee(ana).count() == 1


def test_the_refusal_names_the_day_of_a_shift_of_yesterday(ana: Employee) -> None:
    come(ana, RAW - timedelta(days=1))
    with pytest.raises(AlreadyClockedIn, match="on Tuesday 17 November at 08:58"):
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
