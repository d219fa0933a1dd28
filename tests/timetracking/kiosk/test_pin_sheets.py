"""PINs for many at once: who gets one, that it is shown once, and that it is told."""

from typing import Any

import pytest
from django.contrib.auth.hashers import check_password

from accounts.models import SecurityEvent
from tests.timetracking.conftest import Browse, MakeEmployee
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.kiosk import pin_sheets, pins
from timetracking.models import AuditLine, Employee, Role

PATH = "/people/pins/"


def form_of(client: Any) -> Any:
    return client.get(PATH).context["form"]


def made(client: Any, *people: Employee, **more: Any) -> Any:
    ticket = form_of(client)["ticket"].value()
    data = {"people": [person.pk for person in people], "ticket": ticket} | more
    return client.post(PATH, data)


def test_those_without_a_pin_at_a_location_are_chosen_first(
    browse: Browse, owner: Employee, ana: Employee, ben: Employee, make_employee: MakeEmployee
) -> None:
    cleo = make_employee("Cleo", pin="x")
    place("Bar", ana, cleo, owner)
    form = form_of(browse(owner))
    assert [row.pk for row in form.offered] == [ana.pk, ben.pk, cleo.pk]
    assert form["people"].value() == [ana.pk]


def test_each_gets_a_pin_that_is_told_and_recorded(
    browse: Browse, owner: Employee, ana: Employee, ben: Employee
) -> None:
    response = made(browse(owner), ana, ben)
    slips = {slip.name: slip.pin for slip in response.context["slips"]}
    assert list(slips) == ["Ana", "Ben"]
    for person in (ana, ben):
        person.refresh_from_db()
        assert check_password(slips[person.name], person.pin)
        assert person.pin_set_by == owner
        assert [alert["kind"] for alert in person.alerts] == ["pin-set"]
        pins.validate_pin(slips[person.name])
    assert AuditLine.objects.filter(subject="employee").count() == 2
    assert SecurityEvent.objects.filter(event="pin_set").count() == 2
    for line in AuditLine.objects.all():
        assert not set(slips.values()) & set(map(str, (line.after or {}).values()))


def test_the_sheet_is_kept_nowhere_and_shown_once(
    browse: Browse, owner: Employee, ana: Employee
) -> None:
    client = browse(owner)
    ticket = form_of(client)["ticket"].value()
    data = {"people": [ana.pk], "ticket": ticket, "replaces": "on"}
    response = client.post(PATH, data)
    assert "no-store" in response["Cache-Control"]
    ana.refresh_from_db()
    again = client.post(PATH, data)
    assert (again.status_code, again["Location"]) == (303, PATH)
    assert Employee.objects.get(pk=ana.pk).pin == ana.pin


@pytest.mark.parametrize("replaces", [True, False])
def test_whoever_has_a_pin_keeps_it_unless_it_is_to_be_replaced(
    browse: Browse, owner: Employee, ana: Employee, *, replaces: bool
) -> None:
    pins.set_pin(ana, "836194", by=Author())
    response = made(browse(owner), ana, **({"replaces": "on"} if replaces else {}))
    ana.refresh_from_db()
    assert check_password("836194", ana.pin) is not replaces
    assert response.context["left_out"] == ([] if replaces else [ana])


def test_a_manager_is_offered_the_people_they_lead(
    browse: Browse, manager: Employee, owner: Employee, ana: Employee
) -> None:
    client = browse(manager)
    assert form_of(client).offered == [ana]
    assert made(client, owner).status_code == 422


def test_the_service_sets_none_if_one_is_not_theirs(
    manager: Employee, owner: Employee, ana: Employee
) -> None:
    with pytest.raises(NotAllowed):
        pin_sheets.set_random_pins([ana.pk, owner.pk], by=Author(manager), replaces=False)


def test_who_has_left_meanwhile_gets_none(owner: Employee, make_employee: MakeEmployee) -> None:
    gone = make_employee("Ida", is_active=False)
    slips, left_out = pin_sheets.set_random_pins([gone.pk], by=Author(owner), replaces=True)
    assert (slips, left_out) == ([], [gone])


def test_a_sheet_has_a_limit(
    browse: Browse, owner: Employee, monkeypatch: pytest.MonkeyPatch, make_employee: MakeEmployee
) -> None:
    monkeypatch.setattr(pin_sheets, "MOST_PINS", 1)
    people = [make_employee(name, Role.MEMBER, signs_in=False) for name in ("Cleo", "Dario")]
    assert made(browse(owner), *people).status_code == 422
