"""A tablet in the browser: pairing it, typing a PIN, reading what it keeps."""

from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from tenants.context import tenant_context
from tests.browser.conftest import PIN, Company, Visit
from tests.browser.soundness import WIDTHS, problems_of
from timetracking.base.authors import Author
from timetracking.kiosk import pairing as kiosks
from timetracking.models import Location


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
    assert list(problems_of(page, WIDTHS)) == []


def type_pin(page: Page, name: str, pin: str = PIN) -> None:
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.keyboard.type(pin)
    page.keyboard.press("Enter")


def tap_pin(page: Page, name: str, pin: str) -> None:
    page.get_by_role("button", name=name).click()
    for digit in pin:
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="OK").click()
