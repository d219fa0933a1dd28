"""The way around at every width, by keyboard alone, and without scripts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from tenants.context import tenant_context
from tests.browser.conftest import DESKTOP, PHONE, SMALL, TABLET, Company, Visitor
from timetracking.models import Break, BreakKind, Employee, Location, WorkLog

LAPTOP, WALL = ViewportSize(width=1440, height=900), ViewportSize(width=1920, height=1080)
PAGES = (
    *(
        "/today/",
        "/approvals/",
        "/timesheets/",
        "/reports/",
        "/people/",
        "/settings/",
        "/settings/look/",
        "/me/",
    ),
    *("/people/{pk}/", "/people/{pk}/details/", "/people/{pk}/access/", "/people/{pk}/history/"),
    *("/people/add/", "/people/import/", "/people/pins/", "/locations/", "/kiosks/"),
)


@pytest.fixture
def busy(company: Company) -> Company:
    """Let there be two locations, somebody on a break, and three shifts to check."""
    now = timezone.now().replace(microsecond=0)
    member = company.staff["member"]
    with tenant_context(company.tenant):
        for name in ("Old Town Hotel and Restaurant", "Harbour"):
            Location.objects.create(name=name).staff.add(*company.staff.values())
        for hours in (80, 60, 40):
            WorkLog.objects.create(
                employee=member,
                check_in=now - timedelta(hours=hours),
                check_out=now - timedelta(hours=hours - 6),
                time_zone="Europe/Madrid",
                review="automatic",
            )
        log = WorkLog.objects.create(
            employee=member, check_in=now - timedelta(hours=2), time_zone="Europe/Madrid"
        )
        kind = BreakKind.objects.first()
        assert kind
        Break.objects.create(work_log=log, kind=kind, is_paid=False, start=now)
    return company


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def test_it_fits_every_width_and_shows_what_belongs_there(busy: Company, visitor: Visitor) -> None:
    visit = visitor(busy, "owner")
    page, wrong = visit.page, list[tuple[object, ...]]()
    bar = page.get_by_role("navigation", name="Main")
    for path in PAGES:
        page.goto(path.format(pk=busy.staff["member"].pk))
        for viewport in (SMALL, PHONE, TABLET, LAPTOP, WALL):
            page.set_viewport_size(viewport)
            is_wide = viewport["width"] >= 56 * 16
            shown = [link.inner_text().split("\n")[0] for link in bar.get_by_role("link").all()]
            narrow = ["Today", "Approvals", "People", "More"]
            wide = ["Today", "Timesheets", "Approvals", "People", "Pay", "Reports", "Settings"]
            if [re.sub(r"\s*\d.*", "", text) for text in shown] != (wide if is_wide else narrow):
                wrong.append((path, viewport["width"], shown))
            if overflow(page) > 0:
                wrong.append((path, viewport["width"], "scrolls sideways"))
    assert wrong == []
    page.set_viewport_size(LAPTOP)
    for week in (f"/people/{busy.staff['member'].pk}/", "/timesheets/"):
        page.goto(week)
        assert page.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 0
    page.get_by_role("button", name="Fold the menu").click()
    expect(page.get_by_role("button", name="Unfold the menu")).to_be_visible()
    expect(bar.get_by_role("link", name="Timesheets")).to_be_visible()
    assert visit.complaints == []


def test_the_tabs_of_a_person_stay_where_they_are(busy: Company, visitor: Visitor) -> None:
    page = visitor(busy, "owner", viewport=WALL).page
    page.goto(f"/people/{busy.staff['member'].pk}/")
    tabs = page.get_by_role("navigation", name="Ana Member")
    places = set()
    for name in ("Hours", "Details", "Access and PIN", "History"):
        tabs.get_by_role("link", name=name).click()
        expect(tabs.locator("[aria-current]")).to_have_text(name)
        edges = (tabs.bounding_box(), page.locator("h1").bounding_box())
        places.add(tuple(round(box["x"]) for box in edges if box))
    assert len(places) == 1


def test_one_s_own_clock_stays_in_sight_on_a_phone(busy: Company, visitor: Visitor) -> None:
    page = visitor(busy, "manager", viewport=SMALL).page
    page.goto("/today/")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert page.evaluate("window.scrollY") > 0
    expect(page.locator(".chip")).to_be_in_viewport()
    # The location beside it is whole, in two lines if need be.
    name = page.locator(".switcher__name")
    assert name.evaluate("(e) => e.scrollHeight <= e.clientHeight + 1")
    name.click()
    expect(page.get_by_role("link", name="Harbour")).to_be_in_viewport()


def test_approvals_by_keyboard_alone(busy: Company, visitor: Visitor) -> None:
    visit = visitor(busy, "manager", viewport=DESKTOP)
    page = visit.page
    page.goto("/approvals/")
    for key in ("j", "x", "j", "k", "j", "x"):
        page.keyboard.press(key)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Confirm this time")).to_be_visible()
    page.get_by_role("button", name="Confirm this time").press("Enter")
    # The next to decide is there at once, and the tab that one came through stays lit.
    expect(page.get_by_role("button", name="Confirm this time")).to_be_visible()
    current = page.get_by_role("navigation", name="Main").locator("[aria-current]")
    expect(current).to_contain_text("Approvals")
    page.get_by_role("link", name="Back").press("Enter")
    expect(page).to_have_title(re.compile("^Approvals"))
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("button", name="Accept selected").press("Enter")
    expect(page.get_by_text("1 accepted: Ana Member.")).to_be_visible()
    assert visit.complaints == []


def test_every_act_works_without_scripts(busy: Company, visitor: Visitor) -> None:
    page = visitor(busy, "manager", viewport=DESKTOP, java_script_enabled=False).page
    page.goto("/today/")
    page.get_by_text("All locations").first.click()
    page.get_by_role("link", name="Harbour").click()
    expect(page).to_have_title(re.compile("^Today, Harbour"))
    page.get_by_role("link", name="Approvals").first.click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Accept selected").click()
    expect(page.get_by_text("1 accepted: Ana Member.")).to_be_visible()
    page.get_by_role("link", name="People").first.click()
    page.get_by_label("Search").fill("ANA")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="Ana Member", exact=True)).to_be_visible()
    page.get_by_role("button", name="Fold the menu").click()
    expect(page.get_by_role("button", name="Unfold the menu")).to_be_visible()


def test_today_updates_itself(busy: Company, visitor: Visitor) -> None:
    page = visitor(busy, "manager", viewport=DESKTOP).page
    page.goto("/today/")
    expect(page.locator(".person--break")).to_contain_text("Ana Member")
    with tenant_context(busy.tenant):
        Break.objects.update(end=timezone.now() + timedelta(minutes=1))
    expect(page.locator(".person--in")).to_contain_text("Ana Member")


@pytest.mark.parametrize(("people", "smallest"), [(8, 30), (80, 16)])
def test_few_and_many_fit_on_the_wall(
    people: int, smallest: int, company: Company, visitor: Visitor
) -> None:
    with tenant_context(company.tenant):
        bar = Location.objects.create(name="Bar")
        names = [Employee(name=f"Maximiliano Llorente {number}") for number in range(people)]
        for someone in Employee.objects.bulk_create(names):
            WorkLog.objects.create(
                employee=someone,
                location=bar,
                check_in=timezone.now() - timedelta(hours=1),
                time_zone="Europe/Madrid",
            )
    page = visitor(company, "manager", viewport=WALL).page
    page.goto(f"/board/{bar.pk}/")
    assert page.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 0
    # No name is cut.
    cut = "[...document.querySelectorAll('.mate__name')].some((e) => e.scrollWidth > e.clientWidth)"
    assert not page.evaluate(cut)
    size = page.evaluate("getComputedStyle(document.querySelector('.mate__name')).fontSize")
    assert float(size.removesuffix("px")) >= smallest
