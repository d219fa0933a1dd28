"""A real Chromium in front of a real gunicorn, and companies whose data is committed."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.browser import chromium
from tests.conftest import TenantClient
from tests.serving import Server
from tests.timetracking.rates import give_rate
from timetracking.base.authors import Author
from timetracking.kiosk import pins
from timetracking.models import Employee, Location, Role, WorkLog

PASSWORD = "seven-green-teapots"
PIN = "836194"
SMALL, PHONE, TABLET, DESKTOP = (
    ViewportSize(width=width, height=height)
    for width, height in ((320, 640), (390, 844), (820, 1180), (1280, 900))
)
PATIENCE_MS = 60_000  # for what comes within a moment on a machine with nothing else to do


@dataclass(frozen=True)
class Company:
    """A company of one test, and its staff by role."""

    tenant: Tenant
    url: str
    staff: dict[str, Employee]


@dataclass
class Visit:
    """One person's browser, which remembers whatever a page complained of."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)


MakeCompany = Callable[..., Company]
Visitor = Callable[..., Visit]


def _chromium() -> str:
    if found := chromium.executable():
        return found
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(chromium.MISSING, pytrace=False)
    pytest.skip(chromium.MISSING)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    executable = _chromium()
    # Playwright keeps an event loop in this thread, in which Django would refuse the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE_MS)
        launched = playwright.chromium.launch(executable_path=executable, args=chromium.arguments())
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def server(browser: Browser, django_db_setup: None) -> Iterator[Server]:
    """Serve the test database."""
    with Server(DJANGO_SETTINGS_MODULE="tests.browser.patient_settings") as running:
        yield running


@pytest.fixture
def make_company(server: Server, fresh_company: Callable[..., Tenant]) -> MakeCompany:
    """Return a maker of companies with an owner, a manager and a member."""

    def make(name: str = "Hotel Miramar") -> Company:
        tenant = fresh_company(name=name, time_zone="Europe/Madrid")
        with tenant_context(tenant):
            staff = {role.value: _hire(role) for role in Role}
        return Company(tenant, f"http://{tenant.host}:{server.port}", staff)

    return make


def _hire(role: Role) -> Employee:
    name = {Role.OWNER: "Olga Owner", Role.MANAGER: "Max Manager", Role.MEMBER: "Ana Member"}[role]
    user = User.objects.create_user(f"{role.value}@miramar.example", PASSWORD, name=name)
    employee = Employee.objects.create(name=name, email=user.email, role=role, user=user)
    give_rate(employee, "14.50")
    return employee


@pytest.fixture
def company(make_company: MakeCompany) -> Company:
    """Return the company under test."""
    return make_company()


@pytest.fixture
def visitor(browser: Browser, server: Server) -> Iterator[Visitor]:
    """Return a maker of browsers, in which someone is signed in or not."""
    contexts: list[BrowserContext] = []

    def visit(company: Company, role: str = "", **options: object) -> Visit:
        options = {"viewport": PHONE, "base_url": company.url} | options
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if role:
            context.add_cookies([{**_session(company, role), "url": company.url}])  # type: ignore[typeddict-item]
        visit = Visit(context, context.new_page())
        visit.page.on("console", lambda message: _note(visit, message))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on("response", lambda response: _note_missing(visit, response))
        return visit

    yield visit
    for context in contexts:
        context.close()


def _session(company: Company, role: str) -> dict[str, str]:
    client = TenantClient(company.tenant)
    user = company.staff[role].user
    assert user
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


def _note(visit: Visit, message: ConsoleMessage) -> None:
    # Chromium reports every 4xx and 5xx as an error of the console; see _note_missing.
    if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
        visit.complaints.append(message.text)


def _note_missing(visit: Visit, response: Response) -> None:
    if "/static/" in response.url and response.status >= 400:
        visit.complaints.append(f"{response.status} {response.url}")


def carry_cookies_to(url: str, visit: Visit) -> None:
    """Send every cookie of the browser to another host as well."""
    for cookie in visit.context.cookies():
        visit.context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": url}])


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


def logs(company: Company) -> list[WorkLog]:
    """Read what the database keeps of the member."""
    with tenant_context(company.tenant):
        return list(WorkLog.objects.filter(employee=company.staff["member"]))
