"""A company is signed up in a browser, which does the work that keeps robots away."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from jobs.models import Job
from tests.browser.conftest import MakeCompany, Visitor
from tests.jobs.conftest import on_server
from tests.serving import Server


@pytest.fixture
def nothing_left(committed: None) -> Iterator[None]:
    yield
    for table in ("sign_ups", "jobs", "tenants_wakeup", "sign_in_throttles"):
        on_server(f"DELETE FROM public.{table}")


def test_the_browser_proves_its_work_and_the_mail_comes_at_once(
    nothing_left: None, server: Server, make_company: MakeCompany, visitor: Visitor
) -> None:
    taken = make_company()
    visit = visitor(taken, base_url=f"http://localhost:{server.port}", locale="en-GB")
    page = visit.page
    page.goto("/signup/")
    page.get_by_label("Company name").fill("Café Azul")
    address = page.locator("input[name=address]")
    address.press_sequentially(taken.tenant.subdomain)
    expect(page.get_by_text("Another company has this address.")).to_be_visible()
    address.fill("")
    address.press_sequentially("cafe-azul")
    expect(page.get_by_text("This address is free.")).to_be_visible()
    page.locator("select[name=country]").select_option("ES")
    page.get_by_label("Time zone").select_option("Atlantic/Canary")
    page.get_by_label("Your name").fill("Ana")
    page.get_by_label("Your e-mail address").fill("ana@azul.example")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_text("We have sent a link to")).to_be_visible()
    assert Job.objects.get(task="operations.signup.asking.mail_link").run_after is None
    assert visit.complaints == []
