"""The morning after a forgotten clock-out, as people answer for it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tenants.context import tenant_context
from tests.browser.conftest import TABLET, Company, Visitor
from tests.browser.soundness import WIDTHS, problems_of
from timetracking.models import Review, WorkLog


@pytest.fixture
def forgotten(company: Company) -> Company:
    """Return the company with a shift of yesterday that its member has not ended."""
    began = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=17)
    with tenant_context(company.tenant):
        member = company.staff["member"]
        WorkLog.objects.create(employee=member, check_in=began, time_zone="Europe/Madrid")
    return company


def kept(company: Company) -> list[tuple[bool, str]]:
    """Tell of each shift whether it runs, and what there is to review."""
    with tenant_context(company.tenant):
        logs = WorkLog.objects.order_by("check_in")
        return [(log.check_out is None, log.review) for log in logs]


def test_who_forgot_says_when_they_left_and_clocks_in(forgotten: Company, visitor: Visitor) -> None:
    visit = visitor(forgotten, "member", viewport=TABLET)
    page = visit.page
    page.goto("/")
    expect(page.get_by_role("heading", name="When did you leave?")).to_be_visible()
    assert list(problems_of(page, WIDTHS)) == []
    page.get_by_role("button", name="I left at this time").click()
    expect(page.get_by_text("A manager will check it.")).to_be_visible()
    assert kept(forgotten) == [(False, Review.STATED)]
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("button", name="Clock out")).to_be_visible()
    assert kept(forgotten) == [(False, Review.STATED), (True, Review.NONE)]
    assert visit.complaints == []


def test_who_is_still_working_gets_the_button_back(forgotten: Company, visitor: Visitor) -> None:
    visit = visitor(forgotten, "member")
    page = visit.page
    page.goto("/")
    page.get_by_role("link", name="I am still working").click()
    page.get_by_role("button", name="Clock out").click()
    expect(page.get_by_role("button", name="Clock in")).to_be_visible()
    assert kept(forgotten) == [(False, Review.NONE)]
    assert visit.complaints == []


def test_an_automatic_end_is_confirmed(forgotten: Company, visitor: Visitor) -> None:
    with tenant_context(forgotten.tenant):
        log = WorkLog.objects.get()
        log.check_out, log.review = log.check_in + timedelta(hours=8), Review.AUTOMATIC
        log.save()
    visit = visitor(forgotten, "member")
    page = visit.page
    page.goto("/")
    expect(page.get_by_role("heading", name="Is that right?")).to_be_visible()
    assert list(problems_of(page)) == []
    page.get_by_role("button", name="Yes, that's right").click()
    expect(page.get_by_role("button", name="Clock in")).to_be_visible()
    assert kept(forgotten) == [(False, Review.STATED)]
    assert visit.complaints == []
