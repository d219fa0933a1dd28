"""From sign-in to timesheet: on a phone, at a desk, by keyboard alone, without scripts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from tenants.context import tenant_context
from tests.browser.conftest import (
    DESKTOP,
    PASSWORD,
    PHONE,
    Company,
    MakeCompany,
    Visitor,
    carry_cookies_to,
    logs,
)
from tests.browser.taps import tap
from timetracking.models import WorkLog


def sign_in(page: Page, role: str = "member") -> None:
    """Fill in the form as its labels say."""
    page.goto("/")
    page.get_by_label("E-mail address").fill(f"{role}@miramar.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Ana Member")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_shift_from_sign_in_to_timesheet(
    company: Company, visitor: Visitor, viewport: ViewportSize
) -> None:
    visit = visitor(company, viewport=viewport)
    page = visit.page
    page.clock.install()
    sign_in(page)
    page.get_by_text("Add a note").click()
    page.get_by_label("Note for this shift").fill("Breakfast for 40")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("button", name="Clock out")).to_be_visible()
    page.reload()
    expect(page.get_by_text(re.compile(r"since \d\d:\d\d"))).to_be_visible()
    tap(page, "Clock out")
    expect(page.get_by_role("button", name="Clock in")).to_be_visible()
    page.get_by_role("link", name="Hours", exact=True).click()
    expect(page).to_have_title(re.compile("^Timesheet . Hotel Miramar$"))
    row = page.get_by_role("row").filter(has_text="Breakfast for 40")
    expect(row).to_contain_text(re.compile(r"\d\d:\d\d"))
    expect(page.get_by_text("Today", exact=True)).to_be_visible()
    assert visit.complaints == []
    assert [log.check_out is not None for log in logs(company)] == [True]


def test_stranger_at_the_other_company(make_company: MakeCompany, visitor: Visitor) -> None:
    home, other = make_company("Hotel Miramar"), make_company("Corgi Bar")
    visit = visitor(home)
    sign_in(visit.page)
    carry_cookies_to(other.url, visit)
    visit.page.goto(other.url)
    expect(visit.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(visit.page.locator("body")).not_to_contain_text("Miramar")


def test_whole_flow_without_javascript(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, java_script_enabled=False)
    page = visit.page
    sign_in(page)
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("status").filter(has_text="Clocked in at")).to_be_visible()
    page.get_by_role("button", name="Clock out").click()
    expect(page.get_by_role("status").filter(has_text="Clocked out at")).to_be_visible()
    page.goto("/timesheet/")
    expect(page.get_by_role("rowheader").filter(has_text="Today")).to_be_visible()
    page.get_by_role("button", name="Account menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert len(logs(company)) == 1


def test_keyboard_alone_is_enough(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, viewport=DESKTOP)
    page = visit.page
    page.goto("/")
    focus_on(page, "E-mail address")
    page.keyboard.type("member@miramar.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^Clock . Hotel Miramar$"))
    page.wait_for_load_state()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Clock in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Clock out")).to_be_focused()
    expect(page.locator("#clock-said")).to_have_text(re.compile("You've been clocked in since"))
    focus_on(page, "Account menu", backwards=True)
    page.keyboard.press("Enter")
    focus_on(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^Sign in . Hotel Miramar$"))


def focus_on(page: Page, name: str, *, backwards: bool = False) -> None:
    """Press Tab until what has the focus is called `name`, and shows that it has it."""
    for _ in range(20):
        script = """() => { const at = document.activeElement;
            return (at.labels?.[0]?.innerText || at.innerText || "") + "|" +
                getComputedStyle(at).outlineStyle; }"""
        label, _, outline = page.evaluate(script).rpartition("|")
        if name in label:
            assert outline != "none"
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"Tab never reaches {name}")


def test_clock_follows_the_server_not_the_phone(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "member", timezone_id="Asia/Tokyo")
    visit.page.clock.install(time="2020-02-02T02:02:02Z")
    visit.page.goto("/")
    face = visit.page.locator("time[data-tick]")
    served = visit.page.locator("#clock").get_attribute("data-now") or ""
    assert face.inner_text()[:5] == served[11:16]
    visit.page.clock.run_for(61_000)
    assert face.inner_text()[:5] != served[11:16]


def test_clock_that_slept_asks_anew_and_keeps_the_note(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "member")
    page = visit.page
    page.clock.install()
    page.goto("/")
    page.get_by_text("Add a note").click()
    page.get_by_label("Note for this shift").fill("Half a word")
    with tenant_context(company.tenant):
        began = timezone.now() - timedelta(minutes=3)
        WorkLog.objects.create(
            employee=company.staff["member"], check_in=began, time_zone="Europe/Madrid"
        )
    page.clock.fast_forward("06:00")
    expect(page.get_by_role("button", name="Clock out")).to_be_visible()
    expect(page.get_by_label("Note for this shift")).to_be_visible()
    expect(page.get_by_label("Note for this shift")).to_have_value("Half a word")
    assert visit.complaints == []


def test_clock_left_open_over_midnight_shows_the_new_day(
    company: Company, visitor: Visitor
) -> None:
    visit = visitor(company, "member")
    page = visit.page
    page.clock.install()
    page.goto("/")
    page.get_by_text("Add a note").click()
    page.get_by_label("Note for this shift").fill("Half a word")
    # As if the page had been made shortly before midnight.
    page.evaluate("""() => {
        const data = document.getElementById("clock").dataset;
        data.now = data.now.replace(/T[0-9:]{8}/, "T23:59:00");
        document.querySelector(".plate__date").textContent = "Yesterday";
    }""")
    page.clock.run_for(5_000)
    expect(page.get_by_text("Yesterday")).to_be_visible()
    page.clock.run_for(60_000)
    expect(page.get_by_text("Yesterday")).to_have_count(0)
    expect(page.get_by_label("Note for this shift")).to_have_value("Half a word")
    assert visit.complaints == []


def test_very_long_name_fits_every_page(company: Company, visitor: Visitor) -> None:
    name = "Wolfeschlegelsteinhausenbergerdorff" * 3 + "x" * 15
    with tenant_context(company.tenant):
        for employee in company.staff.values():
            employee.name, employee.email = name, f"{employee.role}{'m' * 50}@{'d' * 60}.example"
            employee.save()
        WorkLog.objects.create(
            employee=company.staff["owner"], check_in=timezone.now(), time_zone="Europe/Madrid"
        )
    pk = company.staff["member"].pk
    page = visitor(company, "owner").page
    wide = []
    for path in ("/", "/today/", "/people/", f"/people/{pk}/details/", f"/people/{pk}/"):
        page.goto(path)
        for viewport in (PHONE, DESKTOP):
            page.set_viewport_size(viewport)
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append((path, viewport["width"]))
    assert wide == []
