"""Who has just lost the right to decide on hours, as the audit trail has it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.timetracking.conftest import NOW, MakeEmployee
from tests.timetracking.places import place
from timetracking.base import losses
from timetracking.base.authors import Author
from timetracking.models import Employee, Location, Role
from timetracking.staff import employees


@pytest.fixture
def otto(make_employee: MakeEmployee) -> Employee:
    """Return Otto, another owner."""
    return make_employee("Otto", Role.OWNER)


def change(employee: Employee, owner: Employee, **fields: Any) -> None:
    membership = fields.pop("membership", None)
    for name, value in fields.items():
        setattr(employee, name, value)
    employees.save(employee, by=Author(owner), membership=membership)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.MEMBER])
def test_an_owner_is_lost_for_a_day(
    role: Role, owner: Employee, otto: Employee, clock: time_machine.Traveller
) -> None:
    change(otto, owner, role=role)
    assert losses.an_owner_was_lost(besides=owner)
    assert not losses.an_owner_was_lost(besides=otto)
    clock.move_to(NOW + losses.WAIT)
    assert not losses.an_owner_was_lost(besides=owner)


def test_a_second_change_does_not_hide_the_first(owner: Employee, otto: Employee) -> None:
    for role in (Role.MEMBER, Role.OWNER, Role.MANAGER):
        change(otto, owner, role=role)
    change(otto, owner, name="Otho")
    assert losses.an_owner_was_lost(besides=owner)


def test_a_new_name_or_more_rights_are_no_loss(
    owner: Employee, otto: Employee, manager: Employee, ana: Employee
) -> None:
    change(otto, owner, name="Otho")
    change(manager, owner, role=Role.OWNER)
    assert not losses.an_owner_was_lost(besides=owner)
    assert not losses.a_decider_was_lost(employee=ana, besides=owner)


def limited_to(bar: Location) -> dict[str, Any]:
    return {"is_limited": True, "membership": {bar.pk: True}}


@pytest.mark.parametrize("how", ["demoted", "limited", "moved", "deactivated"])
def test_a_manager_is_lost_as_a_decider(
    how: str, owner: Employee, manager: Employee, ana: Employee, clock: time_machine.Traveller
) -> None:
    bar, cafe = place("Bar"), place("Café")
    if how == "moved":
        change(manager, owner, **limited_to(bar))
        clock.shift(losses.WAIT)
    assert not losses.a_decider_was_lost(employee=ana, besides=owner)
    if how == "deactivated":
        employees.deactivate(manager, by=Author(owner), now=NOW)
    elif how == "demoted":
        change(manager, owner, role=Role.MEMBER)
    elif how == "limited":
        change(manager, owner, **limited_to(cafe))
    else:
        change(manager, owner, membership={bar.pk: False, cafe.pk: True})
    assert losses.a_decider_was_lost(employee=ana, besides=owner)
    assert not losses.a_decider_was_lost(employee=ana, besides=manager)
    assert not losses.an_owner_was_lost(besides=owner)


@pytest.mark.parametrize(
    ("fields", "is_lost"),
    [({"role": Role.MANAGER}, True), ({"locations": False}, True), ({"name": "Anna"}, False)],
)
def test_a_change_of_the_person_can_take_deciders_away(
    fields: dict[str, Any], owner: Employee, ana: Employee, *, is_lost: bool
) -> None:
    bar = place("Bar", ana)
    if "locations" in fields:
        fields = {"membership": {bar.pk: False}}
    change(ana, owner, **fields)
    assert losses.a_decider_was_lost(employee=ana, besides=owner) is is_lost


def test_a_day_is_a_day() -> None:
    assert timedelta(hours=24) == losses.WAIT
