"""A manager who is limited to locations sees and manages nobody else."""

from typing import Any

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, madrid, seen, text_of
from tests.timetracking.rates import rate_of
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.base.rights import assignable_locations, can_limit, can_see
from timetracking.models import Employee, Location, Role
from timetracking.staff import employees


@pytest.fixture
def bar(ana: Employee) -> Location:
    """The location of Ana."""
    location = Location.objects.create(name="Bar")
    location.staff.add(ana)
    return location


@pytest.fixture
def cafe(ben: Employee) -> Location:
    """The location of Ben."""
    location = Location.objects.create(name="Café")
    location.staff.add(ben)
    return location


@pytest.fixture
def lim(make_employee: MakeEmployee, bar: Location) -> Employee:
    """Lim, who manages the bar alone."""
    lim = make_employee("Lim", Role.MANAGER, is_limited=True)
    lim.locations.add(bar)
    return lim


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/people/{}/"),
        ("get", "/people/{}/details/"),
        ("post", "/people/{}/details/"),
        ("post", "/people/{}/invite/"),
        ("get", "/people/{}/deactivate/"),
        ("post", "/people/{}/deactivate/"),
        ("post", "/people/{}/reactivate/"),
    ],
)
def test_nobody_is_there_outside_their_locations(
    lim: Employee,
    ana: Employee,
    ben: Employee,
    cafe: Location,
    browse: Browse,
    method: str,
    path: str,
) -> None:
    before = Employee.objects.filter(pk=ben.pk).values().get()
    client: Any = browse(lim)
    assert getattr(client, method)(path.format(ben.pk)).status_code == 404
    assert Employee.objects.filter(pk=ben.pk).values().get() == before
    assert getattr(client, method)(path.format(ana.pk)).status_code != 404


@pytest.mark.parametrize("path", ["/today/", "/people/", "/people/?inactive=1"])
def test_lists_hold_their_people_alone(
    lim: Employee,
    ana: Employee,
    ben: Employee,
    cafe: Location,
    browse: Browse,
    make_log: MakeLog,
    path: str,
) -> None:
    make_log(ben, madrid(18, 9), location=cafe)
    text = text_of(browse(lim).get(path))
    assert "Ana" in text
    assert "Ben" not in text
    assert "Café" not in text


def test_a_location_of_others_is_unknown_to_the_team_page(
    lim: Employee, cafe: Location, browse: Browse
) -> None:
    assert browse(lim).get(f"/today/?location={cafe.pk}").status_code == 302


@pytest.mark.parametrize("path", ["/locations/", "/locations/add/"])
def test_managers_have_no_pages_of_locations(
    lim: Employee, manager: Employee, browse: Browse, path: str
) -> None:
    assert browse(lim).get(path).status_code == browse(manager).get(path).status_code == 403


def test_someone_new_belongs_to_one_of_their_locations(
    lim: Employee, bar: Location, cafe: Location, browse: Browse
) -> None:
    client, new = browse(lim), {"name": "Cleo", "role": "member"}
    for wrong in ([], [cafe.pk], [bar.pk, cafe.pk]):
        response = client.post("/people/add/", new | {"locations": wrong})
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["locations"]
    assert client.post("/people/add/", new | {"locations": [bar.pk]}).status_code == 303
    assert Employee.objects.get(name="Cleo").locations.get() == bar


def test_they_leave_other_locations_as_they_are(
    lim: Employee, ana: Employee, bar: Location, cafe: Location, browse: Browse
) -> None:
    ana.locations.add(cafe)
    data = {"name": "Anna", "email": ana.email, "role": "member", "locations": [bar.pk]}
    assert browse(lim).post(f"/people/{ana.pk}/details/", data | seen(ana)).status_code == 303
    assert set(ana.locations.all()) == {bar, cafe}


def test_without_a_location_there_is_nobody_to_see(lim: Employee, ana: Employee) -> None:
    lim.locations.clear()
    assert list(Employee.objects.seen_by(lim)) == [lim]
    assert not can_see(lim, ana)
    assert assignable_locations(lim) == []


def test_a_member_sees_themselves_alone(ana: Employee, ben: Employee) -> None:
    assert list(Employee.objects.seen_by(ana)) == [ana]
    assert not can_see(ana, ben)
    assert assignable_locations(ana) == []


def test_only_an_owner_limits(
    owner: Employee, manager: Employee, ana: Employee, bar: Location, browse: Browse
) -> None:
    assert (can_limit(owner), can_limit(manager), can_limit(ana)) == (True, False, False)
    data = {"name": "Ana", "email": ana.email, "role": "manager", "is_limited": "on"}
    path = f"/people/{ana.pk}/details/"
    response = browse(owner).post(path, data | seen(ana))
    assert list(response.context["form"].errors) == ["locations"]
    data["locations"] = str(bar.pk)
    assert browse(owner).post(path, data | seen(ana)).status_code == 303
    assert Employee.objects.get(pk=ana.pk).is_limited
    assert "is_limited" not in browse(manager).get("/people/add/").context["form"].fields
    # Whoever is no manager any more is not limited any more.
    assert browse(owner).post(path, data | seen(ana) | {"role": "member"}).status_code == 303
    assert not Employee.objects.get(pk=ana.pk).is_limited


def test_with_their_locations_closed_they_can_still_change_a_rate(
    lim: Employee, ana: Employee, bar: Location, browse: Browse
) -> None:
    Location.objects.update(is_active=False)
    data = {
        "name": "Ana",
        "email": ana.email,
        "role": "member",
        "hourly_rate": "15",
        "seen_rate": "12.50",
    }
    assert browse(lim).post(f"/people/{ana.pk}/details/", data | seen(ana)).status_code == 303
    ana.refresh_from_db()
    assert (str(rate_of(ana)), list(ana.locations.all())) == ("15.00", [bar])
    # Whoever they add belongs to one of theirs, and there is none.
    assert browse(lim).post("/people/add/", {"name": "Cleo"}).status_code == 422


def test_a_limited_manager_places_people_at_their_own_locations_alone(
    lim: Employee, bar: Location, cafe: Location
) -> None:
    for places in ({cafe.pk: True}, {}):
        with pytest.raises(NotAllowed):
            employees.save(Employee(name="Eve"), by=Author(lim), membership=places)
    eve = employees.save(Employee(name="Eve"), by=Author(lim), membership={bar.pk: True})
    with pytest.raises(NotAllowed, match="at none of your locations"):
        employees.save(eve, by=Author(lim), membership={bar.pk: False})


@pytest.mark.parametrize("belongs", [True, False])
def test_the_service_lets_them_place_nobody_elsewhere(
    ana: Employee, lim: Employee, bar: Location, cafe: Location, belongs: bool
) -> None:
    for membership in ({cafe.pk: belongs}, {bar.pk: True, cafe.pk: belongs}):
        with pytest.raises(NotAllowed):
            employees.save(ana, by=Author(lim), membership=membership)
    employees.save(ana, by=Author(lim), membership={bar.pk: True})
