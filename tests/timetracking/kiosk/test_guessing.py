"""Guessing PINs over weeks: the wait that grows, and the alert to the managers."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from accounts.models import SecurityEvent
from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, Browse, MakeEmployee, asks, text_of
from tests.timetracking.kiosk.tablet import PIN, identify, late, refusal_of
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.kiosk import guessing, pins
from timetracking.kiosk.errors import TooManyPins, WrongPin
from timetracking.models import Employee, Kiosk, Location, Role

WRONG = "951863"
DAY = timedelta(days=1)


@pytest.fixture
def kiosk(bar: Location, owner: Employee) -> Kiosk:
    return _kiosk_at(bar, owner)


def _kiosk_at(bar: Location, owner: Employee) -> Kiosk:
    return Kiosk.objects.create(
        name="Door", location=bar, code_expires_at=NOW, created_by=owner, paired_at=NOW
    )


def guess(employee: Employee, kiosk: Kiosk, times: int, now: datetime = NOW) -> datetime:
    """Type wrong PINs, each as soon as is allowed; return the moment of the last one."""
    last = now
    for _ in range(times):
        while True:
            try:
                pins.verify(employee.pk, WRONG, kiosk=kiosk, now=now)
            except TooManyPins as refusal:
                now += timedelta(seconds=refusal.retry_after)
            except WrongPin:
                last = now
                break
    return last


def wait(employee: Employee, kiosk: Kiosk, now: datetime) -> timedelta:
    try:
        pins.verify(employee.pk, WRONG, kiosk=kiosk, now=now)
    except TooManyPins as refusal:
        return timedelta(seconds=refusal.retry_after)
    except WrongPin:
        return timedelta()
    raise AssertionError


@pytest.mark.parametrize(
    ("guesses", "hours"), [(5, 0.25), (10, 1), (15, 4), (20, 12), (30, 24), (34, 24)]
)
def test_the_wait_grows_with_the_wrong_pins_of_four_weeks(
    ana: Employee, kiosk: Kiosk, guesses: int, hours: float
) -> None:
    last = guess(ana, kiosk, guesses)
    assert wait(ana, kiosk, last) == timedelta(hours=hours)


def test_a_month_of_guessing_gets_few_attempts(ana: Employee, kiosk: Kiosk) -> None:
    assert guess(ana, kiosk, 50) - NOW > 20 * DAY


def test_the_right_pin_does_not_forget_guesses_of_another_time(ana: Employee, kiosk: Kiosk) -> None:
    last = guess(ana, kiosk, 4)
    for day in range(1, 4):
        pins.verify(ana.pk, PIN, kiosk=kiosk, now=NOW + day * DAY)
        last = guess(ana, kiosk, 2, NOW + day * DAY + timedelta(hours=3))
    assert wait(ana, kiosk, last) == timedelta(hours=1)


def test_guesses_at_another_tablet_are_not_explained_by_the_right_pin(
    ana: Employee, kiosk: Kiosk, bar: Location, owner: Employee
) -> None:
    stolen = _kiosk_at(bar, owner)
    soon = guess(ana, stolen, 4) + timedelta(minutes=1)
    pins.verify(ana.pk, PIN, kiosk=kiosk, now=soon)
    assert guessing.pin_state(ana, now=soon).failures == 4
    pins.verify(ana.pk, PIN, kiosk=stolen, now=soon)
    assert guessing.pin_state(ana, now=soon).failures == 0


def test_mistakes_just_before_the_right_pin_are_forgotten(ana: Employee, kiosk: Kiosk) -> None:
    now = NOW
    for _ in range(12):
        now = guess(ana, kiosk, 2, now + DAY) + timedelta(minutes=1)
        pins.verify(ana.pk, PIN, kiosk=kiosk, now=now)
    assert guessing.pin_state(ana, now=now).failures == 0


def test_after_four_weeks_they_are_forgotten(ana: Employee, kiosk: Kiosk) -> None:
    last = guess(ana, kiosk, 20)
    assert guessing.pin_state(ana, now=last + 27 * DAY).failures
    assert guessing.pin_state(ana, now=last + 28 * DAY).failures == 0


def test_a_new_pin_or_an_unlock_ends_the_wait(ana: Employee, kiosk: Kiosk, owner: Employee) -> None:
    last = guess(ana, kiosk, 20)
    pins.unlock_pin(ana, by=Author(owner))
    assert pins.verify(ana.pk, PIN, kiosk=kiosk, now=last) == ana
    last = guess(ana, kiosk, 20, last)
    pins.set_pin(ana, "739402", by=Author(owner))
    assert pins.verify(ana.pk, "739402", kiosk=kiosk, now=last) == ana


def test_a_member_does_not_unlock_a_colleague(ana: Employee, ben: Employee, kiosk: Kiosk) -> None:
    last = guess(ana, kiosk, 20)
    with pytest.raises(NotAllowed):
        pins.unlock_pin(ana, by=Author(ben))
    assert guessing.pin_state(ana, now=last).failures == 20


def test_the_refusal_says_when_and_what_helps(ana: Employee, kiosk: Kiosk) -> None:
    last = guess(ana, kiosk, 15)
    with pytest.raises(TooManyPins, match=r"4 hours\. Until then, use your own phone, or ask"):
        pins.verify(ana.pk, PIN, kiosk=kiosk, now=last)


# --- What the managers hear -------------------------------------------------------------------


def guess_at(tablet: TenantClient, employee: Employee, times: int, clock: Any, **ways: Any) -> None:
    for _ in range(times):
        if ways:
            late(tablet, employee, "in", ago=timedelta(hours=1), pin=WRONG)
        else:
            refusal_of(identify(tablet, employee, WRONG))
        clock.shift(timedelta(hours=13))


@pytest.mark.parametrize("ways", [{}, {"late": True}])
def test_the_managers_are_told_at_the_tenth_wrong_pin(
    tablet: TenantClient,
    ana: Employee,
    owner: Employee,
    manager: Employee,
    clock: time_machine.Traveller,
    django_capture_on_commit_callbacks: Any,
    ways: dict[str, Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        guess_at(tablet, ana, 9, clock, **ways)
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        guess_at(tablet, ana, 2, clock, **ways)
    assert {message.to[0] for message in mail.outbox} == {owner.email, manager.email}
    assert len(mail.outbox) == 2
    message = mail.outbox[0]
    assert message.subject == "Is someone guessing the PIN of Ana?"
    assert "10 wrong PINs were entered for Ana in the last four weeks" in message.body
    assert "the latest one on the tablet Door, Bar" in message.body
    assert f"/people/{ana.pk}/pin/" in message.body
    event = SecurityEvent.objects.get(event="pin_guessed")
    assert (event.actor_id, event.user, event.detail) == (None, ana.user, {"kiosk": "Door"})
    assert event.address == "127.0.0.1"


def test_a_tablet_sends_one_alert_an_hour(
    tablet: TenantClient,
    ana: Employee,
    ben: Employee,
    owner: Employee,
    clock: time_machine.Traveller,
    django_capture_on_commit_callbacks: Any,
) -> None:
    pins.set_pin(ben, "739402", by=Author())
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(10):
            for employee in (ana, ben):
                identify(tablet, employee, WRONG)
            clock.shift(timedelta(minutes=61))
    assert len(mail.outbox) == 1


def test_guesses_at_everybody_alarm_within_an_hour(
    tablet: TenantClient,
    bar: Location,
    owner: Employee,
    make_employee: MakeEmployee,
    clock: time_machine.Traveller,
    django_capture_on_commit_callbacks: Any,
) -> None:
    people = [make_employee(f"Person{number}", signs_in=False) for number in range(30)]
    bar.staff.add(*people)
    with django_capture_on_commit_callbacks(execute=True):
        for person in people:
            identify(tablet, person, WRONG)
            clock.shift(timedelta(seconds=33))
    (message,) = mail.outbox
    assert message.to == [owner.email]
    assert "30 wrong PINs were entered within an hour on the tablet Door, Bar" in message.body


def test_the_kiosks_page_names_whose_pin_is_guessed_to_those_who_lead_them(
    kiosk: Kiosk,
    ana: Employee,
    owner: Employee,
    manager: Employee,
    browse: Browse,
    clock: time_machine.Traveller,
) -> None:
    pins.set_pin(owner, "739402", by=Author())
    for employee in (ana, owner):
        clock.move_to(guess(employee, kiosk, 10))
    text = text_of(browse(manager).get("/kiosks/"))
    assert "10 wrong PINs were entered for Ana in the last four weeks" in text
    assert "for Olga" not in text
    Employee.objects.filter(pk=manager.pk).update(is_limited=True)
    assert "for Ana" not in text_of(browse(manager).get("/kiosks/"))


def test_a_manager_reads_of_wrong_pins_and_unlocks(
    kiosk: Kiosk, ana: Employee, manager: Employee, browse: Browse, clock: time_machine.Traveller
) -> None:
    client, path = browse(manager), f"/people/{ana.pk}/pin/"
    assert "Wrong PINs" not in text_of(client.get(path))
    clock.move_to(guess(ana, kiosk, 10))
    text = text_of(client.get(path))
    assert "10 wrong PINs were entered for Ana in the last four weeks" in text
    assert "The PIN is locked until" in text
    assert client.post(path, {"act": "unlock"}).status_code == 303
    assert guessing.pin_state(ana, now=NOW + DAY).failures == 0
    assert "can enter the PIN again now" in text_of(client.get(f"/people/{ana.pk}/access/"))


def test_the_kiosks_page_costs_the_same_for_many(
    kiosk: Kiosk, owner: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    for number in range(5):
        pins.set_pin(make_employee(f"Person{number}", Role.MEMBER), PIN, by=Author())
    client = browse(owner)
    with asks(13):  # session, user, employee, company; kiosks, codes, taps; PINs; locations; inbox
        client.get("/kiosks/")
