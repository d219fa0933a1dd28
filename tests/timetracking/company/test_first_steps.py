"""What a new company sets up, ticked by what is there."""

import pytest

from tests.timetracking.conftest import NOW, Browse, MakeEmployee, asks
from tests.timetracking.places import place
from timetracking.company.first_steps import FirstSteps, first_steps
from timetracking.models import CompanySettings, Employee, Kiosk, Location, WorkLog


def steps_of(owner: Employee) -> FirstSteps | None:
    return first_steps(owner, CompanySettings.objects.get())


def state(owner: Employee) -> list[bool]:
    steps = steps_of(owner)
    return [step.is_done for step in steps.steps] if steps else []


def test_what_is_there_is_ticked_in_one_query(
    owner: Employee, company: CompanySettings, make_employee: MakeEmployee
) -> None:
    CompanySettings.objects.update(country="", time_zone="UTC")
    assert state(owner) == [False] * 7
    ana = make_employee("Ana", pin="x")
    bar = place("Bar", ana)
    assert state(owner) == [False, True, False, True, True, False, False]
    Kiosk.objects.create(
        name="Bar", location=bar, code_expires_at=NOW, created_by=owner, paired_at=NOW
    )
    WorkLog.objects.create(employee=ana, check_in=NOW, time_zone="UTC")
    settings = CompanySettings.objects.get()
    with asks(1):
        steps = first_steps(owner, settings)
    assert steps
    assert [step.is_done for step in steps.steps] == [False, True, False, True, True, True, True]


def test_saved_settings_finish_it(browse: Browse, owner: Employee, ana: Employee) -> None:
    CompanySettings.objects.update(country="ES", currency="EUR")
    client = browse(owner)
    bar = place("Bar")
    Kiosk.objects.create(
        name="Bar", location=bar, code_expires_at=NOW, created_by=owner, paired_at=NOW
    )
    WorkLog.objects.create(employee=ana, check_in=NOW, time_zone="UTC")
    Employee.objects.filter(pk=ana.pk).update(pin="x")
    assert b"first-title" in client.get("/today/").content
    form = client.get("/settings/").context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    typed = {name: value for name, value in data.items() if value is not False}
    assert client.post("/settings/", typed).status_code == 303
    assert b"first-title" not in client.get("/today/").content


@pytest.mark.parametrize(("column", "value"), [("country", ""), ("currency", "")])
def test_a_company_of_before_is_asked_for_its_country_and_currency(
    company: CompanySettings, owner: Employee, column: str, value: str
) -> None:
    CompanySettings.objects.update(country="ES", currency="EUR", was_saved=True)
    assert state(owner)[0]
    CompanySettings.objects.update(**{column: value})
    assert not state(owner)[0]


def test_the_list_stands_on_today_alone(browse: Browse, owner: Employee) -> None:
    client = browse(owner)
    assert b"first-title" not in client.get("/").content
    assert client.post("/settings/first-steps/hide/")["Location"] == "/today/"


def test_an_owner_hides_it_and_brings_it_back(browse: Browse, owner: Employee) -> None:
    client = browse(owner)
    assert b"first-title" in client.get("/today/").content
    assert client.post("/settings/first-steps/hide/").status_code == 303
    assert b"first-title" not in client.get("/today/").content
    CompanySettings.objects.update(shows_first_steps=True)
    assert b"first-title" in client.get("/today/").content


def test_others_do_not_see_it(browse: Browse, manager: Employee) -> None:
    assert b"first-title" not in browse(manager).get("/today/").content


def test_the_first_location_has_the_company_s_name_to_begin_with(
    browse: Browse, owner: Employee
) -> None:
    page = browse(owner).get("/locations/add/")
    assert page.context["form"]["name"].value() == "Acme Hotels"


@pytest.mark.parametrize("is_first", [True, False])
def test_the_first_kiosk_brings_a_location(
    browse: Browse, owner: Employee, ana: Employee, *, is_first: bool
) -> None:
    if not is_first:
        place("Bar")
    response = browse(owner).post("/kiosks/pair/", {"name": "Door"})
    assert response.status_code == (200 if is_first else 422)
    names = list(Location.objects.values_list("name", flat=True))
    assert names == (["Acme Hotels"] if is_first else ["Bar"])
    assert ana.locations.exists() is is_first


def test_without_a_location_a_manager_pairs_none(browse: Browse, manager: Employee) -> None:
    assert browse(manager).post("/kiosks/pair/", {"name": "Door"}).status_code == 422
    assert not Location.objects.exists()
