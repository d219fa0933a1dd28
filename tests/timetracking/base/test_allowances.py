"""What a company may have at most: people, however they come, and what is stored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.requests import CarriedSite
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.at_once import race
from tests.timetracking.company.samples import png
from tests.timetracking.conftest import Browse, MakeEmployee, text_of
from tests.timetracking.staff.bulk.lists import PATH, preview, sent
from tests.timetracking.staff.entries import entry_of
from timetracking.base.allowances import Allowances
from timetracking.base.authors import Author
from timetracking.base.errors import NoRoom
from timetracking.company import onboarding
from timetracking.models import CompanySettings, Employee
from timetracking.staff import employees

ALLOWED = Allowances()
LimitTo = Callable[[Allowances], None]
NEW = {"name": "Cleo", "email": "", "role": "member"}


def logo() -> dict[str, Any]:
    return {"logo": SimpleUploadedFile("logo.png", png(), "image/png"), "seen": ""}


def allowed() -> Allowances:
    return ALLOWED


@pytest.fixture
def limit_to(settings: Any, monkeypatch: pytest.MonkeyPatch) -> LimitTo:
    settings.ALLOWANCES = f"{__name__}.allowed"
    return lambda allowances: monkeypatch.setitem(globals(), "ALLOWED", allowances)


def test_at_the_limit_nobody_is_added_and_nothing_typed_is_lost(
    owner: Employee, browse: Browse, limit_to: LimitTo
) -> None:
    limit_to(Allowances(people=1))
    page = browse(owner).post("/people/add/", NEW)
    assert page.status_code == 422
    assert "Your company may have 1 person at a time. There is no room for more." in text_of(page)
    assert 'value="Cleo"' in page.content.decode()
    assert not Employee.objects.filter(name="Cleo").exists()
    limit_to(Allowances(people=2))
    assert browse(owner).post("/people/add/", NEW).status_code == 303


def test_who_is_there_can_be_changed_over_the_limit(
    owner: Employee, browse: Browse, make_employee: MakeEmployee, limit_to: LimitTo
) -> None:
    ana = make_employee("Ana")
    limit_to(Allowances(people=1))
    page = browse(owner).post(f"/people/{ana.pk}/details/", entry_of(ana, name="Anna"))
    assert page.status_code == 303
    assert Employee.objects.filter(name="Anna").exists()
    employees.reactivate(ana, by=Author())  # is there already, and takes no place


def test_a_list_that_is_too_long_says_how_many_may_come(
    owner: Employee, browse: Browse, limit_to: LimitTo
) -> None:
    client = browse(owner)
    limit_to(Allowances(people=2))
    page = client.post(PATH, sent(preview(client)))
    assert page.status_code == 409
    assert "There is room for 1 more." in text_of(page)
    assert "Cleo" in page.content.decode()
    assert not Employee.objects.filter(name="Cleo").exists()
    limit_to(Allowances(people=3))
    assert client.post(PATH, sent(preview(client))).status_code == 303


def test_nobody_comes_back_without_a_place(
    owner: Employee, browse: Browse, make_employee: MakeEmployee, limit_to: LimitTo
) -> None:
    gone = make_employee("Gone", is_active=False)
    limit_to(Allowances(people=1))
    page = browse(owner).post(f"/people/{gone.pk}/reactivate/", follow=True)
    assert "There is no room for more." in text_of(page)
    gone.refresh_from_db()
    assert not gone.is_active


def test_an_operator_can_invite_no_owner_either(owner: Employee, limit_to: LimitTo) -> None:
    limit_to(Allowances(people=1))
    with pytest.raises(ValidationError, match="no room for more"):
        onboarding.invite_owner(
            site=CarriedSite("Acme", "http://acme.localhost", "tenant-1"),
            owner_email="new@example.com",
            owner_name="Nora New",
            operator="Op",
        )
    assert not Employee.objects.filter(email="new@example.com").exists()


def test_of_two_who_take_the_last_place_one_is_told(tenant: Tenant, limit_to: LimitTo) -> None:
    with tenant_context(tenant):
        number = Employee.objects.active().count()
    limit_to(Allowances(people=number + 1))

    def add(name: str) -> None:
        employees.save(Employee(name=name), by=Author())

    assert isinstance(race(tenant, lambda: add("Ada"), lambda: add("Bea")), NoRoom)
    with tenant_context(tenant):
        assert Employee.objects.active().count() == number + 1


def test_pictures_and_lists_are_refused_when_there_is_no_more_storage(
    owner: Employee, browse: Browse, limit_to: LimitTo
) -> None:
    client = browse(owner)
    limit_to(Allowances(storage=5 * 2**20, stored=lambda: 5 * 2**20))
    page = client.post("/settings/look/logo/", logo())
    assert page.status_code == 409
    assert "Your company stores as much as it may: 5 MB. Nothing was saved" in text_of(page)
    assert CompanySettings.objects.get().logo_digest == ""
    page = client.post(PATH, sent(preview(client)))
    assert (page.status_code, "as much as it may" in text_of(page)) == (409, True)
    # One person is small, as hours are.
    assert client.post("/people/add/", NEW).status_code == 303
    limit_to(Allowances(storage=5 * 2**20, stored=lambda: 2**20))
    assert client.post("/settings/look/logo/", logo()).status_code == 303
    limit_to(Allowances(storage=1, stored=lambda: 2))
    seen = {"seen": CompanySettings.objects.get().logo_digest}
    assert client.post("/settings/look/logo/remove/", seen).status_code == 303


def test_only_with_the_feature_does_the_search_ask_for_similar_names(
    owner: Employee, browse: Browse, make_employee: MakeEmployee, limit_to: LimitTo
) -> None:
    make_employee("María González")
    client = browse(owner)
    assert "González" not in text_of(client.get("/people/?q=Gonzales"))
    limit_to(Allowances(finds_similar=True))
    found = [row.employee.name for row in client.get("/people/?q=Gonzales").context["people"]]
    assert found == ["María González"]
    assert [row.employee.name for row in client.get("/people/?q=").context["people"]]
