"""Second factors in Chromium: an app and a passkey, for an owner and for an operator."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from tenants.context import public_context
from tests.browser.conftest import PASSWORD, PATIENCE_MS, SMALL, Company, Visit, Visitor
from tests.browser.soundness import problems_of
from tests.serving import Server

OPERATOR = "olivia@operator.example"


@pytest.fixture
def operator(company: Company) -> Iterator[str]:
    """Create an operator, whose row is committed."""
    with public_context():
        user = User.objects.create_superuser(OPERATOR, PASSWORD, name="Olivia Operator")
    yield OPERATOR
    with public_context():
        user.sessions.all().delete()
        user.authenticators.all().delete()
        User.objects.filter(pk=user.pk)._raw_delete("default")


@pytest.fixture
def desk(browser: Browser, server: Server, operator: str) -> Iterator[Page]:
    """Return a page of the base domain."""
    context = browser.new_context(base_url=f"http://localhost:{server.port}")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def give_key(page: Page) -> Any:
    """Put a security key into the browser: Chromium's virtual authenticator."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def sign_in_owner(page: Page) -> None:
    page.goto("/login/")
    page.get_by_label("E-mail address").fill("owner@miramar.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_in_operator(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(OPERATOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def add_app(page: Page) -> tuple[str, str]:
    """Set up an app; return its secret and a recovery code."""
    page.goto("/security/")
    page.get_by_role("link", name="Set up an authenticator app").click()
    secret = page.locator(".secret__key").inner_text().replace(" ", "")
    page.get_by_label("Code from the app").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    codes = page.locator(".secret__codes code")
    assert codes.count() == 10
    return secret, codes.first.inner_text()


def add_passkey(page: Page) -> None:
    page.goto("/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Key ring")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()


def forget_session(page: Page) -> None:
    page.context.clear_cookies()


SignIn = Callable[[Page], None]


def check_app(page: Page, sign_in: SignIn, at: re.Pattern[str]) -> None:
    sign_in(page)
    secret, recovery = add_app(page)
    forget_session(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("That code is not right")).to_be_visible()
    # The code that set it up is used up, and the next one is accepted a step early.
    page.get_by_label("Code").fill(_next_code(secret))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(at)
    forget_session(page)
    sign_in(page)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(at)


def _next_code(secret: str) -> str:
    return pyotp.TOTP(secret).at(time.time(), counter_offset=1)


def check_passkey(page: Page, sign_in: SignIn, at: re.Pattern[str]) -> None:
    give_key(page)
    sign_in(page)
    add_passkey(page)
    forget_session(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(at)


def test_an_owner_signs_in_with_an_app(company: Company, visitor: Visitor) -> None:
    visit = visitor(company)
    check_app(visit.page, sign_in_owner, re.compile(r"/today/$"))
    assert visit.complaints == []


def test_an_owner_signs_in_with_a_passkey(company: Company, visitor: Visitor) -> None:
    visit = visitor(company)
    check_passkey(visit.page, sign_in_owner, re.compile(r"/today/$"))
    assert visit.complaints == []


def test_an_operator_signs_in_with_an_app(desk: Page) -> None:
    sign_in_operator(desk)
    # In production it is required: everything else leads here.
    expect(desk.get_by_text("You need a second factor here.")).to_be_visible()
    forget_session(desk)
    check_app(desk, sign_in_operator, re.compile(r"/admin/$"))


def test_an_operator_signs_in_with_a_passkey(desk: Page) -> None:
    check_passkey(desk, sign_in_operator, re.compile(r"/admin/$"))


def test_a_passkey_of_one_company_is_unknown_at_another(
    make_company: Callable[..., Company], visitor: Visitor
) -> None:
    here, there = make_company(), make_company("Corgi")
    visit = visitor(here)
    page = visit.page
    give_key(page)
    for company in (here, there):
        page.goto(f"{company.url}/login/")
        sign_in_at(page, company)
        page.goto(f"{company.url}/security/passkey/")
        page.get_by_label("Name").fill("Key ring")
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.context.clear_cookies()
    sign_in_at(page, there)
    ids = {_credential(page)}
    page.context.clear_cookies()
    sign_in_at(page, here)
    ids.add(_credential(page))
    assert len(ids) == 2


def sign_in_at(page: Page, company: Company) -> None:
    page.goto(f"{company.url}/login/")
    page.get_by_label("E-mail address").fill("owner@miramar.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def _credential(page: Page) -> str:
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    options = page.locator("form[data-passkey]").get_attribute("data-options") or ""
    match = re.search(r'"allowCredentials": \[\{"id": "([^"]+)"', options)
    assert match
    return match[1]


def test_an_authenticator_that_is_cancelled_leaves_the_code(
    company: Company, visitor: Visitor
) -> None:
    visit = visitor(company)
    page = visit.page
    session = give_key(page)
    sign_in_owner(page)
    add_passkey(page)
    forget_session(page)
    sign_in_owner(page)
    session.send("WebAuthn.disable")
    cancelled = "Promise.reject(new DOMException('', 'NotAllowedError'))"
    page.evaluate(f"() => {{ navigator.credentials.get = () => {cancelled} }}")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("That did not work.")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_editable()


def test_the_pages_are_sound(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "owner", viewport=SMALL)
    problems = []
    for path in ("/security/", "/security/app/", "/security/passkey/", "/security/codes/"):
        problems += _problems(visit, path)
    add_app(visit.page)
    problems += problems_of(visit.page)
    for path in ("/security/", "/security/app/", "/security/codes/"):
        problems += _problems(visit, path)
    visit.page.goto("/security/")
    visit.page.get_by_role("link", name="Remove").click()
    problems += problems_of(visit.page)
    forget_session(visit.page)
    sign_in_owner(visit.page)
    problems += problems_of(visit.page)
    assert problems + visit.complaints == []


def _problems(visit: Visit, path: str) -> list[str]:
    visit.page.goto(path)
    return [f"{path}: {problem}" for problem in problems_of(visit.page)]
