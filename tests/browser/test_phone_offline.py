"""Taps on somebody's own phone without a network: kept, bound to the person, and sent once."""

import re
import time
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tenants.context import tenant_context
from tenants.lifecycle import resume_tenant, suspend_tenant, update_tenant
from tenants.resolver import MAX_STALENESS
from tests.browser.conftest import DESKTOP, PHONE, SMALL, Company, Visit, Visitor, logs
from tests.browser.soundness import problems_of
from timetracking.models import Punch

WIDTHS = (SMALL, PHONE, DESKTOP)


def installed(page: Page) -> None:
    """Wait until the page comes up without a network too."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.match('/clock/away/').then(Boolean)")
    page.wait_for_function("Boolean(navigator.serviceWorker.controller)")
    expect(page.locator("#phone[data-waiting='0']")).to_be_attached()


def clock_in_without_a_network(visit: Visit) -> Page:
    page = visit.page
    page.goto("/")
    installed(page)
    visit.context.set_offline(True)
    expect(page.get_by_text("No network.")).to_be_visible()
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_text("saved on this phone.")).to_be_visible()
    return page


def test_taps_without_a_network_arrive_once_also_after_a_reload(
    company: Company, visitor: Visitor
) -> None:
    visit = visitor(company, "member")
    page = clock_in_without_a_network(visit)
    expect(page.get_by_role("heading", name="Ana, you are clocked in.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Ana, you are clocked in.")).to_be_visible()
    assert list(problems_of(page, WIDTHS)) == []
    tap_twice(page, "Start break")
    expect(page.get_by_text("2 taps are saved on this phone")).to_be_visible()
    expect(page.get_by_text("The second tap was ignored.")).to_be_visible()
    expect(page.get_by_role("button", name="End break")).to_be_focused()
    assert logs(company) == []
    visit.context.set_offline(False)
    expect(page.get_by_role("button", name="End break")).to_be_visible()
    expect(page.locator("#phone[data-waiting='0']")).to_be_attached()
    (log,) = logs(company)
    assert timezone.now() - log.check_in < timedelta(minutes=3)
    with tenant_context(company.tenant):
        assert Punch.objects.count() == 2
    kept = page.evaluate(
        "caches.keys().then((all) => Promise.all(all.map((name) => "
        "caches.open(name).then((cache) => cache.keys()))))"
    )
    assert "Ana" not in page.evaluate(
        "caches.match('/clock/away/').then((response) => response.text())"
    ), kept


def tap_twice(page: Page, name: str) -> None:
    """Tap a button, and what stands in its place as soon as it does; the focus is on it."""
    page.get_by_role("button", name=name).focus()
    page.evaluate(
        """() => new Promise((resolve) => {
            const places = document.getElementById("phone-actions");
            const seen = new MutationObserver(() => setTimeout(() => {
                seen.disconnect();
                places.firstElementChild.click();
                resolve();
            }, 100));
            seen.observe(places, { childList: true });
            document.activeElement.click();
        })"""
    )


def test_a_company_that_is_suspended_is_not_taken_for_a_lost_network(
    company: Company, visitor: Visitor
) -> None:
    visit = visitor(company, "member")
    page = clock_in_without_a_network(visit)
    page.reload()
    expect(page.get_by_text("1 tap is saved on this phone")).to_be_visible()
    suspend_tenant(company.tenant)
    visit.context.set_offline(False)
    expect(page.get_by_role("heading", name="suspended")).to_be_visible()
    resume_tenant(company.tenant)
    page.goto("/")
    expect(page.locator("#phone[data-waiting='0']")).to_be_attached()
    assert len(logs(company)) == 1


def test_an_address_that_has_changed_is_not_taken_for_a_lost_network(
    company: Company, visitor: Visitor
) -> None:
    visit, tenant = visitor(company, "member"), company.tenant
    before = tenant.subdomain
    page = clock_in_without_a_network(visit)
    page.reload()
    update_tenant(tenant, name=tenant.name, subdomain=f"{before}-moved")
    time.sleep(MAX_STALENESS)  # for which each process of the server may go on serving it
    visit.context.set_offline(False)
    expect(page.get_by_text(f"new address: http://{tenant.host}:")).to_be_visible()
    expect(page.get_by_text("No network.")).to_be_hidden()
    expect(page.get_by_text("1 tap is saved on this phone")).to_be_visible()
    assert list(problems_of(page, WIDTHS)) == []
    update_tenant(tenant, name=tenant.name, subdomain=before)
    expect(page.locator("#phone[data-waiting='0']")).to_be_attached()
    expect(page.get_by_text("new address: ")).to_be_hidden()
    assert len(logs(company)) == 1
    # Without a stored tap the new address is opened.
    update_tenant(tenant, name=tenant.name, subdomain=f"{before}-moved")
    time.sleep(MAX_STALENESS)  # for which each process of the server may go on serving it
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page).to_have_url(re.compile(re.escape(tenant.host)))


def test_a_tap_after_the_session_ended_is_sent_after_the_sign_in_of_its_person(
    company: Company, visitor: Visitor
) -> None:
    visit = visitor(company, "member")
    page = visit.page
    page.goto("/")
    installed(page)
    visit.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("1 tap is saved on this phone. Sign in to send it.")).to_be_visible()
    # The clock page sends it, also where one signs in without having been sent there.
    page.goto("/login/")
    expect(page.locator("input[name=next]")).to_have_value("/")
    # Somebody else signs in there first.
    for role, waiting in (("owner", "1"), ("member", "0")):
        other = visitor(company, role)
        cookies = [one for one in other.context.cookies() if one["name"] == "sessionid"]
        visit.context.clear_cookies(name="sessionid")
        visit.context.add_cookies(cookies)  # type: ignore[arg-type]
        page.goto("/")
        expect(page.locator(f"#phone[data-waiting='{waiting}']")).to_be_attached()
        assert len(logs(company)) == (waiting == "0")
    with tenant_context(company.tenant):
        assert Punch.objects.get().employee == company.staff["member"]


def test_what_was_refused_is_shown_until_it_is_read(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "member")
    page = clock_in_without_a_network(visit)
    # Meanwhile the till was quicker.
    till = visitor(company, "member", viewport=DESKTOP).page
    till.goto("/")
    till.get_by_role("button", name="Clock in").click()
    expect(till.get_by_role("button", name="Clock out")).to_be_visible()
    visit.context.set_offline(False)
    expect(page.get_by_text("was not accepted")).to_be_visible()
    expect(page.get_by_role("button", name="Clock out")).to_be_visible()
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_text("was not accepted")).to_be_hidden()
    with tenant_context(company.tenant):
        assert Punch.objects.to_settle().count() == 1


def test_the_phone_goes_on_from_the_last_tap_with_network(
    company: Company, visitor: Visitor
) -> None:
    visit = visitor(company, "member")
    page = visit.page
    page.goto("/")
    installed(page)
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("button", name="Clock out")).to_be_visible()
    visit.context.set_offline(True)
    expect(page.get_by_role("heading", name="Ana, you are clocked in.")).to_be_visible()
    page.get_by_role("button", name="Clock out").click()
    expect(page.get_by_text("saved on this phone.")).to_be_visible()
    visit.context.set_offline(False)
    expect(page.locator("#phone[data-waiting='0']")).to_be_attached()
    assert [bool(log.check_out) for log in logs(company)] == [True]


def test_it_installs_as_an_app(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "member")
    visit.page.goto("/")
    installed(visit.page)
    session = visit.context.new_cdp_session(visit.page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["url"].endswith("/manifest.json")
    assert manifest["errors"] == []
    problems = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {found["errorId"] for found in problems} <= {"in-incognito"}
    assert visit.complaints == []
