"""PINs: which are refused, who sets them, and how guessing is slowed and locked."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password

from accounts.models import SignInThrottle
from tests.timetracking.conftest import NOW, STRANGER, Browse, asks, text_of
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.kiosk import pins
from timetracking.kiosk.errors import MalformedPin, PinError, TooManyPins, TrivialPin, WrongPin
from timetracking.models import AuditLine, Employee, Kiosk, Role
from timetracking.staff import employees
from timetracking.staff.errors import NotActive

PIN = "836194"


@pytest.fixture
def kiosk(ana: Employee, ben: Employee, owner: Employee) -> Kiosk:
    bar = place("Bar", ana, ben)
    return Kiosk.objects.create(
        name="Bar", location=bar, code_expires_at=NOW, created_by=owner, paired_at=NOW
    )


def give(employee: Employee, pin: str = PIN) -> None:
    pins.set_pin(employee, pin, by=Author())


def wrong(employee: Employee, kiosk: Kiosk, at: Any = NOW) -> None:
    with pytest.raises(WrongPin):
        pins.verify(employee.pk, "9518", kiosk=kiosk, now=at)


@pytest.mark.parametrize(
    "pin", ["", "123", "1234567", "83a1", " 8361", "\uff18361", "8361\n", "83 61"]
)
def test_a_pin_is_four_to_six_digits(pin: str) -> None:
    with pytest.raises(MalformedPin):
        pins.validate_pin(pin)


TRIVIAL = (
    "0000 7777 55555 999999 1234 4321 0123 3210 7890 0987 56789 123456 654321 1212 9090 121212 "
    "123123 845845 1122 5588 112233 1900 1985 2026 2580 0852"
)


@pytest.mark.parametrize("pin", TRIVIAL.split())
def test_a_pin_that_anyone_would_try_is_refused(pin: str) -> None:
    with pytest.raises(TrivialPin):
        pins.validate_pin(pin)


@pytest.mark.parametrize("pin", ["8361", "1235", "1835", "73940", "836194", "198512"])
def test_other_pins_are_taken(pin: str) -> None:
    pins.validate_pin(pin)


def test_a_made_pin_is_not_trivial(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7777, 123456, 40917])
    monkeypatch.setattr("secrets.randbelow", lambda _: next(drawn))
    assert pins.random_pin() == "040917"


def test_the_trail_tells_of_a_pin_but_neither_it_nor_its_hash(ana: Employee) -> None:
    give(ana)
    give(ana, "7394")
    pins.remove_pin(ana, by=Author())
    lines = list(AuditLine.objects.order_by("number"))
    changes = [(line.before or {}, line.after or {}) for line in lines]
    assert [(before["pin"], after["pin"]) for before, after in changes] == [
        ("none", "set"),
        ("set", "changed"),
        ("set", "none"),
    ]
    (none, first), (_, second), (_, last) = (
        (before["pin_digest"], after["pin_digest"]) for before, after in changes
    )
    assert none == last == ""
    assert len(first) == len(second) == 16
    assert first != second
    text = str(list(AuditLine.objects.values()))
    assert PIN not in text
    assert "argon2" not in text
    assert {line.employee_id for line in lines} == {ana.pk}


def test_a_pin_is_kept_hashed(ana: Employee) -> None:
    give(ana)
    ana.refresh_from_db()
    assert PIN not in ana.pin
    assert ana.pin.startswith("argon2")
    assert check_password(PIN, ana.pin)


def test_nobody_who_has_left_gets_a_pin(ana: Employee) -> None:
    give(ana)
    employees.deactivate(ana, by=Author(), now=NOW)
    ana.refresh_from_db()
    assert ana.pin == ""
    with pytest.raises(NotActive):
        give(ana)


def test_the_right_pin_is_right_for_its_person_alone(
    ana: Employee, ben: Employee, kiosk: Kiosk
) -> None:
    give(ana)
    assert pins.verify(ana.pk, PIN, kiosk=kiosk, now=NOW) == ana
    with pytest.raises(WrongPin):
        pins.verify(ben.pk, PIN, kiosk=kiosk, now=NOW)


@pytest.mark.parametrize("pk", [STRANGER, 0, 999_999_999])
def test_a_pin_of_another_company_is_nobody_s(pk: int, kiosk: Kiosk) -> None:
    with pytest.raises(WrongPin):
        pins.verify(pk, PIN, kiosk=kiosk, now=NOW)


def test_whoever_has_no_pin_costs_a_hash_all_the_same(
    ben: Employee, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str | None] = []

    def count(password: str | None, *args: Any) -> str:
        hashed.append(password)
        return make_password(password, *args)

    monkeypatch.setattr("django.contrib.auth.hashers.make_password", count)
    wrong(ben, kiosk)
    assert len(hashed) == 1


def test_wrong_pins_slow_then_lock_and_the_lock_ends(ana: Employee, kiosk: Kiosk) -> None:
    give(ana)
    now = NOW
    for _ in range(3):
        wrong(ana, kiosk, now)
    with pytest.raises(TooManyPins, match="Try again in 2 seconds"):
        pins.verify(ana.pk, PIN, kiosk=kiosk, now=now)
    wrong(ana, kiosk, now + timedelta(seconds=2))
    wrong(ana, kiosk, now := now + timedelta(seconds=8))
    with pytest.raises(TooManyPins, match="15 minutes"):
        pins.verify(ana.pk, PIN, kiosk=kiosk, now=now)
    assert pins.verify(ana.pk, PIN, kiosk=kiosk, now=now + timedelta(minutes=15)) == ana
    wrong(ana, kiosk, now + timedelta(minutes=16))  # a success has cleared what was counted


def test_one_person_s_lock_is_nobody_else_s(ana: Employee, ben: Employee, kiosk: Kiosk) -> None:
    give(ben)
    for _ in range(3):
        wrong(ana, kiosk)
    assert pins.verify(ben.pk, PIN, kiosk=kiosk, now=NOW) == ben


def test_guessing_at_many_people_slows_the_kiosk(ana: Employee, kiosk: Kiosk) -> None:
    give(ana)
    for pk in range(20):
        with pytest.raises(WrongPin):
            pins.verify(10_000 + pk, "9518", kiosk=kiosk, now=NOW)
    with pytest.raises(TooManyPins):
        pins.verify(ana.pk, PIN, kiosk=kiosk, now=NOW)


def test_a_new_pin_ends_the_lock(ana: Employee, kiosk: Kiosk) -> None:
    for _ in range(3):
        wrong(ana, kiosk)
    give(ana)
    assert pins.verify(ana.pk, PIN, kiosk=kiosk, now=NOW) == ana


def signs_in(employee: Employee, browse: Browse) -> Any:
    assert employee.user
    employee.user.set_password("seven-green-teapots")
    employee.user.save()
    return browse(employee)


OWN = {"password": "seven-green-teapots", "pin": PIN, "again": PIN}


def test_i_set_my_own_pin_with_my_password(ana: Employee, browse: Browse) -> None:
    client = signs_in(ana, browse)
    assert "With a PIN, you can clock in" in text_of(client.get("/pin/"))
    assert client.post("/pin/", OWN).status_code == 303
    ana.refresh_from_db()
    assert check_password(PIN, ana.pin)
    assert "You have a PIN" in text_of(client.get("/pin/"))
    assert AuditLine.objects.get().actor == ana


def test_who_is_deactivated_meanwhile_is_told_so(
    ana: Employee, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signs_in(ana, browse)
    monkeypatch.setattr(pins, "validate_pin", lambda _: Employee.objects.update(is_active=False))
    response = client.post("/pin/", OWN)
    assert response.status_code == 403
    assert "no longer on the staff list" in text_of(response)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "wrong"}, "password"),
        ({"pin": "1234", "again": "1234"}, "pin"),
        ({"pin": "12", "again": "12"}, "pin"),
        ({"pin": ""}, "pin"),
        ({"again": "836195"}, "again"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_sent_back(
    ana: Employee, browse: Browse, change: dict[str, str], field: str
) -> None:
    response = signs_in(ana, browse).post("/pin/", OWN | change)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert PIN.encode() not in response.content
    ana.refresh_from_db()
    assert ana.pin == ""


def test_guessing_the_password_there_is_slowed(ana: Employee, browse: Browse) -> None:
    client = signs_in(ana, browse)
    for _ in range(3):
        client.post("/pin/", OWN | {"password": "wrong"})
    assert client.post("/pin/", OWN).status_code == 429


def test_a_manager_sets_changes_and_removes(
    manager: Employee, ben: Employee, browse: Browse
) -> None:
    client, path = browse(manager), f"/people/{ben.pk}/pin/"
    assert "They have no PIN yet" in text_of(client.get(f"/people/{ben.pk}/access/"))
    assert client.post(path, {"pin": "7777"}).status_code == 422
    assert client.post(path, {"pin": PIN}).status_code == 303
    ben.refresh_from_db()
    assert check_password(PIN, ben.pin)
    with asks(9):  # session, user, employee, company; the person, wrong PINs; what waits
        client.get(path)
    assert client.post(path, {"act": "remove"}).status_code == 303
    ben.refresh_from_db()
    assert ben.pin == ""


def test_a_made_pin_is_shown_once(manager: Employee, ben: Employee, browse: Browse) -> None:
    client, path = browse(manager), f"/people/{ben.pk}/pin/"
    response = client.post(path, {"act": "random"})
    made = response.context["made"]
    assert made in text_of(response)
    ben.refresh_from_db()
    assert check_password(made, ben.pin)
    assert made not in text_of(client.get(path))


def test_a_pin_is_set_by_who_may_manage(
    manager: Employee, owner: Employee, ana: Employee, ben: Employee, browse: Browse
) -> None:
    assert browse(manager).post(f"/people/{owner.pk}/pin/", {"pin": PIN}).status_code == 403
    assert browse(ana).post(f"/people/{ben.pk}/pin/", {"pin": PIN}).status_code == 403
    assert browse(owner).get(f"/people/{owner.pk}/pin/")["Location"] == "/pin/"
    place("Bar", manager)
    Employee.objects.filter(pk=manager.pk).update(is_limited=True)
    assert browse(manager).post(f"/people/{ben.pk}/pin/", {"pin": PIN}).status_code == 404
    assert not Employee.objects.exclude(pin="").filter(role__in=list(Role)).exists()


def test_what_counts_is_kept_for_an_hour(ana: Employee, kiosk: Kiosk) -> None:
    wrong(ana, kiosk)
    assert SignInThrottle.objects.count() == 2
    assert issubclass(MalformedPin, PinError)
