"""Clocking in and out at a kiosk, at once or after the network was away."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.test import override_settings

from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.company.test_locations import place
from tests.timetracking.conftest import NOW, STRANGER, Browse, MakeLog, asks, madrid, text_of
from tests.timetracking.kiosk.test_pairing import code_at, pair
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.kiosk import keys as kiosk_keys
from timetracking.kiosk import pins, tapping
from timetracking.kiosk.tapping import short_name
from timetracking.models import (
    AuditLine,
    BreakKind,
    CompanySettings,
    Employee,
    Kiosk,
    Location,
    Punch,
    Rules,
    WorkLog,
)
from timetracking.shifts.rules import SHORTEST
from timetracking.staff import employees

PIN = "836194"


@pytest.fixture
def bar(ana: Employee, ben: Employee) -> Location:
    place("Café", ana)
    pins.set_pin(ana, PIN, by=Author())
    return place("Bar", ana, ben)


@pytest.fixture
def tablet(acme: Tenant, bar: Location, owner: Employee) -> TenantClient:
    client = TenantClient(acme)
    pair(client, code_at(bar, owner))
    return client


def identify(tablet: TenantClient, employee: Employee, pin: str = PIN) -> Any:
    return tablet.post("/kiosk/identify/", {"employee": employee.pk, "pin": pin})


def tap(tablet: TenantClient, employee: Employee, action: str, **data: Any) -> Any:
    if "token" not in data:
        data["token"] = identify(tablet, employee).json()["token"]
    order = {"key": str(uuid4()), "employee": employee.pk, "action": action}
    return tablet.post("/kiosk/punch/", order | data)


def seal(tablet: TenantClient, **said: Any) -> str:
    der = base64.b64decode(tablet.get("/kiosk/state/").json()["key"])
    key = serialization.load_der_public_key(der)
    assert isinstance(key, rsa.RSAPublicKey)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    return base64.b64encode(key.encrypt(json.dumps(said).encode(), oaep)).decode()


def late(
    tablet: TenantClient,
    employee: Employee,
    action: str,
    *,
    ago: timedelta,
    key: UUID | None = None,
    pin: str = PIN,
    wrong_by: timedelta = timedelta(),
    **data: Any,
) -> Any:
    key = key or uuid4()
    sealed = seal(tablet, pin=pin, key=str(key), employee=employee.pk)
    sent = datetime.now(NOW.tzinfo) + wrong_by
    times = {
        name: int(at.timestamp() * 1000) for name, at in (("sent", sent), ("tapped", sent - ago))
    }
    order = {"key": str(key), "employee": employee.pk, "action": action, "sealed": sealed}
    return tablet.post("/kiosk/punch/", order | times | data)


def states(tablet: TenantClient) -> dict[str, str]:
    return {one["name"]: one["state"] for one in tablet.get("/kiosk/state/").json()["people"]}


def refusal_of(answer: Any, status: int = 409) -> str:
    assert answer.status_code == status
    return str(answer.json()["refusal"])


# --- The grid


def test_the_grid_has_who_belongs_there_and_who_is_in_there(
    tablet: TenantClient, bar: Location, owner: Employee, manager: Employee, make_log: MakeLog
) -> None:
    make_log(manager, madrid(18, 9), location=bar)
    assert states(tablet) == {"Ana": "out", "Ben": "out", "Max": "in"}


def test_it_tells_no_more_than_names_and_who_is_in(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 9), notes="Keys")
    body = tablet.get("/kiosk/state/").content.decode()
    for word in ("example.com", "12.5", "argon2", "Keys", "role"):
        assert word not in body


def test_surnames_are_initials_unless_two_are_alike(tablet: TenantClient, ana: Employee) -> None:
    assert short_name("Ana María Moreno") == "Ana M."
    Employee.objects.filter(name="Ben").update(name="Ana Martín")
    Employee.objects.filter(pk=ana.pk).update(name="Ana Moreno")
    assert set(states(tablet)) == {"Ana Martín", "Ana Moreno"}


def test_the_frame_holds_nobody_s_name(tablet: TenantClient) -> None:
    assert "Ana" not in text_of(tablet.get("/kiosk/"))


def test_the_tablet_is_told_what_is_possible_in_each_state(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    offline = tablet.get("/kiosk/state/").json()["actions"]
    assert identify(tablet, ana).json()["actions"] == offline["out"]
    log = make_log(ana, NOW - timedelta(hours=1))
    assert identify(tablet, ana).json()["actions"] == offline["in"]
    log.breaks.create(kind=BreakKind.objects.get(), is_paid=False, start=NOW)
    assert identify(tablet, ana).json()["actions"] == offline["break"]


def test_twenty_people_cost_as_much_as_two(tablet: TenantClient, bar: Location) -> None:
    for number in range(20):
        bar.staff.add(Employee.objects.create(name=f"Colleague {number}"))
    with asks(5):
        tablet.get("/kiosk/state/")


def test_a_kiosk_speaks_the_company_s_language(tablet: TenantClient, ana: Employee) -> None:
    CompanySettings.objects.update(language="es")
    frame = tablet.get("/kiosk/", headers={"accept-language": "de"})
    assert '<html lang="es"' in frame.content.decode()
    assert "Pulsa tu nombre" in text_of(frame)
    wrong = identify(tablet, ana, "940275").json()["refusal"]
    assert wrong.startswith("Ese PIN no es correcto")


# --- The PIN


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
        assert "not right" in refusal_of(identify(tablet, ana, "951863"))
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
    assert "Bar is closed, and so is this kiosk" in refusal_of(identify(tablet, ana))


# --- Punches


def test_a_day_at_the_kiosk(
    tablet: TenantClient, ana: Employee, bar: Location, clock: time_machine.Traveller
) -> None:
    assert tap(tablet, ana, "in").json() == {"said": "Welcome Ana", "state": "in"}
    log = WorkLog.objects.get()
    assert (log.location, log.source) == (bar, "kiosk")
    clock.shift(timedelta(hours=4))
    assert tap(tablet, ana, "break").json()["said"] == "Enjoy your break, Ana"
    clock.shift(timedelta(minutes=30))
    assert tap(tablet, ana, "back").json()["said"] == "Welcome back, Ana"
    clock.shift(timedelta(hours=3, minutes=42))
    answer = tap(tablet, ana, "out").json()
    assert answer == {"said": "Goodbye Ana, 7 h 42 today", "state": "out"}
    punch = Punch.objects.latest("pk")
    assert (punch.source, punch.kiosk, punch.device_at) == ("kiosk", Kiosk.objects.get(), None)
    line = AuditLine.objects.latest("number")
    assert (line.actor, line.origin, line.address) == (ana, "kiosk", "127.0.0.1")


def test_after_a_night_shift_the_hours_are_the_shift_s(
    tablet: TenantClient, ana: Employee, bar: Location, make_log: MakeLog
) -> None:
    Rules.objects.update(reminder_hours=16)
    make_log(ana, madrid(17, 22), location=bar)
    assert tap(tablet, ana, "out").json()["said"] == "Goodbye Ana, 15 h 00 in this shift"


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
    assert tap(tablet, ana, "in", key=key, token="gone").json()["said"] == "Welcome Ana"
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
    assert "unreadable" in refusal_of(tablet.post("/kiosk/punch/", order | change), 422)


def test_a_form_from_elsewhere_is_refused(
    acme: Tenant, tablet: TenantClient, ana: Employee
) -> None:
    strict = TenantClient(acme, enforce_csrf_checks=True)
    strict.cookies = tablet.cookies
    assert identify(strict, ana).status_code == 403
    csrf = strict.get("/kiosk/state/").json()["csrf"]
    order = {"employee": ana.pk, "pin": PIN}
    assert strict.post("/kiosk/identify/", order, headers={"X-CSRFToken": csrf}).status_code == 200


# --- Taps that come late


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
    assert first[0]["said"] == "Welcome Ana"
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
    assert "not right" in refusal_of(late(tablet, ana, "in", ago=timedelta(hours=1), pin="951863"))
    assert "not right" in Punch.objects.to_settle().get().refusal


def test_while_pins_are_locked_a_late_tap_waits_unrecorded(
    tablet: TenantClient, ana: Employee
) -> None:
    for _ in range(3):
        identify(tablet, ana, "951863")
    refusal_of(late(tablet, ana, "in", ago=timedelta(hours=1)), 429)
    assert not Punch.objects.exists()


def test_a_sealed_pin_is_of_no_use_for_another_tap_or_person(
    tablet: TenantClient, ana: Employee, ben: Employee
) -> None:
    pins.set_pin(ben, PIN, by=Author())
    stolen = seal(tablet, pin=PIN, key=str(uuid4()), employee=ana.pk)
    hour = timedelta(hours=1)
    assert "not right" in refusal_of(late(tablet, ana, "in", ago=hour, sealed=stolen))
    key = uuid4()
    mine = seal(tablet, pin=PIN, key=str(key), employee=ana.pk)
    assert "not right" in refusal_of(late(tablet, ben, "in", ago=hour, key=key, sealed=mine))
    assert not WorkLog.objects.exists()


@pytest.mark.parametrize("sealed", ["x", "AAAA", "é", "A" * 344])
def test_a_seal_that_cannot_be_opened_is_recorded_for_the_managers(
    tablet: TenantClient, ana: Employee, sealed: str
) -> None:
    answer = late(tablet, ana, "in", ago=timedelta(hours=1), sealed=sealed)
    assert "paired again after the tap" in refusal_of(answer)
    assert Punch.objects.to_settle().exists()


def test_taps_kept_since_before_the_tablet_was_paired_again_lock_nobody_out(
    tablet: TenantClient, ana: Employee, bar: Location, owner: Employee
) -> None:
    keys = [uuid4() for _ in range(pins.PERSON.lock_at)]
    taps = {key: seal(tablet, pin=PIN, key=str(key), employee=ana.pk) for key in keys}
    pair(tablet, code_at(bar, owner, "Again"))
    for key, sealed in taps.items():
        refusal_of(late(tablet, ana, "in", ago=timedelta(hours=1), key=key, sealed=sealed))
    assert identify(tablet, ana).status_code == 200


@pytest.mark.parametrize("pin", ["\ud800", "\0", "", "8361945", None, 836194.0])
def test_what_is_sealed_and_no_pin_is_a_wrong_one(
    tablet: TenantClient, ana: Employee, pin: Any
) -> None:
    answer = late(tablet, ana, "in", ago=timedelta(hours=1), pin=pin)
    assert "not right" in refusal_of(answer)


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


def test_a_refusal_that_nobody_saw_lands_in_the_inbox(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    token, key = identify(tablet, ana).json()["token"], uuid4()
    make_log(ana, madrid(18, 12))
    assert "already in" in refusal_of(tap(tablet, ana, "in", token=token, key=str(key)))
    assert not Punch.objects.to_settle().exists()
    assert "already in" in refusal_of(late(tablet, ana, "in", ago=timedelta(0), key=key))
    assert Punch.objects.to_settle().get().device_at == NOW


def test_already_in_not_in_and_overlaps_land_in_the_inbox(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 11), madrid(18, 12))
    late(tablet, ana, "in", ago=timedelta(hours=1, minutes=30))
    late(tablet, ana, "out", ago=timedelta(hours=1))
    tap(tablet, ana, "in")
    late(tablet, ana, "in", ago=timedelta())
    refusals = [punch.refusal for punch in Punch.objects.to_settle().order_by("pk")]
    assert [text.split(".")[0] for text in refusals] == [
        "A shift of yours is recorded for this time already",
        "You are not clocked in",
        "You are already in since 13:00",
    ]


def test_a_late_end_before_a_later_break_is_refused(
    tablet: TenantClient, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(18, 9))
    kind = BreakKind.objects.get()
    log.breaks.create(kind=kind, is_paid=False, start=madrid(18, 12), end=madrid(18, 12, 30))
    answer = late(tablet, ana, "out", ago=timedelta(hours=2))
    assert "A break is recorded after that time" in refusal_of(answer)
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


# --- The key


def test_the_private_key_lies_encrypted_and_outlives_a_change_of_the_secret(
    tablet: TenantClient, ana: Employee, settings: Any
) -> None:
    kiosk = Kiosk.objects.get()
    assert "PRIVATE KEY" not in kiosk.private_key
    public = kiosk_keys.public_key(kiosk.private_key)
    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY="n" * 50, SECRET_KEY_FALLBACKS=[old]):
        assert kiosk_keys.public_key(kiosk.private_key) == public
    with override_settings(SECRET_KEY="n" * 50):
        assert kiosk_keys.public_key(kiosk.private_key) == ""


# --- The inbox


def test_the_inbox_says_what_when_and_why_and_is_settled(
    tablet: TenantClient, ana: Employee, manager: Employee, browse: Browse
) -> None:
    late(tablet, ana, "in", ago=timedelta(hours=13))
    client = browse(manager)
    assert "1 tap came late and was refused" in text_of(client.get("/kiosks/"))
    text = text_of(client.get("/kiosks/inbox/"))
    for words in (
        "Ana: clock in",
        "more than 12 hours late",
        "Door, Bar",
        "18 November 2026, 00:00",
    ):
        assert words in text
    assert f"/timesheet/{ana.pk}/".encode() in client.get("/kiosks/inbox/").content
    punch = Punch.objects.get()
    path = f"/kiosks/inbox/{punch.pk}/settle/"
    assert client.post(path).status_code == client.post(path).status_code == 303
    punch.refresh_from_db()
    assert (punch.settled_at, punch.settled_by) == (NOW, manager)
    assert "Nothing to deal with" in text_of(client.get("/kiosks/inbox/"))
    assert AuditLine.objects.filter(subject="punch").get().actor == manager


def test_the_inbox_costs_the_same_for_many(
    tablet: TenantClient, ana: Employee, ben: Employee, manager: Employee, browse: Browse
) -> None:
    for employee in (ana, ben, ana):
        late(tablet, employee, "out", ago=timedelta(hours=13))
    client = browse(manager)
    with asks(6):  # session, user, employee, company; the taps; what waits
        client.get("/kiosks/inbox/")


def test_a_limited_manager_sees_the_taps_of_their_people(
    tablet: TenantClient, ana: Employee, manager: Employee, browse: Browse
) -> None:
    late(tablet, ana, "in", ago=timedelta(hours=13))
    place("Elsewhere", manager)
    Employee.objects.filter(pk=manager.pk).update(is_limited=True)
    client, punch = browse(manager), Punch.objects.get()
    assert "Ana" not in text_of(client.get("/kiosks/inbox/"))
    assert client.post(f"/kiosks/inbox/{punch.pk}/settle/").status_code == 404
    punch.refresh_from_db()
    assert punch.settled_at is None
