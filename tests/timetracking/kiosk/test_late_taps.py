"""Taps that arrive late, after the network was away."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, STRANGER, MakeLog, madrid
from tests.timetracking.kiosk.tablet import identify, late, refusal_of
from timetracking.base.authors import Author
from timetracking.kiosk import pins
from timetracking.models import BreakKind, Employee, Kiosk, Punch, WorkLog
from timetracking.shifts.rules import SHORTEST
from timetracking.staff import employees


def test_a_late_tap_counts_from_its_moment_and_keeps_both_times(
    tablet: TenantClient, ana: Employee
) -> None:
    assert late(tablet, ana, "in", ago=timedelta(hours=3)).status_code == 200
    log, punch = WorkLog.objects.get(), Punch.objects.get()
    assert log.check_in == NOW - timedelta(hours=3)
    assert (punch.device_at, punch.created_at) == (NOW - timedelta(hours=3), NOW)


@pytest.mark.parametrize(
    "wrong_by", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=-9000)]
)
def test_a_clock_set_wrong_does_no_harm(
    tablet: TenantClient, ana: Employee, wrong_by: timedelta
) -> None:
    late(tablet, ana, "in", ago=timedelta(hours=3), wrong_by=wrong_by)
    assert WorkLog.objects.get().check_in == NOW - timedelta(hours=3)
    assert Punch.objects.get().device_at == NOW - timedelta(hours=3) + wrong_by


def test_a_queue_sent_twice_counts_once(tablet: TenantClient, ana: Employee) -> None:
    taps = [("in", 8, uuid4()), ("out", 4, uuid4()), ("out", 3, uuid4())]
    first, again = (
        [late(tablet, ana, act, ago=timedelta(hours=h), key=key).json() for act, h, key in taps]
        for _ in range(2)
    )
    for answer, repeated in zip(first, again, strict=True):
        # The state is what it is now, which the grid shows.
        assert {**answer, "state": ""} == {**repeated, "state": ""}
    assert first[0]["said"] == "Welcome Ana, in since 05:00"
    assert first[2]["refusal"] == "You are not clocked in."
    assert Punch.objects.count() == 3
    log = WorkLog.objects.get()
    assert (log.check_in, log.check_out) == (NOW - timedelta(hours=8), NOW - timedelta(hours=4))


def test_a_replay_gets_the_first_answer_when_it_is_too_old_or_the_pin_is_another(
    tablet: TenantClient, ana: Employee
) -> None:
    key = uuid4()
    late(tablet, ana, "in", ago=timedelta(hours=1), key=key)
    assert late(tablet, ana, "in", ago=timedelta(hours=13), key=key).status_code == 200
    pins.set_pin(ana, "7394", by=Author())
    assert late(tablet, ana, "in", ago=timedelta(hours=1), key=key).status_code == 200
    assert Punch.objects.count() == 1


@pytest.mark.parametrize(
    ("ago", "taken"),
    [
        (timedelta(hours=12), True),
        (timedelta(hours=12, seconds=1), False),
        (timedelta(seconds=-60), True),
        (timedelta(seconds=-61), False),
    ],
)
def test_a_tap_is_believed_for_twelve_hours(
    tablet: TenantClient, ana: Employee, ago: timedelta, *, taken: bool
) -> None:
    answer = late(tablet, ana, "in", ago=ago)
    assert answer.status_code == (200 if taken else 409)
    assert WorkLog.objects.exists() is taken
    if taken:
        assert WorkLog.objects.get().check_in == NOW - max(ago, timedelta())
    else:
        assert Punch.objects.to_settle().get().device_at == NOW - ago


def test_a_late_wrong_pin_is_recorded_for_the_managers(tablet: TenantClient, ana: Employee) -> None:
    assert "Wrong PIN" in refusal_of(late(tablet, ana, "in", ago=timedelta(hours=1), pin="951863"))
    assert "Wrong PIN" in Punch.objects.to_settle().get().refusal


def test_while_pins_are_locked_a_late_tap_waits_unrecorded(
    tablet: TenantClient, ana: Employee
) -> None:
    for _ in range(3):
        identify(tablet, ana, "951863")
    refusal_of(late(tablet, ana, "in", ago=timedelta(hours=1)), 429)
    assert not Punch.objects.exists()


@pytest.mark.parametrize(
    ("set_by", "taken"),
    [
        (timedelta(), True),
        (timedelta(seconds=-60), True),
        (timedelta(seconds=60), True),
        (timedelta(hours=1), False),
        (timedelta(hours=-1), False),
    ],
)
def test_a_tap_after_which_the_tablet_s_clock_was_set_is_for_the_managers(
    tablet: TenantClient, ana: Employee, set_by: timedelta, *, taken: bool
) -> None:
    ago = timedelta(hours=3)
    reckoned = int((NOW - ago).timestamp() * 1000)
    answer = late(tablet, ana, "in", ago=ago + set_by, reckoned=reckoned)
    assert answer.status_code == (200 if taken else 409)
    assert WorkLog.objects.exists() is taken
    if not taken:
        assert "clock was changed" in Punch.objects.to_settle().get().refusal


def test_a_late_end_before_a_later_break_is_refused(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(18, 9))
    kind = BreakKind.objects.get()
    log.breaks.create(kind=kind, is_paid=False, start=madrid(18, 12), end=madrid(18, 12, 30))
    answer = late(tablet, ana, "out", ago=timedelta(hours=2))
    assert "There is a break after that time" in refusal_of(answer)
    assert late(tablet, ana, "out", ago=timedelta(minutes=10)).status_code == 200


def test_a_late_end_a_little_before_the_end_of_a_break_keeps_the_break_inside(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    log, ended = make_log(ana, madrid(18, 9)), madrid(18, 12, 30)
    kind = BreakKind.objects.get()
    log.breaks.create(kind=kind, is_paid=False, start=madrid(18, 12), end=ended)
    late(tablet, ana, "out", ago=NOW - ended + timedelta(seconds=3))
    log.refresh_from_db()
    assert log.check_out == ended + SHORTEST


def test_someone_deactivated_meanwhile_is_refused_and_recorded(
    tablet: TenantClient, ana: Employee
) -> None:
    employees.deactivate(ana, by=Author(), now=NOW)
    answer = late(tablet, ana, "in", ago=timedelta(hours=1))
    assert "no longer on the staff list" in refusal_of(answer)
    assert Punch.objects.to_settle().count() == 1


def test_nobody_of_another_company_is_known(tablet: TenantClient) -> None:
    stranger = Employee(pk=STRANGER, name="Stranger")
    answer = late(tablet, stranger, "in", ago=timedelta(hours=1))
    assert "not on the list" in refusal_of(answer)


def test_a_revoked_kiosk_delivers_nothing(tablet: TenantClient, ana: Employee) -> None:
    data = {"sealed": "x"}
    key = tablet.get("/kiosk/state/").json()["key"]
    assert key
    Kiosk.objects.update(revoked_at=NOW)
    order = {"key": str(uuid4()), "employee": ana.pk, "action": "in", "tapped": 1, "sent": 1}
    assert tablet.post("/kiosk/punch/", order | data).status_code == 403
    assert not Punch.objects.exists()


def test_a_repeated_tap_with_impossible_times_gets_the_first_answer(
    tablet: TenantClient, ana: Employee
) -> None:
    key, ages = uuid4(), timedelta(days=7_900 * 365)
    assert late(tablet, ana, "in", key=key, ago=timedelta(minutes=20)).status_code == 200
    again = late(tablet, ana, "in", key=key, ago=ages, wrong_by=ages)
    assert (again.status_code, again.json()["said"]) == (200, "Welcome Ana, in since 12:40")
