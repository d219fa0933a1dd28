"""An owner ends the wait of a colleague after wrong passwords."""

from datetime import timedelta

import pytest

from accounts import throttle
from accounts.models import SecurityEvent
from tests.timetracking.conftest import NOW, Browse, MakeEmployee, asks, text_of
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.models import Employee, Role
from timetracking.staff.unlocking import unlock

CAFE = "192.0.2.7"


def guess(employee: Employee, times: int) -> None:
    """Count wrong passwords, each as soon as is allowed and the last one now."""
    keys = throttle.sign_in_keys(employee.email, client=CAFE)
    for number in range(times):
        now = NOW - timedelta(seconds=33 * (times - 1 - number))
        throttle.begin(keys, now=now).failed()


def failures(employee: Employee) -> int:
    return throttle.wrong_passwords(employee.email, now=NOW).failures


def test_an_owner_reads_of_wrong_passwords_and_unlocks(
    owner: Employee, ana: Employee, browse: Browse
) -> None:
    client, path = browse(owner), f"/people/{ana.pk}/access/"
    assert "Wrong passwords" not in text_of(client.get(path))
    guess(ana, 10)
    text = text_of(client.get(path))
    assert "10 wrong passwords were entered for this account in the last hour" in text
    assert "has to wait until 13:15" in text
    response = client.post(f"/people/{ana.pk}/unlock/")
    assert (response.status_code, response["Location"]) == (303, path)
    assert failures(ana) == 0
    event = SecurityEvent.objects.get(event="unlocked")
    assert (event.actor, event.user) == (owner.user, ana.user)
    assert "Ana can try to sign in again now" in text_of(client.get(path))


def test_a_few_wrong_passwords_are_said_without_a_time(
    owner: Employee, ana: Employee, browse: Browse
) -> None:
    guess(ana, 1)
    text = text_of(browse(owner).get(f"/people/{ana.pk}/access/"))
    assert "1 wrong password was entered" in text
    assert "has to wait" not in text


def test_the_page_asks_once_more(owner: Employee, ana: Employee, browse: Browse) -> None:
    client = browse(owner)
    # session, user, employee, company; person, factor; throttle; places, own clock, what waits
    with asks(10):
        client.get(f"/people/{ana.pk}/access/")


def test_managers_neither_see_nor_unlock(manager: Employee, ana: Employee, browse: Browse) -> None:
    guess(ana, 3)
    client, path = browse(manager), f"/people/{ana.pk}/access/"
    assert "Wrong passwords" not in text_of(client.get(path))
    assert client.post(f"/people/{ana.pk}/unlock/").status_code == 403
    assert failures(ana) == 3


def test_an_owner_who_was_demoted_meanwhile_unlocks_nothing(owner: Employee, ana: Employee) -> None:
    guess(ana, 3)
    Employee.objects.filter(pk=owner.pk).update(role=Role.MEMBER)
    with pytest.raises(NotAllowed):
        unlock(ana, by=Author(owner))
    assert failures(ana) == 3


def test_someone_without_a_sign_in_has_nothing_to_unlock(
    owner: Employee, ben: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    other = make_employee("Bo")
    guess(other, 3)
    assert browse(owner).post(f"/people/{ben.pk}/unlock/").status_code == 303
    assert failures(other) == 3
