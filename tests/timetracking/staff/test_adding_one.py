"""Adding people one after the other: the invitation, the next one, and where they work."""

from tests.timetracking.conftest import Browse, text_of
from tests.timetracking.places import place
from tests.timetracking.staff.entries import entry_of
from timetracking.models import Employee

NEW = {"name": "Cleo", "email": "cleo@example.com", "role": "member"}


def test_an_invitation_is_for_those_with_an_address(manager: Employee, browse: Browse) -> None:
    new = {"name": "Cleo", "role": "member", "send_invitation": "on"}
    assert browse(manager).post("/people/add/", new).status_code == 303
    assert Employee.objects.get(name="Cleo").status == "no sign-in"


def test_the_next_one_is_added_like_the_last(owner: Employee, browse: Browse) -> None:
    bar, _cafe = place("Bar"), place("Café")
    client = browse(owner)
    new = {"name": "Cleo", "role": "manager", "locations": [bar.pk], "another": "1"}
    page = client.post("/people/add/", new, follow=True)
    form = page.context["form"]
    assert (form["name"].value(), form["role"].value()) in {(None, "manager"), ("", "manager")}
    assert form["locations"].value() == [bar.pk]
    assert form["send_invitation"].value() is False
    assert Employee.objects.filter(name="Cleo").exists()


def test_where_there_are_several_locations_one_is_asked_for(
    owner: Employee, browse: Browse
) -> None:
    places = {place("Bar"), place("Café")}
    client = browse(owner)
    assert client.post("/people/add/", NEW).status_code == 422
    client.post("/people/add/", NEW | {"everywhere": "on", "nowhere": "on"})
    cleo = Employee.objects.get(name="Cleo")
    assert set(cleo.locations.all()) == places
    assert client.post(f"/people/{cleo.pk}/details/", entry_of(cleo)).status_code == 422
    page = client.post(f"/people/{cleo.pk}/details/", entry_of(cleo, nowhere="on"), follow=True)
    assert "Cleo is not shown at any kiosk" in text_of(page)
    assert page.context["unplaced"] == [owner, cleo] or page.context["unplaced"] == [cleo, owner]
    assert client.get(f"/people/{cleo.pk}/details/").context["form"]["nowhere"].value() is True
