"""Clocking in and out at a kiosk, at once or after the network was away."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.conftest import STRANGER, MakeLog, madrid
from tests.timetracking.kiosk.tablet import (
    PIN,
    code_at,
    identify,
    late,
    pair,
    refusal_of,
    states,
    tap,
)
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.kiosk import pins, tapping
from timetracking.models import (
    AuditLine,
    BreakKind,
    Employee,
    Kiosk,
    Location,
    Punch,
    Rules,
    WorkLog,
)


def test_a_pin_shows_what_is_possible(tablet: TenantClient, ana: Employee) -> None:
    kind = BreakKind.objects.get()
    assert identify(tablet, ana).json()["actions"] == [{"action": "in", "kind": None}]
    tap(tablet, ana, "in")
    assert identify(tablet, ana).json()["actions"] == [
        {"action": "out", "kind": None},
        {"action": "break", "kind": kind.pk},
    ]
    tap(tablet, ana, "break", kind=kind.pk)
    assert states(tablet)["Ana"] == "break"
    assert [act["action"] for act in identify(tablet, ana).json()["actions"]] == ["back", "out"]


@pytest.mark.parametrize("pin", ["951863", "", "x" * 41, "\0"])
def test_a_wrong_pin_is_refused(tablet: TenantClient, ana: Employee, pin: str) -> None:
    assert identify(tablet, ana, pin).status_code in {409, 422}


def test_wrong_pins_are_counted_and_lock(tablet: TenantClient, ana: Employee) -> None:
    for _ in range(3):
        assert "Wrong PIN" in refusal_of(identify(tablet, ana, "951863"))
    answer = identify(tablet, ana)
    assert "Try again in 2 seconds" in refusal_of(answer, 429)
    assert answer["Retry-After"] == "2"


def test_whoever_is_not_on_the_list_is_not_asked(tablet: TenantClient, owner: Employee) -> None:
    assert "not on the list" in refusal_of(identify(tablet, owner))
    other = tablet.post("/kiosk/identify/", {"employee": STRANGER, "pin": PIN})
    assert "not on the list" in refusal_of(other)


def test_a_closed_location_s_kiosk_says_so(tablet: TenantClient, ana: Employee) -> None:
    Location.objects.update(is_active=False)
    assert tablet.get("/kiosk/state/").json()["closed"] is True
    assert "Bar is closed, so you cannot use this kiosk" in refusal_of(identify(tablet, ana))


def test_a_day_at_the_kiosk(
    tablet: TenantClient, ana: Employee, bar: Location, clock: time_machine.Traveller
) -> None:
    assert tap(tablet, ana, "in").json() == {"said": "Welcome Ana, in since 13:00", "state": "in"}
    log = WorkLog.objects.get()
    assert (log.location, log.source) == (bar, "kiosk")
    clock.shift(timedelta(hours=4))
    assert tap(tablet, ana, "break").json()["said"] == "Enjoy your break, Ana. It began at 17:00"
    clock.shift(timedelta(minutes=30))
    assert tap(tablet, ana, "back").json()["said"] == "Welcome back, Ana. Your break ended at 17:30"
    clock.shift(timedelta(hours=3, minutes=42))
    answer = tap(tablet, ana, "out").json()
    assert answer == {"said": "Goodbye Ana, out at 21:12: 7 h 42 in this shift", "state": "out"}
    punch = Punch.objects.latest("pk")
    assert (punch.source, punch.kiosk, punch.device_at) == ("kiosk", Kiosk.objects.get(), None)
    line = AuditLine.objects.latest("number")
    assert (line.actor, line.origin, line.address) == (ana, "kiosk", "127.0.0.1")


def test_after_a_night_shift_the_hours_are_the_shift_s(
    tablet: TenantClient, ana: Employee, bar: Location, make_log: MakeLog
) -> None:
    Rules.objects.update(reminder_hours=16)
    make_log(ana, madrid(17, 22), location=bar)
    said = tap(tablet, ana, "out").json()["said"]
    assert said == "Goodbye Ana, out at 13:00: 15 h 00 in this shift"


def test_a_shift_that_runs_since_yesterday_is_not_ended_silently(
    tablet: TenantClient, ana: Employee, bar: Location, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(17, 16), location=bar)
    response = tap(tablet, ana, "out")
    assert response.status_code == 409
    log.refresh_from_db()
    assert log.check_out is None


def test_a_tap_is_undone_by_who_made_it(tablet: TenantClient, ana: Employee, ben: Employee) -> None:
    pins.set_pin(ben, PIN, by=Author())
    tokens = {one.pk: identify(tablet, one).json()["token"] for one in (ana, ben)}
    key = str(uuid4())
    assert tap(tablet, ana, "in", key=key, token=tokens[ana.pk]).status_code == 200
    for employee, token in ((ana, tokens[ben.pk]), (ben, tokens[ben.pk]), (ana, "no")):
        form = {"employee": employee.pk, "key": key, "token": token}
        assert tablet.post("/kiosk/undo/", form).status_code == 409
        assert states(tablet)["Ana"] == "in"
    form = {"employee": ana.pk, "key": key, "token": tokens[ana.pk]}
    assert tablet.post("/kiosk/undo/", form).json() == {"said": "Undone.", "state": "out"}
    assert states(tablet)["Ana"] == "out"
    line = AuditLine.objects.latest("number")
    assert (line.act, line.origin, line.actor) == ("removed", "kiosk", ana)


def test_the_script_is_refused_what_it_has_no_right_to_in_its_own_words(
    tablet: TenantClient, ana: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise NotAllowed("Not yours.")

    token = identify(tablet, ana).json()["token"]
    monkeypatch.setattr(tapping, "undo", refuse)
    form = {"employee": ana.pk, "key": str(uuid4()), "token": token}
    response = tablet.post("/kiosk/undo/", form)
    assert (response.status_code, response.json()) == (403, {"refusal": "Not yours."})


def test_an_undo_that_comes_too_late_is_a_sentence(
    tablet: TenantClient, ana: Employee, clock: time_machine.Traveller
) -> None:
    token, key = identify(tablet, ana).json()["token"], str(uuid4())
    tap(tablet, ana, "in", key=key, token=token)
    clock.shift(timedelta(seconds=20))
    response = tablet.post("/kiosk/undo/", {"employee": ana.pk, "key": key, "token": token})
    assert response.status_code == 409
    assert "too late" in response.json()["refusal"]


def test_a_token_is_its_person_s_its_kiosk_s_and_a_minute_s(
    tablet: TenantClient,
    acme: Tenant,
    bar: Location,
    ana: Employee,
    ben: Employee,
    owner: Employee,
    clock: time_machine.Traveller,
) -> None:
    token = identify(tablet, ana).json()["token"]
    assert "took too long" in refusal_of(tap(tablet, ben, "in", token=token))
    other = TenantClient(acme)
    pair(other, code_at(bar, owner, "Other"))
    assert "took too long" in refusal_of(tap(other, ana, "in", token=token))
    clock.shift(timedelta(seconds=61))
    assert "took too long" in refusal_of(tap(tablet, ana, "in", token=token))
    assert "took too long" in refusal_of(tap(tablet, ana, "in", token="made:up:here"))
    assert not WorkLog.objects.exists()


def test_a_tap_sent_again_gets_the_first_answer_after_the_token_s_minute(
    tablet: TenantClient, ana: Employee, clock: time_machine.Traveller
) -> None:
    key = str(uuid4())
    tap(tablet, ana, "in", key=key)
    clock.shift(timedelta(minutes=5))
    assert (
        tap(tablet, ana, "in", key=key, token="gone").json()["said"]
        == "Welcome Ana, in since 13:00"
    )
    assert late(tablet, ana, "in", key=UUID(key), ago=timedelta(minutes=5)).status_code == 200
    assert WorkLog.objects.count() == Punch.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"key": "x"},
        {"action": "dance"},
        {"employee": ""},
        {"token": ""},
        {"token": "", "sealed": "x", "tapped": "-1", "sent": "1"},
        {"token": "", "sealed": "x", "tapped": "9" * 20, "sent": "1"},
        {"token": "", "sealed": "x", "tapped": "soon", "sent": "1"},
    ],
)
def test_what_cannot_be_read_is_refused(
    tablet: TenantClient, ana: Employee, change: dict[str, str]
) -> None:
    order = {"key": str(uuid4()), "employee": ana.pk, "action": "in", "token": "x"}
    assert "could not read" in refusal_of(tablet.post("/kiosk/punch/", order | change), 422)


def test_a_form_from_elsewhere_is_refused(
    acme: Tenant, tablet: TenantClient, ana: Employee
) -> None:
    strict = TenantClient(acme, enforce_csrf_checks=True)
    strict.cookies = tablet.cookies
    assert identify(strict, ana).status_code == 403
    csrf = strict.get("/kiosk/state/").json()["csrf"]
    order = {"employee": ana.pk, "pin": PIN}
    assert strict.post("/kiosk/identify/", order, headers={"X-CSRFToken": csrf}).status_code == 200
