"""The clock's big button stays where it is, and says what happens to each tap."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, ViewportSize, expect

from tenants.context import tenant_context
from tests.browser.conftest import DESKTOP, PHONE, SMALL, Company, Visitor
from timetracking.models import Location


def place_of(page: Page) -> tuple[float, float]:
    """Return where the page puts it, whatever a press does to its looks."""
    expect(page.locator("#clock-button")).to_be_visible()
    place = page.evaluate(
        """() => {
            let x = 0, y = 0;
            for (let one = document.getElementById("clock-button"); one; one = one.offsetParent) {
                x += one.offsetLeft;
                y += one.offsetTop;
            }
            return [x, y];
        }"""
    )
    return place[0], place[1]


@pytest.mark.parametrize("size", [SMALL, PHONE, DESKTOP], ids=["small", "phone", "desktop"])
def test_the_button_stays_while_an_undo_shows_and_goes(
    company: Company, visitor: Visitor, size: ViewportSize
) -> None:
    with tenant_context(company.tenant):
        for name in ("Bar", "Old Town"):
            Location.objects.create(name=name).staff.add(company.staff["member"])
    page = visitor(company, "member", viewport=size, service_workers="block").page
    page.clock.install()
    page.goto("/")
    page.get_by_label("Where are you working?").select_option("Bar")
    places = [place_of(page)]
    for action, next_action in (("Clock in", "Clock out"), ("Clock out", "Clock in")):
        page.get_by_role("button", name=action).click()
        expect(page.get_by_role("button", name=next_action)).to_be_visible()
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        places.append(place_of(page))
        offered = int(page.locator("[data-undo]").get_attribute("data-undo") or 0)
        page.clock.run_for(offered * 1000 + 1)
        expect(page.get_by_role("button", name="Undo")).to_have_count(0)
        places.append(place_of(page))
    assert len(set(places)) == 1


def test_a_second_tap_that_is_ignored_says_so(company: Company, visitor: Visitor) -> None:
    page = visitor(company, "member", service_workers="block").page
    page.clock.install()
    page.goto("/")
    # The clock stands, or a busy machine would tap after the button's rest.
    page.clock.pause_at(timezone.now() + timedelta(minutes=1))
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("button", name="Clock out")).to_be_visible()
    before = place_of(page)
    page.get_by_role("button", name="Clock out").click()
    expect(page.get_by_text("The second tap was ignored.")).to_be_visible()
    assert place_of(page) == before


def test_a_tap_that_is_being_sent_says_so(company: Company, visitor: Visitor) -> None:
    page = visitor(company, "member", service_workers="block").page
    page.goto("/")
    held: list[Route] = []
    page.route("**/clock/in/", lambda route: held.append(route))
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_text("Saving…")).to_be_visible()
    held[0].continue_()
    expect(page.get_by_role("button", name="Clock out")).to_be_visible()
    expect(page.get_by_text("Saving…")).to_have_count(0)
