"""Choosing a location on the phone, and adding one at the desk."""

import re

from playwright.sync_api import expect

from tenants.context import tenant_context
from tests.browser.conftest import DESKTOP, PHONE, Company, Visitor
from tests.browser.soundness import problems_of
from timetracking.models import Location, WorkLog


def test_a_location_is_chosen_on_the_phone(company: Company, visitor: Visitor) -> None:
    with tenant_context(company.tenant):
        for name in ("Old Town", "Harbour"):
            Location.objects.create(name=name).staff.add(company.staff["member"])
    visit = visitor(company, "member", viewport=PHONE)
    page = visit.page
    page.goto("/")
    assert list(problems_of(page)) == []
    page.get_by_label("Where are you working?").select_option("Old Town")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("button", name="Clock out")).to_be_visible()
    expect(page.locator(".plate__place")).to_have_text("Old Town")
    assert list(problems_of(page)) == []
    assert visit.complaints == []
    with tenant_context(company.tenant):
        log = WorkLog.objects.select_related("location").get()
        assert log.location is not None
        assert log.location.name == "Old Town"


def test_an_owner_adds_a_location_at_the_desk(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "owner", viewport=DESKTOP, java_script_enabled=True)
    page = visit.page
    page.goto("/settings/")
    page.get_by_role("link", name="Locations", exact=True).click()
    page.get_by_role("link", name="Add your first location").click()
    page.get_by_label("Name").fill("Harbour")
    page.get_by_role("combobox", name="Time zone").select_option("Atlantic/Canary")
    page.get_by_role("button", name="Add location").click()
    expect(page).to_have_title(re.compile("^Locations . Hotel Miramar$"))
    expect(page.get_by_role("heading", name="Harbour")).to_be_visible()
    assert list(problems_of(page)) == []
    page.get_by_role("link", name="Edit Harbour").click()
    expect(page).to_have_title(re.compile("^Edit Harbour"))
    assert list(problems_of(page)) == []
    page.goto(f"/people/{company.staff['manager'].pk}/details/")
    expect(page.get_by_role("checkbox", name="Harbour")).to_be_checked()
    assert list(problems_of(page)) == []
    assert visit.complaints == []
