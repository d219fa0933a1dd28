"""Whoever set a PIN and may no longer manage the person does not know it any more."""

from typing import Any

import pytest

from tests.timetracking.conftest import NOW, Browse, MakeEmployee, text_of
from tests.timetracking.kiosk.tablet import PIN
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.kiosk import pins
from timetracking.models import AuditLine, Employee, Location, Role
from timetracking.staff import employees
from timetracking.staff.handover import Handover


def promote(ana: Employee, role: Role, owner: Employee) -> Employee:
    entry = Employee.objects.get(pk=ana.pk)
    entry.role = role
    employees.save(entry, by=Author(owner))
    return Employee.objects.get(pk=ana.pk)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OWNER])
def test_a_manager_s_pin_goes_when_the_person_is_promoted(
    role: Role, ana: Employee, manager: Employee, owner: Employee
) -> None:
    pins.set_pin(ana, PIN, by=Author(manager))
    promoted = promote(ana, role, owner)
    assert (promoted.pin, promoted.pin_set_by) == ("", None)
    assert [alert["kind"] for alert in promoted.alerts] == ["pin-set", "pin-removed"]
    line = AuditLine.objects.filter(subject="employee", after__has_key="pin").latest("number")
    assert (line.actor, (line.after or {})["pin"]) == (owner, "none")


def test_a_limited_manager_s_pin_goes_when_the_person_moves_out_of_their_reach(
    ana: Employee, owner: Employee, make_employee: MakeEmployee
) -> None:
    lim = make_employee("Lim", Role.MANAGER, is_limited=True)
    bar, cafe = place("Bar", lim, ana), place("Café", lim)
    elsewhere = place("Elsewhere")
    pins.set_pin(ana, PIN, by=Author(lim))
    for target, is_kept in ((cafe, True), (elsewhere, False)):
        entry = Employee.objects.get(pk=ana.pk)
        places = {each.pk: each == target for each in (bar, cafe, elsewhere)}
        employees.save(entry, by=Author(owner), membership=places)
        ana.refresh_from_db()
        assert bool(ana.pin) is is_kept


@pytest.mark.parametrize("setter", ["owner", "ana", "program"])
def test_other_pins_stay(
    setter: str, ana: Employee, owner: Employee, request: pytest.FixtureRequest
) -> None:
    by = Author() if setter == "program" else Author(request.getfixturevalue(setter))
    pins.set_pin(ana, PIN, by=by)
    assert promote(ana, Role.MANAGER, owner).pin


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OWNER])
@pytest.mark.parametrize("loss", ["demoted", "deactivated"])
def test_a_pin_that_somebody_decided_to_keep_stays_until_a_promotion(
    loss: str, role: Role, ana: Employee, owner: Employee, make_employee: MakeEmployee
) -> None:
    setter = make_employee("Otto", role)
    pins.set_pin(ana, PIN, by=Author(setter))
    entry, kept = Employee.objects.get(pk=setter.pk), Handover(people=[ana.pk])
    if loss == "demoted":
        entry.role = Role.MEMBER
        employees.save(entry, by=Author(owner), handover=kept)
    else:
        employees.deactivate(entry, by=Author(owner), now=NOW, handover=kept)
    renamed = Employee.objects.get(pk=ana.pk)
    renamed.name = "Ana Moreno"
    employees.save(renamed, by=Author(owner))
    assert Employee.objects.get(pk=ana.pk).pin
    assert not promote(ana, Role.MANAGER, owner).pin


def test_a_pin_of_someone_who_left_that_was_kept_stays_wherever_the_person_moves(
    ana: Employee, owner: Employee, make_employee: MakeEmployee
) -> None:
    lim = make_employee("Lim", Role.MANAGER, is_limited=True)
    bar, elsewhere = place("Bar", lim, ana), place("Elsewhere")
    pins.set_pin(ana, PIN, by=Author(lim))
    employees.deactivate(lim, by=Author(owner), now=NOW, handover=Handover(people=[ana.pk]))
    entry = Employee.objects.get(pk=ana.pk)
    employees.save(entry, by=Author(owner), membership={bar.pk: False, elsewhere.pk: True})
    assert Employee.objects.get(pk=ana.pk).pin


def test_a_form_that_is_older_than_the_pin_withdraws_it_too(
    ana: Employee, manager: Employee, owner: Employee
) -> None:
    entry = Employee.objects.get(pk=ana.pk)
    pins.set_pin(ana, PIN, by=Author(manager))
    entry.role = Role.MANAGER
    employees.save(entry, by=Author(owner))
    assert Employee.objects.get(pk=ana.pk).pin == ""
    line = AuditLine.objects.filter(subject="employee", after__has_key="pin").latest("number")
    assert (line.before or {})["pin"] == "set"


def test_who_changes_the_entry_is_told(
    ana: Employee, manager: Employee, owner: Employee, browse: Browse
) -> None:
    pins.set_pin(ana, PIN, by=Author(manager))
    client, path = browse(owner), f"/people/{ana.pk}/details/"
    form = client.get(path).context["form"]
    values: dict[str, Any] = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, False)}
    answer = client.post(path, sent | {"role": "manager"}, follow=True)
    assert "The PIN that Max set for Ana was removed. Set a new one." in text_of(answer)
    assert Location.objects.count() == 0
