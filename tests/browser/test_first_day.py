"""The first day of a new company: from the invitation to the first clock-in at a kiosk."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from accounts.links import INVITATION, make_token
from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.browser.conftest import PASSWORD, PATIENCE_MS, Company, Visitor
from tests.serving import Server
from timetracking.models import Employee, Kiosk, Role, WorkLog

# As copied from a spreadsheet in Germany.
LIST = "Name\tE-Mail\tRolle\tStundenlohn\n" + "\n".join(
    f"Person{number} Nummer{number}\tperson{number}@example.com\tTeam\t13,{number}"
    for number in range(10, 30)
)
MOST = 40


@dataclass
class Hand:
    """Clicks and types for a person, and counts it."""

    page: Page
    interactions: int = 0

    def click(self, role: str, name: str, *, exact: bool = True) -> None:
        self.interactions += 1
        self.page.get_by_role(role, name=name, exact=exact).first.click()  # type: ignore[arg-type]

    def type(self, name: str, text: str) -> None:
        self.interactions += 1
        self.page.locator(f"[name={name}]").fill(text)

    def search(self, name: str, word: str) -> None:
        """Choose from a long list by the keyboard: what was typed finds it, Enter takes it."""
        self.interactions += 2
        self.page.locator(f"[name={name}]").focus()
        self.page.keyboard.press("Shift+Tab")  # the field to search stands before the list
        self.page.keyboard.type(word)
        self.page.keyboard.press("Enter")

    def scan(self, address: str) -> None:
        """Open the address that a QR code has."""
        self.interactions += 1
        self.page.goto(address)


def test_twenty_people_and_the_first_clock_in_take_forty_interactions_at_most(
    server: Server, browser: Browser, fresh_company: Callable[..., Tenant]
) -> None:
    tenant = fresh_company(name="Hotel Miramar")
    url = f"http://{tenant.host}:{server.port}"
    with tenant_context(tenant):
        user = User.objects.create_user("olga@miramar.example", name="Olga")
        Employee.objects.create(name="Olga", email=user.email, role=Role.OWNER, user=user)
        token = make_token(user, purpose=INVITATION, realm=tenant.realm)
    context = browser.new_context(base_url=url, locale="en")
    context.set_default_timeout(2 * PATIENCE_MS)  # twenty PINs are hashed with much work
    hand = Hand(context.new_page())
    hand.scan(f"/invitation/{token}/")
    hand.type("new_password1", PASSWORD)
    hand.type("new_password2", PASSWORD)
    hand.click("button", "Save and sign in")
    steps = hand.page.get_by_role("region", name="First steps")
    expect(steps).to_be_visible()

    hand.click("link", "Country and time zone")
    for name, word in (("country", "germ"), ("time_zone", "berl")):
        hand.search(name, word)
    hand.click("button", "Germany")
    expect(hand.page.locator(".presets [role=status]")).to_contain_text("Germany")
    hand.click("button", "Save settings")
    expect(hand.page.locator(".messages")).to_be_visible()
    hand.click("link", "Hotel Miramar")
    hand.click("link", "Location")
    hand.click("button", "Add location")
    expect(hand.page.locator(".messages")).to_be_visible()
    hand.page.goto("/today/")
    hand.interactions += 1
    hand.click("link", "People")
    hand.click("link", "Add several")
    hand.type("people", LIST)
    hand.click("button", "Check the list")
    hand.click("button", "Add 20 people")
    hand.click("link", "Print PINs")
    hand.click("button", "Generate PINs")
    slips = hand.page.locator(".slip")
    expect(slips).to_have_count(20)
    name = slips.first.locator(".slip__name").inner_text()
    pin = re.sub(r"\D", "", slips.first.locator(".slip__pin").inner_text())
    hand.click("link", "Done")
    hand.click("link", "Settings")
    hand.click("link", "Kiosks")
    hand.click("link", "Pair a tablet")
    hand.type("name", "Door")
    hand.click("button", "Show the code")
    code = hand.page.locator(".qr__word").first.inner_text().strip()

    tablet = Hand(browser.new_context(base_url=url, locale="en").new_page())
    tablet.scan(f"/kiosk/?code={code}")
    tablet.click("button", "Pair this tablet")
    first, last = name.split()
    tablet.click("button", f"{first} {last[0]}.", exact=False)
    tablet.page.keyboard.type(pin)
    tablet.page.keyboard.press("Enter")
    tablet.interactions += len(pin) + 1
    tablet.click("button", "Clock in")
    expect(tablet.page.get_by_role("heading", name=f"Welcome {first}")).to_be_visible()

    hand.page.goto("/today/")
    assert hand.page.locator(".first__step:not(.first__step--done)").all_inner_texts() == []
    with tenant_context(tenant):
        assert Employee.objects.active().exclude(pin="").count() == 20
        assert Kiosk.objects.in_use().count() == 1
        assert WorkLog.objects.get().employee.name == name
    assert hand.interactions + tablet.interactions <= MOST
    for page in (hand.page, tablet.page):
        page.context.close()


def test_a_long_list_is_searched_by_country_city_or_code(
    company: Company, visitor: Visitor
) -> None:
    """With the keyboard alone; searching changes nothing, and whatever is chosen stays in view."""
    page = visitor(company, "owner").page
    page.goto("/settings/")
    zone, field = page.locator("[name=time_zone]"), page.get_by_label("Search: Time zone")
    chosen = zone.input_value()
    for word, found in (("portug", 3), ("cordob", 1), ("asia tok", 1), ("zzz", 0)):
        field.fill(word)
        expect(field.locator("xpath=following::*[@role='status'][1]")).to_have_text(
            f"{found} found" if found else "Nothing found"
        )
        assert zone.input_value() == chosen
    field.press("Enter")
    assert zone.input_value() == chosen
    field.press("Escape")
    expect(field).to_have_value("")
    field.fill("canar")
    field.press("ArrowDown")
    expect(zone).to_be_focused()
    zone.press("Home")  # Madrid, which is chosen, stands below
    zone.press("Enter")
    expect(field).to_have_value("")
    assert zone.input_value() == "Atlantic/Canary"
