"""Every page, in light and dark, on a phone and at a desk: axe, width, console, title."""

from contextlib import suppress
from functools import partial

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import timezone
from playwright.sync_api import Page, Route

from tenants.context import tenant_context
from tests.browser.conftest import SMALL, Company, Visit, Visitor
from tests.browser.lively import fill
from tests.browser.pages import (
    ELSEWHERE,
    pages_of_a_member,
    pages_of_staff,
    pages_of_strangers,
)
from tests.browser.soundness import problems_of, violations
from tests.conftest import TenantClient
from tests.isolation.walking import addresses
from timetracking.models import (
    Break,
    BreakKind,
    CompanySettings,
    Employee,
    Location,
    Rules,
    WorkLog,
)


@pytest.fixture
def lively(company: Company) -> Company:
    """Return a company in which much has happened."""
    fill(company)
    return company


def testpages_of_staff_are_sound(lively: Company, visitor: Visitor) -> None:
    assert _look_at(visitor(lively, "owner"), pages_of_staff(lively)) == []


def testpages_of_a_member_are_sound(lively: Company, visitor: Visitor) -> None:
    assert _look_at(visitor(lively, "member"), pages_of_a_member(lively)) == []


def testpages_of_strangers_are_sound(lively: Company, visitor: Visitor) -> None:
    assert _look_at(visitor(lively), pages_of_strangers(lively)) == []


@pytest.mark.parametrize("language", ["de", "es"])
def test_long_words_fit_a_small_phone(lively: Company, visitor: Visitor, language: str) -> None:
    with tenant_context(lively.tenant):
        # Whoever is in counts as expected to have left: the longest words of the team's page.
        CompanySettings.objects.update(language=language)
        Rules.objects.update(reminder_hours=1)
    page = visitor(lively, "owner", viewport=SMALL).page
    too_wide = []
    for path in pages_of_staff(lively):
        if _is_too_wide(page, path):
            too_wide.append(path)
        assert page.evaluate("document.documentElement.lang") == language
    assert too_wide == []


def test_long_names_fit_a_small_phone(lively: Company, visitor: Visitor) -> None:
    member, name = lively.staff["member"], "Donaudampfschifffahrtsbetriebswerkkantine"
    with tenant_context(lively.tenant):
        location = Location.objects.create(name=name, time_zone="America/Argentina/Catamarca")
        location.staff.add(member)
        Location.objects.create(name=f"{name}nleitung")  # the board leads to each of several
        kind = BreakKind.objects.create(name=name[:40])
        running = WorkLog.objects.get(check_out=None)
        running.location, running.time_zone = location, location.time_zone
        running.save()
        Employee.objects.update(name=name * 2)
    visits = [visitor(lively, role, viewport=SMALL).page for role in ("owner", "member")]
    pages = [(visits[0], path) for path in pages_of_staff(lively)] + [(visits[1], "/")]
    assert [path for page, path in pages if _is_too_wide(page, path)] == []
    with tenant_context(lively.tenant):
        Break.objects.create(work_log=running, kind=kind, is_paid=False, start=timezone.now())
    pages = [(visits[0], path) for path in ("/today/", "/board/")] + [(visits[1], "/")]
    assert [path for page, path in pages if _is_too_wide(page, path)] == []


def test_every_page_is_among_them(lively: Company) -> None:
    lists = (pages_of_staff, pages_of_a_member, pages_of_strangers)
    paths = [path.partition("?")[0] for pages in lists for path in pages(lively)]
    urlconf = settings.ROOT_URLCONF
    looked_at = set(ELSEWHERE)
    for path in paths:
        with suppress(Resolver404):
            looked_at.add(resolve(path, urlconf).url_name or "")
    client = TenantClient(lively.tenant)
    user = lively.staff["owner"].user
    assert user
    client.force_login(user)
    missing = []
    for address in addresses(urlconf):
        if address.name not in looked_at and "token" not in address.parameters:
            answer = client.get(address.path(**dict.fromkeys(address.parameters, "1")))
            if answer.status_code == 200 and b"<h1" in answer.content:
                missing.append(str(address))
    assert missing == []


def _is_too_wide(page: Page, path: str) -> bool:
    """Say whether a page scrolls sideways, or a word of the navigation is cut."""
    page.goto(path)
    is_wide = "document.documentElement.scrollWidth > window.innerWidth"
    is_cut = (
        "[...document.querySelectorAll('.tabs__label')].some((e) => e.scrollWidth > e.clientWidth)"
    )
    return bool(page.evaluate(f"{is_wide} || {is_cut}"))


def _look_at(visit: Visit, pages: dict[str, int]) -> list[str]:
    problems: list[str] = []
    titles: dict[str, str] = {}
    for path, status in pages.items():
        response = visit.page.goto(path)
        assert response
        if response.status != status:
            problems.append(f"{path} answers {response.status}, not {status}")
        problems += [f"{path}: {problem}" for problem in problems_of(visit.page)]
        title = visit.page.title()
        if "?" not in path and "cut-off" not in path and title in titles:
            problems.append(f"{path} has the title of {titles[title]}: {title}")
        titles.setdefault(title, path)
    return problems + visit.complaints


def _answer(route: Route, *, body: str) -> None:
    route.fulfill(body=body, content_type="text/html; charset=utf-8")


def test_error_pages_are_in_dress_without_request_and_database(
    company: Company, visitor: Visitor
) -> None:
    visit = visitor(company)
    problems: list[str] = []
    for name in ("400", "403", "404", "409", "500", "503", "csrf", "updating"):
        body = render_to_string(f"errors/{name}.html", {"request_id": "4f1c9a2e7b"})
        visit.page.route(f"**/{name}", partial(_answer, body=body))
        visit.page.goto(f"/{name}")
        problems += [f"{name}: {problem}" for problem in problems_of(visit.page)]
        if "4f1c9a2e7b" not in visit.page.inner_text("main"):
            problems.append(f"{name} does not show the request's id")
        if visit.page.evaluate("getComputedStyle(document.body).margin") != "0px":
            problems.append(f"{name} has no style sheet")
    assert problems + visit.complaints == []


def test_stale_form_gets_the_page_that_says_so(company: Company, visitor: Visitor) -> None:
    visit = visitor(company)
    visit.page.goto("/login/")
    visit.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    visit.page.get_by_label("E-mail address").fill("member@miramar.example")
    visit.page.get_by_label("Password").fill("wrong-wrong-wrong")
    with visit.page.expect_navigation() as leaving:
        visit.page.get_by_role("button", name="Sign in").click()
    assert leaving.value.status == 403
    assert "open for too long" in visit.page.title()
    assert list(violations(visit.page)) == []


def test_form_errors_are_linked_to_their_fields(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "owner")
    visit.page.goto("/people/add/")
    visit.page.get_by_role("button", name="Add employee").click()
    name = visit.page.get_by_label("Name")
    assert name.get_attribute("aria-invalid") == "true"
    described = name.get_attribute("aria-describedby") or ""
    assert all(visit.page.locator(f"#{part}").count() == 1 for part in described.split())
    assert visit.page.locator(f"#{described.split()[-1]}").inner_text()
    assert visit.page.title().startswith("Check the form")
    assert list(violations(visit.page)) == []


def test_timesheet_prints_without_the_chrome(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "member")
    visit.page.goto("/timesheet/")
    visit.page.emulate_media(media="print", color_scheme="dark")
    assert not visit.page.get_by_role("navigation").first.is_visible()
    assert visit.page.locator(".sheet").is_visible()
    assert visit.page.get_by_text("Ana Member, Hotel Miramar.").is_visible()
    colour = visit.page.evaluate("getComputedStyle(document.body).color")
    assert colour == "rgb(0, 0, 0)"
