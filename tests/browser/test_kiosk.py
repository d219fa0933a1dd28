"""A tablet by the door: pairing, PIN, offline taps and their delivery, each page state sound."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.browser.conftest import DESKTOP, DEVICES, TABLET, Company, Visit, Visitor
from tests.browser.soundness import problems_of
from timetracking.base.authors import Author
from timetracking.kiosk import pairing as kiosks
from timetracking.kiosk import pins
from timetracking.models import Employee, Kiosk, Location, Punch, Role, WorkLog

PIN = "836194"


@pytest.fixture
def cafe(company: Company) -> Company:
    """Give the company a location, and its people a PIN; one has no e-mail address."""
    with tenant_context(company.tenant):
        bar = Location.objects.create(name="Old Town")
        bar.staff.add(*company.staff.values())
        ben = Employee.objects.create(name="Ben Baker", role=Role.MEMBER)
        bar.staff.add(ben)
        for employee in (company.staff["member"], ben):
            pins.set_pin(employee, PIN, by=Author())
    return company


def code_of(company: Company) -> str:
    with tenant_context(company.tenant):
        owner, bar = company.staff["owner"], Location.objects.get()
        now = timezone.now()
        return kiosks.create_kiosk("Door", bar, manager=owner, by=Author(owner), now=now)[1]


def paired(company: Company, visit: Visit) -> Page:
    page = visit.page
    page.goto(f"/kiosk/?code={code_of(company)}")
    page.get_by_role("button", name="Pair this tablet").click()
    expect(page.get_by_role("button", name="Ana M.")).to_be_visible()
    return page


def with_worker(page: Page) -> None:
    """Wait until the page comes up without a network too."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.match('/kiosk/').then(Boolean)")
    page.wait_for_function("Boolean(navigator.serviceWorker.controller)")


def kept_on_the_tablet(page: Page, store: str) -> list[Any]:
    """Read what the page has stored there, as any script of this address could."""
    kept: list[Any] = page.evaluate(
        """(store) => new Promise((resolve, reject) => {
            const opening = indexedDB.open("shiftbook-kiosk");
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
                const base = opening.result;
                const reading = base.transaction(store).objectStore(store).getAll();
                reading.onsuccess = () => { base.close(); resolve(reading.result); };
            };
        })""",
        store,
    )
    return kept


def sound(page: Page) -> None:
    assert list(problems_of(page)) == []


def type_pin(page: Page, name: str, pin: str = PIN) -> None:
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    for digit in pin:
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="OK").click()


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


@pytest.mark.parametrize("device", DEVICES)
def test_someone_without_an_address_clocks_in_with_a_pin(
    device: str, cafe: Company, visitor: Visitor
) -> None:
    visit = visitor(cafe, viewport=DEVICES[device])
    page = paired(cafe, visit)
    expect(page.get_by_role("heading", name="Old Town")).to_be_visible()
    sound(page)
    page.get_by_role("searchbox").fill("be")
    expect(page.locator(".pick")).to_have_count(1)
    type_pin(page, "Ben B.", "951863")
    expect(page.get_by_role("alert")).to_contain_text("That PIN is not right")
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
    expect(page.get_by_role("button", name="Ben B. on a break")).to_be_visible()
    sound(page)
    type_pin(page, "Ben B.")
    page.get_by_role("button", name="Clock out").click()
    expect(page.get_by_role("heading", name="Goodbye Ben, 0 min today")).to_be_visible()
    sound(page)
    assert visit.complaints == []
    with tenant_context(cafe.tenant):
        log = WorkLog.objects.select_related("location").get()
        assert (log.source, str(log.location)) == ("kiosk", "Old Town")


@pytest.mark.parametrize("device", DEVICES)
def test_a_forgotten_clock_out_is_asked_about(device: str, cafe: Company, visitor: Visitor) -> None:
    yesterday = (timezone.now() - timedelta(days=1)).replace(second=0, microsecond=0)
    with tenant_context(cafe.tenant):
        bar, ben = Location.objects.get(), Employee.objects.get(name="Ben Baker")
        log = WorkLog.objects.create(
            employee=ben, check_in=yesterday, time_zone="UTC", location=bar
        )
    visit = visitor(cafe, viewport=DEVICES[device])
    page = paired(cafe, visit)
    type_pin(page, "Ben B.")
    expect(page.get_by_role("heading", name="When did you leave?")).to_be_visible()
    sound(page)
    field = page.get_by_label("Day and time")
    suggested = field.input_value()
    field.fill("2020-01-01T10:00")
    page.get_by_role("button", name="I left at this time").click()
    expect(page.get_by_text("Choose an end after that.")).to_be_visible()
    expect(page.get_by_label("Day and time")).to_have_value("2020-01-01T10:00")
    sound(page)
    page.get_by_label("Day and time").fill(suggested)
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


@pytest.mark.parametrize("device", DEVICES)
def test_taps_without_a_network_arrive_once_also_after_a_reload(
    device: str, cafe: Company, visitor: Visitor
) -> None:
    visit = visitor(cafe, viewport=DEVICES[device])
    page = paired(cafe, visit)
    with_worker(page)
    visit.context.set_offline(True)
    expect(page.get_by_text("No network.")).to_be_visible()
    sound(page)
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Saved on this tablet, Ana M.")).to_be_visible()
    sound(page)
    page.reload()
    expect(page.get_by_role("button", name="Ana M. in", exact=True)).to_be_visible()
    expect(page.get_by_text("1 tap is saved on this tablet")).to_be_visible()
    type_pin(page, "Ben B.", "951863")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Saved on this tablet, Ben B.")).to_be_visible()
    expect(page.get_by_text("2 taps are saved on this tablet")).to_be_visible()
    kept = kept_on_the_tablet(page, "taps")
    assert len(kept) == 2
    assert PIN not in json.dumps(kept)
    # Another tab of the same kiosk must not send it again.
    other = visit.context.new_page()
    other.goto("/kiosk/")
    with tenant_context(cafe.tenant):
        assert not Punch.objects.exists()
    visit.context.set_offline(False)
    expect(page.get_by_text("No network.")).to_be_hidden()
    expect(page.locator("#kiosk[data-waiting='0']")).to_be_attached()
    # The PIN was wrong, so the dot goes out again.
    expect(page.get_by_role("button", name="Ben B. not in")).to_be_visible()
    expect(page.get_by_role("button", name="Ana M. in", exact=True)).to_be_visible()
    with tenant_context(cafe.tenant):
        log = WorkLog.objects.get()
        assert log.employee.name == "Ana Member"
        assert timezone.now() - log.check_in < timedelta(minutes=2)
        assert Punch.objects.count() == 2
        refused = Punch.objects.to_settle().select_related("employee").get()
        assert refused.employee.name == "Ben Baker"
    manager = visitor(cafe, "manager", viewport=DESKTOP).page
    manager.goto("/kiosks/inbox/")
    expect(manager.get_by_role("heading", name="Ben Baker: clock in")).to_be_visible()
    sound(manager)
    manager.get_by_role("button", name="Dealt with Ben Baker").click()
    expect(manager.get_by_text("Nothing to deal with.")).to_be_visible()


def test_a_removed_tablet_keeps_no_name(cafe: Company, visitor: Visitor) -> None:
    visit = visitor(cafe, viewport=TABLET)
    page = paired(cafe, visit)
    with_worker(page)
    manager = visitor(cafe, "owner", viewport=DESKTOP).page
    manager.goto("/kiosks/")
    sound(manager)
    manager.get_by_role("link", name="Remove Door").click()
    expect(manager).to_have_title(re.compile("^Remove Door"))
    sound(manager)
    manager.get_by_role("button", name="Remove kiosk").click()
    expect(manager.get_by_text("Door is no kiosk any more.")).to_be_visible()
    type_pin(page, "Ana M.")
    expect(page.get_by_role("heading", name="This tablet is not paired")).to_be_visible()
    sound(page)
    assert page.get_by_text("Ana M.").count() == 0
    assert kept_on_the_tablet(page, "kept") == []
    assert page.evaluate("caches.keys()") == []
    page.get_by_role("link", name="Pair this tablet").click()
    expect(page.get_by_label("Code")).to_be_visible()


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
    page.goto("/employees/")
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


def test_it_installs_as_an_app(cafe: Company, visitor: Visitor) -> None:
    visit = visitor(cafe, viewport=TABLET)
    page = paired(cafe, visit)
    assert page.evaluate("isSecureContext")
    with_worker(page)
    session = visit.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["url"].endswith("/kiosk/manifest.json")
    assert manifest["errors"] == []
    problems = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A browser of the tests keeps nothing for good, which alone speaks against installing.
    assert {found["errorId"] for found in problems} <= {"in-incognito"}


def test_the_pages_for_pins_are_sound(cafe: Company, visitor: Visitor) -> None:
    page = visitor(cafe, "owner").page
    member = cafe.staff["member"].pk
    for path in ("/pin/", f"/employees/{member}/pin/", "/kiosks/", "/kiosks/inbox/"):
        page.goto(path)
        sound(page)
    page.goto(f"/employees/{member}/")
    page.get_by_role("link", name="Change PIN").click()
    page.get_by_role("button", name="Make a PIN").click()
    expect(page.get_by_text("shown only this once")).to_be_visible()
    sound(page)


def test_a_failing_server_does_not_take_the_kept_page_away(cafe: Company, visitor: Visitor) -> None:
    visit = visitor(cafe, viewport=TABLET)
    page = paired(cafe, visit)
    with_worker(page)
    # As while the company waits for its migrations: it is answered 503.
    Tenant.objects.using("owner").filter(pk=cafe.tenant.pk).update(schema_version="")
    # Until every worker has noticed.
    page.evaluate(
        """async () => {
            for (let failed = 0; failed < 20; ) {
                const { status } = await fetch("/kiosk/state/");
                failed = status === 503 ? failed + 1 : 0;
            }
        }"""
    )
    page.reload()
    expect(page.get_by_role("button", name="Ana M.")).to_be_visible()
    expect(page.get_by_text("No network.")).to_be_visible()
    visit.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("button", name="Ana M.")).to_be_visible()


def test_a_tap_counts_also_when_the_tablet_is_full(cafe: Company, visitor: Visitor) -> None:
    visit = visitor(cafe, viewport=TABLET)
    visit.page.add_init_script(
        """for (const write of ["add", "put"])
            IDBObjectStore.prototype[write] = () => {
                throw new DOMException("full", "QuotaExceededError");
            };"""
    )
    page = paired(cafe, visit)
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Welcome Ana")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    visit.context.set_offline(True)
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="Clock out").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(page.get_by_role("button", name="Ana M. in", exact=True)).to_be_visible()


def test_a_tablet_that_stores_nothing_works_with_the_network(
    cafe: Company, visitor: Visitor
) -> None:
    visit = visitor(cafe, viewport=TABLET)
    visit.page.add_init_script(
        """IDBFactory.prototype.open = () => {
            throw new DOMException("shut", "SecurityError");
        };"""
    )
    page = paired(cafe, visit)
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Welcome Ana")).to_be_visible()


def test_a_tap_is_on_the_disk_before_it_is_said_to_be_saved(
    cafe: Company, visitor: Visitor
) -> None:
    visit = visitor(cafe, viewport=TABLET)
    page = paired(cafe, visit)
    page.evaluate(
        """() => {
            globalThis.durabilities = [];
            const begin = IDBDatabase.prototype.transaction;
            IDBDatabase.prototype.transaction = function (...asked) {
                const begun = begin.apply(this, asked);
                if (begun.mode === "readwrite") durabilities.push(begun.durability);
                return begun;
            };
        }"""
    )
    visit.context.set_offline(True)
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Saved on this tablet")).to_be_visible()
    assert set(page.evaluate("durabilities")) == {"strict"}


def test_a_tap_after_which_the_clock_was_set_is_for_the_managers(
    cafe: Company, visitor: Visitor
) -> None:
    visit = visitor(cafe, viewport=TABLET)
    page = paired(cafe, visit)
    visit.context.set_offline(True)
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Saved on this tablet")).to_be_visible()
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 3600000; }")
    visit.context.set_offline(False)
    expect(page.locator("#kiosk[data-waiting='0']")).to_be_attached()
    with tenant_context(cafe.tenant):
        assert "clock was changed" in Punch.objects.to_settle().get().refusal
        assert not WorkLog.objects.exists()


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
    page.get_by_role("button", name="Nothing, go back").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Hello Ana")).to_be_visible()
    held[1].continue_()
    expect(page.get_by_role("heading", name="Welcome Ana")).to_be_visible()


def test_a_tap_that_the_server_fails_at_keeps_nobody_else_waiting(
    cafe: Company, visitor: Visitor
) -> None:
    visit = visitor(cafe, viewport=TABLET, service_workers="block")
    page = paired(cafe, visit)
    visit.context.set_offline(True)
    for name in ("Ana M.", "Ben B."):
        type_pin(page, name)
        page.get_by_role("button", name="Clock in").click()
        expect(page.get_by_role("heading", name=f"Saved on this tablet, {name}")).to_be_visible()
        page.get_by_role("button", name="Done").click()
    ana = f"employee={cafe.staff['member'].pk}&"

    def fail(route: Route) -> None:
        if ana in (route.request.post_data or ""):
            route.fulfill(status=500, body="<h1>Sorry</h1>")
        else:
            route.continue_()

    page.route("**/kiosk/punch/", fail)
    visit.context.set_offline(False)
    expect(page.locator("#kiosk[data-waiting='1']")).to_be_attached()
    with tenant_context(cafe.tenant):
        assert WorkLog.objects.get().employee.name == "Ben Baker"
    page.unroute("**/kiosk/punch/")
    expect(page.locator("#kiosk[data-waiting='0']")).to_be_attached()
    with tenant_context(cafe.tenant):
        assert WorkLog.objects.count() == 2


def test_a_refusal_that_nobody_saw_is_for_the_managers(cafe: Company, visitor: Visitor) -> None:
    visit = visitor(cafe, viewport=TABLET, service_workers="block")
    page = paired(cafe, visit)
    held: list[Route] = []
    page.route("**/kiosk/punch/", lambda route: held.append(route))
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Saved on this tablet")).to_be_visible()
    with tenant_context(cafe.tenant):
        ana = cafe.staff["member"]
        WorkLog.objects.create(employee=ana, check_in=timezone.now(), time_zone="UTC")
    held[0].continue_()
    page.unroute("**/kiosk/punch/")
    expect(page.locator("#kiosk[data-waiting='0']")).to_be_attached()
    with tenant_context(cafe.tenant):
        assert "already in" in Punch.objects.to_settle().get().refusal
