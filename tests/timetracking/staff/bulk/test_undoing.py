"""A list is taken back while nothing has come of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from tests.timetracking.conftest import NOW, Browse, text_of
from tests.timetracking.staff.bulk.lists import PATH, preview, rows, sent
from timetracking.models import Employee, Role, WorkLog


def add(client: Any) -> None:
    client.post(PATH, sent(preview(client), invites="on"))


def test_those_untouched_are_taken_off_and_their_address_is_free(
    browse: Browse, owner: Employee
) -> None:
    client = browse(owner)
    add(client)
    assert client.post(f"{PATH}undo/").status_code == 303
    cleo, dario = Employee.objects.filter(name__in=["Cleo", "Dario"]).order_by("name")
    assert [(row.is_active, row.email) for row in (cleo, dario)] == [(False, "")] * 2
    assert cleo.user
    assert not cleo.user.is_active
    assert rows(preview(client)) == [("new", set())] * 2
    add(client)
    assert Employee.objects.active().get(email="cleo@example.com").status == "invited"


@pytest.mark.parametrize("what", ["signed in", "hours", "changed", "PIN"])
def test_of_whom_something_came_stays_and_is_named(
    browse: Browse, owner: Employee, what: str
) -> None:
    client = browse(owner)
    add(client)
    cleo = Employee.objects.get(name="Cleo")
    if what == "signed in":
        User.objects.filter(employee=cleo).update(password="argon2$usable")
    elif what == "hours":
        WorkLog.objects.create(employee=cleo, check_in=NOW, time_zone="UTC")
    elif what == "changed":
        client.post(f"/people/{cleo.pk}/deactivate/")
        client.post(f"/people/{cleo.pk}/reactivate/")
    else:
        client.post(f"/people/{cleo.pk}/pin/", {"act": "random"})
    page = client.post(f"{PATH}undo/", follow=True)
    assert "These stay" in text_of(page)
    cleo.refresh_from_db()
    assert cleo.is_active
    assert not Employee.objects.get(name="Dario").is_active


def test_undone_twice_it_says_that_it_was_undone(browse: Browse, owner: Employee) -> None:
    client = browse(owner)
    add(client)
    client.post(f"{PATH}undo/")
    assert "undone already" in text_of(client.post(f"{PATH}undo/", follow=True))


def test_later_it_is_too_late(
    browse: Browse, owner: Employee, clock: time_machine.Traveller
) -> None:
    client = browse(owner)
    add(client)
    clock.move_to(NOW + timedelta(minutes=31))
    client.post(f"{PATH}undo/")
    assert Employee.objects.get(name="Cleo").is_active


def test_a_manager_who_lost_the_right_undoes_nothing(browse: Browse, manager: Employee) -> None:
    client = browse(manager)
    add(client)
    Employee.objects.filter(name="Cleo").update(role=Role.OWNER)
    assert client.post(f"{PATH}undo/").status_code == 403
    assert Employee.objects.get(name="Dario").is_active
