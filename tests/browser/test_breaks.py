"""A shift with a break, and taking a tap back, as people do it."""

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from tenants.context import tenant_context
from tests.browser.conftest import DESKTOP, PHONE, Company, Visit, Visitor
from tests.browser.soundness import problems_of
from tests.browser.taps import tap
from timetracking.models import Break, WorkLog


def kept(company: Company) -> tuple[int, int, int]:
    """Count the shifts, the breaks, and those of both that run."""
    with tenant_context(company.tenant):
        running = WorkLog.objects.open().count() + Break.objects.filter(end=None).count()
        return WorkLog.objects.count(), Break.objects.count(), running


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_shift_with_a_break_and_an_undo(
    company: Company, visitor: Visitor, viewport: ViewportSize
) -> None:
    visit = visitor(company, "member", viewport=viewport)
    page = visit.page
    page.clock.install()
    page.goto("/")
    page.get_by_role("button", name="Clock in").click()
    tap(page, "Start break")
    expect(page.get_by_role("button", name="End break")).to_be_visible()
    expect(page.locator("#clock-said")).to_contain_text("You've been on a break since")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Start break")).to_be_visible()
    assert kept(company) == (1, 0, 1)
    tap(page, "Start break")
    tap(page, "End break")
    expect(page.get_by_text(re.compile("Back from break at"))).to_be_visible()
    tap(page, "Start break")
    expect(page.get_by_role("button", name="End break")).to_be_visible()
    tap(page, "Clock out")
    expect(page.get_by_role("button", name="Clock in")).to_be_visible()
    assert kept(company) == (1, 2, 0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="End break")).to_be_visible()
    assert kept(company) == (1, 2, 2)
    assert visit.complaints == []


def test_the_undo_goes_by_itself(company: Company, visitor: Visitor) -> None:
    page = visitor(company, "member").page
    page.clock.install()
    page.goto("/")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    offered = int(page.locator("[data-undo]").get_attribute("data-undo") or 0)
    assert 8 < offered <= 60  # see patient_settings
    page.clock.fast_forward(offered * 1000)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert kept(company) == (1, 0, 1)


def test_the_note_is_typed_again_after_an_undo(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "member")
    page = visit.page
    page.goto("/")
    page.get_by_text("Add a note").click()
    page.get_by_label("Note for this shift").fill("Breakfast for 40")
    page.get_by_role("button", name="Clock in").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Clock in")).to_be_visible()
    expect(page.get_by_label("Note for this shift")).to_have_value("Breakfast for 40")
    assert kept(company) == (0, 0, 0)


def test_a_break_and_an_undo_without_javascript(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "member", java_script_enabled=False, viewport=PHONE)
    page = visit.page
    page.goto("/")
    page.get_by_role("button", name="Clock in").click()
    page.get_by_role("button", name="Start break").click()
    expect(page.get_by_role("status").filter(has_text="On break since")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Start break")).to_be_visible()
    assert kept(company) == (1, 0, 1)


def test_every_state_of_the_clock_is_sound(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "member")
    assert list(_problems_on_the_way(visit)) == []


def _problems_on_the_way(visit: Visit) -> list[str]:
    page = visit.page
    page.clock.install()
    page.goto("/")
    problems: list[str] = []
    for name in ("Clock in", "Start break", "End break", "Clock out"):
        tap(page, name)
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        # It would go while axe looks, and is part of the page that is looked at.
        page.evaluate("document.querySelector('[data-undo]').classList.add('htmx-request')")
        problems += [f"after {name}: {problem}" for problem in problems_of(page)]
        page.reload()
    return problems
