"""A stranger tries wrong passwords all the while, and nobody else is held up."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts import throttle
from tenants.context import tenant_context
from tests.browser.conftest import DESKTOP, PASSWORD, Company, Visitor
from tests.browser.soundness import problems_of
from tests.serving import Server

NEW = "twelve-blue-spoons"
STRANGER, OFFICE, CAFE = "203.0.113.66", "198.51.100.1", "198.51.100.2"


@pytest.fixture(scope="module")
def server(browser: Browser, django_db_setup: None) -> Iterator[Server]:
    """Serve behind a proxy, so that visitors have different network addresses."""
    settings = "tests.browser.patient_settings"
    with Server(DJANGO_SETTINGS_MODULE=settings, TRUSTED_PROXIES="1") as running:
        yield running


@contextmanager
def a_stranger_guesses(server: Server, company: Company, email: str) -> Iterator[list[int]]:
    """Try wrong passwords without a pause while the block runs; yield the statuses."""
    statuses: list[int] = []
    stopped = Event()

    def guess() -> None:
        with server.client(company.tenant) as client:
            client.headers["X-Forwarded-For"] = STRANGER
            page = client.get("/login/").text
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
            assert token
            form = {"username": email, "password": "wrong", "csrfmiddlewaretoken": token[1]}
            while not stopped.is_set():
                statuses.append(client.post("/login/", data=form).status_code)

    thread = Thread(target=guess)
    thread.start()
    try:
        yield statuses
    finally:
        stopped.set()
        thread.join()


def sign_in(page: Page, role: str, password: str = PASSWORD) -> None:
    page.goto("/login/")
    page.get_by_label("E-mail address").fill(f"{role}@miramar.example")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def change_password(page: Page) -> None:
    page.goto("/password/change/")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("Repeat the new password").fill(NEW)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password has been changed")).to_be_visible()


def lock(company: Company, role: str, address: str) -> None:
    """Count ten wrong passwords of someone at a network address, each as soon as is allowed."""
    now = timezone.now()
    with tenant_context(company.tenant):
        keys = throttle.sign_in_keys(f"{role}@miramar.example", client=address)
        for number in range(10):
            throttle.begin(keys, now=now - timedelta(seconds=33 * (9 - number))).failed()


def test_the_owner_signs_in_changes_the_password_and_unlocks_a_colleague(
    server: Server, company: Company, visitor: Visitor
) -> None:
    owner = visitor(company, viewport=DESKTOP, extra_http_headers={"X-Forwarded-For": OFFICE})
    page = owner.page
    with a_stranger_guesses(server, company, "owner@miramar.example") as statuses:
        sign_in(page, "owner")
        expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()
        change_password(page)
        # In the stranger's own network, the browser is known.
        page.get_by_role("button", name="Account menu").click()
        page.get_by_role("button", name="Sign out").click()
        owner.context.set_extra_http_headers({"X-Forwarded-For": STRANGER})
        sign_in(page, "owner", NEW)
        expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()

        lock(company, "member", CAFE)
        colleague = visitor(company, extra_http_headers={"X-Forwarded-For": CAFE}).page
        sign_in(colleague, "member")
        expect(colleague.get_by_role("alert")).to_contain_text("Try again in 15 minutes")
        expect(colleague.get_by_role("link", name="choose a new password")).to_be_visible()
        assert list(problems_of(colleague)) == []
        page.goto(f"/people/{company.staff['member'].pk}/access/")
        expect(page.get_by_text("10 wrong passwords were entered")).to_be_visible()
        assert list(problems_of(page)) == []
        page.get_by_role("button", name="Unlock").click()
        expect(page.get_by_text("Ana Member can try to sign in again now")).to_be_visible()
        sign_in(colleague, "member")
        expect(colleague.get_by_role("heading", level=1, name="Ana Member")).to_be_visible()
    assert set(statuses) == {200, 429}
    assert owner.complaints == []
