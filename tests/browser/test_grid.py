"""The team's grid as people use it: by keyboard, with a day in the panel, and on paper."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tenants.context import tenant_context
from tests.browser.conftest import DESKTOP, PHONE, Company, Visitor
from tests.browser.soundness import problems_of
from timetracking.models import WorkLog


@pytest.fixture
def week(company: Company) -> str:
    """Record a shift of yesterday's, and return the address of the week before today."""
    noon = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=1)
    with tenant_context(company.tenant):
        WorkLog.objects.create(
            employee=company.staff["member"],
            check_in=noon,
            check_out=noon + timedelta(hours=8),
            time_zone="Europe/Madrid",
        )
    last = timezone.localdate() - timedelta(days=1)
    return f"/timesheets/?from={last - timedelta(days=6)}&to={last}"


def focused(page: Page) -> list[int]:
    """Return the row and the column of the cell that has the focus."""
    found: list[int] = page.evaluate(
        "(() => { const cell = document.activeElement.closest('td, th');"
        " return [cell.parentElement.sectionRowIndex, cell.cellIndex]; })()"
    )
    return found


def test_a_shift_is_changed_by_keyboard_alone(
    company: Company, week: str, visitor: Visitor
) -> None:
    visit = visitor(company, "manager", viewport=DESKTOP)
    page = visit.page
    page.goto(week)
    page.locator("#grid [tabindex='0']").focus()
    assert focused(page) == [0, 1]
    for key, at in (
        ("End", [0, 9]),
        ("Home", [0, 0]),
        ("Control+End", [1, 9]),
        ("Control+Home", [0, 0]),
        ("End", [0, 9]),
        ("ArrowLeft", [0, 8]),
        ("ArrowLeft", [0, 7]),
    ):
        page.keyboard.press(key)
        assert focused(page) == at, key
    expect(page.locator("#grid [tabindex='0']")).to_have_count(1)
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Ana Member")
    panel.get_by_role("link", name="Edit shift").press("Enter")
    panel.get_by_label("Note").fill("Stayed on")
    page.keyboard.press("Escape")
    # What was typed is not thrown away unasked.
    expect(panel).to_be_visible()
    panel.get_by_role("button", name="Save changes").press("Enter")
    expect(panel.get_by_text("Please give a reason.")).to_be_visible()
    panel.get_by_label("Reason").fill("So that we know")
    out = panel.get_by_label("Out")
    out.fill(out.input_value().replace("T18", "T19").replace("T17:", "T18:"))
    panel.get_by_role("button", name="Save changes").press("Enter")
    expect(panel.get_by_text("Ana Member can see the change and respond.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert focused(page) == [0, 7]
    expect(page.locator("#grid tbody .grid__total").first).to_have_text("9 h 00")
    expect(page.locator("#grid-foot .grid__total").first).to_have_text("9 h 00")
    expect(page.get_by_role("list", name="Marks")).to_have_text("corrected")
    assert visit.complaints == []


def test_it_scrolls_in_its_own_region_on_a_phone(
    company: Company, week: str, visitor: Visitor
) -> None:
    visit = visitor(company, "manager", viewport=PHONE)
    page = visit.page
    page.goto(week.split("?", maxsplit=1)[0])
    assert list(problems_of(page)) == []
    page.evaluate("document.querySelector('.grid__scroll').scrollTo(400, 0)")
    box = page.get_by_role("rowheader", name="Ana Member").bounding_box()
    assert box
    assert box["x"] >= 0
    assert visit.complaints == []


def test_it_works_without_scripts(company: Company, week: str, visitor: Visitor) -> None:
    visit = visitor(company, "manager", viewport=DESKTOP, java_script_enabled=False)
    page = visit.page
    page.goto(week)
    page.get_by_role("link", name="8 h 00").click()
    page.get_by_role("link", name="Edit shift").click()
    page.get_by_label("Note").fill("Stayed on")
    page.get_by_label("Reason").fill("So that we know")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Ana Member can see the change and respond.")).to_be_visible()
