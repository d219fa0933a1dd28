"""The board of who is in: it changes by itself, says when it cannot, and reads well on a wall."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Request, ViewportSize, expect

from tenants.context import tenant_context
from tests.browser.conftest import DESKTOP, PHONE, Company, Visitor
from tests.browser.soundness import problems_of
from tests.browser.taps import tap
from timetracking.models import Break, BreakKind, Employee, Location, WorkLog

TABLET = ViewportSize(width=820, height=1180)
WALL = ViewportSize(width=1280, height=720)


@pytest.fixture
def bar(company: Company) -> Location:
    """Return the location of everyone."""
    with tenant_context(company.tenant):
        bar = Location.objects.create(name="Bar")
        bar.staff.set(Employee.objects.all())
        return bar


def test_the_board_changes_by_itself(company: Company, bar: Location, visitor: Visitor) -> None:
    board = visitor(company, "manager", viewport=TABLET)
    board.page.goto(f"/board/{bar.pk}/")
    expect(board.page.get_by_text("Nobody is in.")).to_be_visible()
    link = board.page.get_by_role("link", name="Leave the board")
    link.focus()
    phone = visitor(company, "member", viewport=PHONE).page
    phone.clock.install()
    phone.goto("/")
    phone.get_by_role("button", name="Clock in").click()
    expect(board.page.locator(".mate")).to_have_text(re.compile(r"Ana Member\s+since \d\d:\d\d"))
    expect(board.page.locator("#board-said")).to_have_text("In: Ana Member.")
    expect(link).to_be_focused()
    tap(phone, "Clock out")
    expect(board.page.get_by_text("Nobody is in.")).to_be_visible()
    expect(board.page.locator("#board-said")).to_have_text("Out: Ana Member.")
    assert board.complaints == []


def test_a_lost_connection_is_said_and_recovers(
    company: Company, bar: Location, visitor: Visitor
) -> None:
    board = visitor(company, "manager", viewport=DESKTOP)
    page = board.page
    page.goto("/board/")
    lost = page.locator("#board-lost")
    board.context.set_offline(True)
    expect(lost).to_have_text(re.compile(r"As of \d\d:\d\d. No connection, trying again…"))
    assert list(problems_of(page)) == []
    with tenant_context(company.tenant):
        WorkLog.objects.create(
            employee=company.staff["member"],
            location=bar,
            check_in=timezone.now(),
            time_zone="Europe/Madrid",
        )
    board.context.set_offline(False)
    expect(lost).to_be_hidden()
    expect(page.locator(".mate")).to_be_visible()
    # What htmx itself writes of a request that fails.
    assert [said for said in board.complaints if not said.startswith("htmx:")] == []


def test_a_hidden_board_asks_nothing(company: Company, visitor: Visitor) -> None:
    page = visitor(company, "manager").page
    page.clock.install()
    page.goto("/board/")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "seen=" in request.url:
            asked.append(request.url)

    page.on("request", note)
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {get: () => window.isAway, configurable: true});"
        "window.isAway = true; document.dispatchEvent(new Event('visibilitychange'))"
    )
    page.clock.run_for(60_000)
    assert asked == []
    with page.expect_request(re.compile("seen=")):
        page.evaluate(
            "window.isAway = false; document.dispatchEvent(new Event('visibilitychange'))"
        )


def test_a_board_whose_place_is_closed_says_so(
    company: Company, bar: Location, visitor: Visitor
) -> None:
    page = visitor(company, "manager").page
    page.goto(f"/board/{bar.pk}/")
    with tenant_context(company.tenant):
        Location.objects.update(is_active=False)
    expect(page).to_have_title(re.compile("Page not found"))


def test_the_sign_in_follows_a_session_that_has_ended(
    company: Company, bar: Location, visitor: Visitor
) -> None:
    board = visitor(company, "manager")
    board.page.goto("/board/")
    board.context.clear_cookies()
    expect(board.page).to_have_url(re.compile(r"/login/\?next=/board/$"))


def test_a_crew_fits_on_the_wall(company: Company, bar: Location, visitor: Visitor) -> None:
    with tenant_context(company.tenant):
        lunch = BreakKind.objects.create(name="Lunch")
        for number in range(12):
            someone = Employee.objects.create(name=f"Beatriz Llore {number}")
            log = WorkLog.objects.create(
                employee=someone,
                location=bar,
                check_in=timezone.now() - timedelta(hours=13 if number == 2 else 1),
                time_zone="Europe/Madrid",
            )
            if number == 1:
                Break.objects.create(work_log=log, kind=lunch, is_paid=False, start=timezone.now())
    visit = visitor(company, "manager", viewport=WALL)
    page = visit.page
    for path in (f"/board/{bar.pk}/", "/board/"):
        page.goto(path)
        assert list(problems_of(page)) == []
    page.set_viewport_size(WALL)
    page.goto(f"/board/{bar.pk}/")
    assert page.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 0
    size = page.evaluate("getComputedStyle(document.querySelector('.mate__name')).fontSize")
    assert float(size.removesuffix("px")) >= 30
    assert visit.complaints == []


def test_without_scripts_the_board_reloads(company: Company, visitor: Visitor) -> None:
    page = visitor(company, "manager", java_script_enabled=False).page
    page.goto("/board/")
    expect(page.get_by_role("link", name="Refresh")).to_be_visible()
    assert page.locator("noscript meta[http-equiv=refresh]").count() <= 1
