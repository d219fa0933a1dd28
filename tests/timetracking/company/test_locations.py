"""Places of work: what the database keeps, who clocks in where, and the owner's pages."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests.timetracking.conftest import (
    NOW,
    Browse,
    MakeEmployee,
    MakeLog,
    asks,
    madrid,
    seen,
    text_of,
)
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.base.constraints import violated_constraint
from timetracking.company import locations
from timetracking.company.errors import PeopleStillIn
from timetracking.models import (
    AuditLine,
    CompanySettings,
    Employee,
    EmployeeLocation,
    Location,
    Role,
    Source,
    WorkLog,
)

BAR = {"name": "Bar", "address": "", "time_zone": ""}


def violates(constraint: str, act: Any) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    assert violated_constraint(caught.value) == constraint


def test_a_name_is_one_location_s_capitals_or_not(company: CompanySettings) -> None:
    place("Old Town")
    violates("locations_name_unique", lambda: place("OLD town"))


def test_someone_belongs_to_a_location_once(ana: Employee) -> None:
    bar = place("Bar", ana)
    again = EmployeeLocation(employee=ana, location=bar)
    violates("employee_locations_unique", again.save)


@pytest.mark.parametrize("role", [Role.OWNER, Role.MEMBER])
def test_only_managers_are_limited(ana: Employee, role: Role) -> None:
    Employee.objects.update(role=Role.MANAGER, is_limited=True)
    violates("employees_limited_managers", lambda: Employee.objects.update(role=role))


def test_a_shift_comes_from_one_of_four_sources(ana: Employee, make_log: MakeLog) -> None:
    assert make_log(ana, madrid(17, 9), madrid(17, 10)).source == Source.WEB
    violates("work_logs_source", lambda: WorkLog.objects.update(source="fax"))


def test_history_keeps_its_location(ana: Employee, make_log: MakeLog) -> None:
    bar = place("Bar", ana)
    make_log(ana, NOW, location=bar)
    with pytest.raises(ProtectedError):
        bar.delete()


def test_a_location_with_people_in_it_does_not_close(ana: Employee, make_log: MakeLog) -> None:
    bar = place("Bar", ana)
    log = make_log(ana, NOW, location=bar)
    with pytest.raises(PeopleStillIn, match="Bar was not closed: Ana is still clocked in there"):
        locations.close(bar, by=Author())
    WorkLog.objects.filter(pk=log.pk).update(check_out=madrid(18, 17))
    locations.close(bar, by=Author())
    assert not Location.objects.open().exists()
    locations.reopen(bar, by=Author())
    assert Location.objects.open().get() == bar


def test_the_list_says_what_locations_are_for(owner: Employee, browse: Browse) -> None:
    assert "Add your first location" in text_of(browse(owner).get("/locations/"))


def test_the_first_location_may_have_everyone(
    owner: Employee, ana: Employee, browse: Browse
) -> None:
    client = browse(owner)
    response = client.post("/locations/add/", {**BAR, "with_everyone": "on"})
    assert (response.status_code, response["Location"]) == (303, "/locations/")
    bar = Location.objects.get()
    assert set(bar.staff.all()) == {owner, ana}
    lines = AuditLine.objects.filter(subject="employee").order_by("number")
    assert [line.employee for line in lines] == [ana, owner]
    assert all((line.actor, line.after) == (owner, {"locations": [bar.pk]}) for line in lines)
    assert "with_everyone" not in client.get("/locations/add/").context["form"].fields
    with asks(10):  # session, user, employee, company; locations, people, who is in; what waits
        client.get("/locations/")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "old TOWN"}, "name"),
        ({"name": "--"}, "name"),
        ({"time_zone": "Mars"}, "time_zone"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    owner: Employee, browse: Browse, change: dict[str, str], field: str
) -> None:
    place("Old Town")
    response = browse(owner).post("/locations/add/", BAR | change)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_an_owner_changes_closes_and_opens(
    owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    bar, client = place("Bar", ana), browse(owner)
    path = f"/locations/{bar.pk}/"
    assert client.post(path, BAR | {"time_zone": "Atlantic/Canary"} | seen(bar)).status_code == 303
    log = make_log(ana, NOW, location=bar)
    client.post(f"{path}close/")
    assert "Ana is still clocked in there" in text_of(client.get("/locations/"))
    log.delete()
    client.post(f"{path}close/")
    bar.refresh_from_db()
    assert (bar.time_zone, bar.is_active) == ("Atlantic/Canary", False)
    client.post(f"{path}reopen/")
    assert Location.objects.open().exists()


def test_someone_new_gets_locations(
    owner: Employee, browse: Browse, make_employee: MakeEmployee
) -> None:
    bar, cafe = place("Bar"), place("Café")
    client = browse(owner)
    data = {"name": "Cleo", "role": "member", "locations": [bar.pk, cafe.pk]}
    assert client.post("/people/add/", data).status_code == 303
    cleo = Employee.objects.get(name="Cleo")
    assert set(cleo.locations.all()) == {bar, cafe}
    client.post(f"/people/{cleo.pk}/details/", data | {"locations": [cafe.pk]} | seen(cleo))
    assert set(cleo.locations.all()) == {cafe}
