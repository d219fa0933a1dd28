"""Taps without a network, a failing server or room: kept on the tablet and delivered once."""

import json
import re
import time
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Route, expect

from tenants.context import tenant_context
from tenants.lifecycle import update_tenant
from tenants.models import Tenant
from tenants.resolver import MAX_STALENESS
from tests.browser.conftest import DESKTOP, PIN, TABLET, Company, Visitor
from tests.browser.tablet import kept_on_the_tablet, paired, sound, type_pin, with_worker
from timetracking.models import Punch, WorkLog


def test_taps_without_a_network_arrive_once_also_after_a_reload(
    cafe: Company, visitor: Visitor
) -> None:
    visit = visitor(cafe, viewport=TABLET)
    page = paired(cafe, visit)
    with_worker(page)
    visit.context.set_offline(True)
    expect(page.get_by_text("No network.")).to_be_visible()
    sound(page)
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Saved on this tablet, Ana")).to_be_visible()
    sound(page)
    page.reload()
    expect(page.get_by_role("button", name="Ana M. in", exact=True)).to_be_visible()
    expect(page.get_by_text("1 tap is saved on this tablet")).to_be_visible()
    type_pin(page, "Ben B.", "951863")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Saved on this tablet, Ben")).to_be_visible()
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
    manager.goto("/approvals/")
    sound(manager)
    manager.get_by_role("button", name="Mark as resolved Ben Baker, clock in").click()
    expect(manager.get_by_text("Nothing to do. All hours are in order.")).to_be_visible()


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
    expect(manager.get_by_text("Door is no longer a kiosk.")).to_be_visible()
    type_pin(page, "Ana M.")
    expect(page.get_by_role("heading", name="This tablet is not paired")).to_be_visible()
    sound(page)
    assert page.get_by_text("Ana M.").count() == 0
    assert kept_on_the_tablet(page, "kept") == []
    assert page.evaluate("caches.keys()") == []
    page.get_by_role("link", name="Pair this tablet").click()
    expect(page.get_by_label("Code")).to_be_visible()


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


def test_a_tap_that_the_server_fails_at_keeps_nobody_else_waiting(
    cafe: Company, visitor: Visitor
) -> None:
    visit = visitor(cafe, viewport=TABLET, service_workers="block")
    page = paired(cafe, visit)
    visit.context.set_offline(True)
    for name in ("Ana M.", "Ben B."):
        type_pin(page, name)
        page.get_by_role("button", name="Clock in").click()
        expect(
            page.get_by_role("heading", name=f"Saved on this tablet, {name.split()[0]}")
        ).to_be_visible()
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
        assert "already clocked in" in Punch.objects.to_settle().get().refusal


def test_a_tablet_of_an_address_that_has_changed_says_so_and_keeps_its_taps(
    cafe: Company, visitor: Visitor
) -> None:
    visit, tenant = visitor(cafe, viewport=TABLET), cafe.tenant
    page, before = paired(cafe, visit), tenant.subdomain
    with_worker(page)
    visit.context.set_offline(True)
    expect(page.get_by_text("No network.")).to_be_visible()
    type_pin(page, "Ana M.")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_text("1 tap is saved on this tablet")).to_be_visible()
    update_tenant(tenant, name=tenant.name, subdomain=f"{before}-moved")
    time.sleep(MAX_STALENESS)  # for which each process of the server may go on serving it
    visit.context.set_offline(False)
    expect(page.get_by_text(f"new address: http://{tenant.host}:")).to_be_visible()
    expect(page.get_by_text("No network.")).to_be_hidden()
    expect(page.get_by_text("1 tap is saved on this tablet")).to_be_visible()
    sound(page)
    update_tenant(tenant, name=tenant.name, subdomain=before)
    expect(page.locator("#kiosk[data-waiting='0']")).to_be_attached()
    with tenant_context(tenant):
        assert WorkLog.objects.get().employee.name == "Ana Member"
