"""A tablet by the door: pairing, PIN, offline taps and their delivery, each page state sound."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Route, expect

from tenants.context import tenant_context
from tests.browser.conftest import DESKTOP, PHONE, PIN, SMALL, TABLET, Company, Visitor
from tests.browser.tablet import paired, sound, tap_pin, type_pin
from timetracking.models import BreakKind, Employee, Kiosk, Location, WorkLog


def test_a_slip_at_the_kiosk_is_undone(cafe: Company, visitor: Visitor) -> None:
    visit = visitor(cafe, viewport=TABLET)
    visit.page.clock.install()
    page = paired(cafe, visit)
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Welcome Ana")).to_be_visible()
    page.clock.pause_at(timezone.now() + timedelta(seconds=1))  # or the offer might go
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Undone.")).to_be_visible()
    page.clock.resume()
    expect(page.get_by_role("button", name="Ana M.")).to_be_visible()
    with tenant_context(cafe.tenant):
        assert not WorkLog.objects.exists()
    assert visit.complaints == []


def test_someone_without_an_address_clocks_in_with_a_pin(cafe: Company, visitor: Visitor) -> None:
    visit = visitor(cafe, viewport=TABLET)
    page = paired(cafe, visit)
    expect(page.get_by_role("heading", name="Old Town")).to_be_visible()
    sound(page)
    page.get_by_role("searchbox").fill("BÉ")
    expect(page.locator(".pick")).to_have_count(1)
    tap_pin(page, "Ben B.", "951863")
    expect(page.get_by_role("alert")).to_contain_text("Wrong PIN")
    sound(page)
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hello Ben")).to_be_visible()
    expect(page.locator(".act")).to_have_text(["Clock in"])
    sound(page)
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Welcome Ben")).to_be_visible()
    # Back by itself.
    expect(page.get_by_role("button", name="Ben B. in", exact=True)).to_be_visible()
    type_pin(page, "Ben B.")
    page.get_by_role("button", name="Start break").click()
    expect(page.get_by_role("heading", name="Enjoy your break, Ben")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Ben B. on break")).to_be_visible()
    sound(page)
    type_pin(page, "Ben B.")
    page.get_by_role("button", name="Clock out").click()
    expect(page.get_by_role("heading", name="Goodbye Ben, out at")).to_be_visible()
    sound(page)
    assert visit.complaints == []
    with tenant_context(cafe.tenant):
        log = WorkLog.objects.select_related("location").get()
        assert (log.source, str(log.location)) == ("kiosk", "Old Town")


def test_a_forgotten_clock_out_is_asked_about(cafe: Company, visitor: Visitor) -> None:
    yesterday = (timezone.now() - timedelta(days=1)).replace(second=0, microsecond=0)
    with tenant_context(cafe.tenant):
        bar, ben = Location.objects.get(), Employee.objects.get(name="Ben Baker")
        log = WorkLog.objects.create(
            employee=ben, check_in=yesterday, time_zone="UTC", location=bar
        )
    visit = visitor(cafe, viewport=PHONE)
    page = paired(cafe, visit)
    type_pin(page, "Ben B.")
    expect(page.get_by_role("heading", name="When did you leave?")).to_be_visible()
    sound(page)
    field = page.get_by_label("Date and time")
    suggested = field.input_value()
    field.fill("2020-01-01T10:00")
    page.get_by_role("button", name="I left at this time").click()
    expect(page.get_by_text("Choose a later end.")).to_be_visible()
    expect(page.get_by_label("Date and time")).to_have_value("2020-01-01T10:00")
    sound(page)
    page.get_by_label("Date and time").fill(suggested)
    page.get_by_role("button", name="I left at this time").click()
    expect(page.get_by_text("Saved: you left at")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Welcome Ben")).to_be_visible()
    with tenant_context(cafe.tenant):
        log.refresh_from_db()
        assert log.check_out == yesterday + timedelta(hours=8)
        assert WorkLog.objects.open().get().employee == ben
    assert visit.complaints == []


def test_who_works_on_for_long_says_so_at_the_kiosk(cafe: Company, visitor: Visitor) -> None:
    with tenant_context(cafe.tenant):
        bar, ben = Location.objects.get(), Employee.objects.get(name="Ben Baker")
        since = timezone.now() - timedelta(hours=13)
        WorkLog.objects.create(employee=ben, check_in=since, time_zone="UTC", location=bar)
    page = paired(cafe, visitor(cafe, viewport=TABLET))
    type_pin(page, "Ben B.")
    page.get_by_role("button", name="I am still working").click()
    page.get_by_role("button", name="Clock out").click()
    expect(page.get_by_role("heading", name="Goodbye Ben")).to_be_visible()
    with tenant_context(cafe.tenant):
        assert not WorkLog.objects.open().exists()


def test_a_closed_location_says_so(cafe: Company, visitor: Visitor) -> None:
    page = paired(cafe, visitor(cafe, viewport=TABLET))
    with tenant_context(cafe.tenant):
        Location.objects.update(is_active=False)
    page.reload()
    expect(page.get_by_text("This location is closed")).to_be_visible()
    sound(page)


def test_a_manager_pairs_a_tablet_by_the_code_on_the_screen(
    cafe: Company, visitor: Visitor
) -> None:
    desk = visitor(cafe, "owner", viewport=DESKTOP)
    page = desk.page
    page.goto("/settings/")
    page.get_by_role("link", name="Kiosks").first.click()
    expect(page).to_have_title(re.compile("^Kiosks"))
    sound(page)
    page.get_by_role("link", name="Pair a tablet").click()
    expect(page).to_have_title(re.compile("^Pair a tablet"))
    sound(page)
    page.get_by_label("Name of the tablet").fill("Staff entrance")
    page.get_by_role("button", name="Show the code").click()
    expect(page).to_have_title(re.compile("^Code for Staff entrance"))
    sound(page)
    code = page.locator(".qr__word").inner_text()
    tablet = visitor(cafe, viewport=TABLET)
    tablet.page.goto("/kiosk/")
    sound(tablet.page)
    tablet.page.get_by_label("Code").fill(code.lower())
    tablet.page.get_by_role("button", name="Pair this tablet").click()
    expect(tablet.page.get_by_role("button", name="Ana M.")).to_be_visible()
    assert desk.complaints + tablet.complaints == []
    with tenant_context(cafe.tenant):
        assert Kiosk.objects.in_use().get().name == "Staff entrance"


def test_the_pages_for_pins_are_sound(cafe: Company, visitor: Visitor) -> None:
    page = visitor(cafe, "owner").page
    member = cafe.staff["member"].pk
    for path in ("/pin/", f"/people/{member}/pin/", "/kiosks/", "/approvals/"):
        page.goto(path)
        sound(page)
    page.goto(f"/people/{member}/access/")
    page.get_by_role("link", name="Change PIN").click()
    page.get_by_role("button", name="Generate a PIN").click()
    expect(page.get_by_text("only shown once")).to_be_visible()
    sound(page)


def test_an_answer_for_one_never_comes_up_before_the_next(cafe: Company, visitor: Visitor) -> None:
    visit = visitor(cafe, viewport=TABLET, service_workers="block")
    page = paired(cafe, visit)
    held: list[Route] = []
    page.route("**/kiosk/identify/", lambda route: held.append(route))
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="Back to the names").click()
    page.get_by_role("button", name="Ana M.").click()
    with page.expect_response("**/kiosk/identify/"):
        held[0].continue_()
    expect(page.locator("#kiosk-typed")).to_have_text("")
    page.unroute("**/kiosk/identify/")
    page.keyboard.type(PIN)
    expect(page.get_by_role("heading", name="Hello Ana")).to_be_hidden()
    page.keyboard.press("Enter")
    page.route("**/kiosk/punch/", lambda route: held.append(route))
    page.get_by_role("button", name="Clock in").click()
    page.get_by_role("button", name="Go back").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Hello Ana")).to_be_visible()
    held[1].continue_()
    expect(page.get_by_role("heading", name="Welcome Ana")).to_be_visible()


def test_own_hours_are_shown_for_a_while_and_leave_nothing(cafe: Company, visitor: Visitor) -> None:
    with tenant_context(cafe.tenant):
        ana, bar = cafe.staff["member"], Location.objects.get()
        start = timezone.now() - timedelta(minutes=90)
        log = WorkLog.objects.create(employee=ana, check_in=start, time_zone="UTC", location=bar)
        # As wide as it gets: a place with a long name, and a break.
        Location.objects.filter(pk=bar.pk).update(name="Donaudampfschifffahrtsbetriebskantine")
        minute, kind = timedelta(minutes=1), BreakKind.objects.earliest("pk")
        log.breaks.create(kind=kind, is_paid=True, start=start + minute, end=start + 5 * minute)
    visit = visitor(cafe, viewport=TABLET)
    visit.page.clock.install()
    page = paired(cafe, visit)
    with tenant_context(cafe.tenant):
        Location.objects.create(name="Bar")  # so that each shift names its own
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="My hours").click()
    expect(page.get_by_role("heading", name="Hours of Ana")).to_be_visible()
    expect(page.get_by_role("heading", name="This month")).to_be_visible()
    expect(page.locator("#kiosk-sums")).to_contain_text("1 h 3")
    sound(page)
    for viewport in (SMALL, TABLET):
        page.set_viewport_size(viewport)
        beside = "all => all.some((one) => one.scrollWidth > one.clientWidth)"
        assert not page.locator(".mine").evaluate_all(beside)
    page.clock.run_for(31_000)
    expect(page.get_by_role("button", name="Ana M.")).to_be_visible()
    assert page.locator("#kiosk-sums").inner_html() == ""
    assert "1 h 3" not in page.content()
    visit.context.set_offline(True)
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="My hours").click()
    expect(page.get_by_role("alert")).to_contain_text("Your hours can only be shown with a network")
    page.get_by_text("Add a note").click()
    page.get_by_label("Note for this shift").fill("No network")
    page.get_by_role("button", name="Clock out").click()
    expect(page.get_by_role("heading", name="Saved on this tablet, Ana")).to_be_visible()
    visit.context.set_offline(False)
    page.clock.run_for(10_000)
    expect(page.locator("#kiosk[data-waiting='0']")).to_be_attached()
    with tenant_context(cafe.tenant):
        assert WorkLog.objects.get().notes == "No network"
