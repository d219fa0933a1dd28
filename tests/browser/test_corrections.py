"""A correction as people do it: asked, decided, edited, disputed, settled."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tenants.context import tenant_context
from tests.browser.conftest import DESKTOP, PHONE, Company, Visit, Visitor
from tests.browser.soundness import WIDTHS, problems_of
from timetracking.models import Correction, WorkLog


@pytest.fixture
def shift(company: Company) -> WorkLog:
    """Return a shift of yesterday's."""
    noon = timezone.now().replace(hour=11, minute=0, second=0, microsecond=0) - timedelta(days=1)
    with tenant_context(company.tenant):
        return WorkLog.objects.create(
            employee=company.staff["member"],
            check_in=noon,
            check_out=noon + timedelta(hours=4),
            time_zone="Europe/Madrid",
        )


def see(page: Page, name: str) -> None:
    """Wait for the page whose heading this is, and find nothing wrong with it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(name))


def sound(visit: Visit) -> None:
    """Find nothing wrong with the page at any width."""
    assert list(problems_of(visit.page, WIDTHS)) == []


def test_a_correction_from_the_question_to_the_settled_dispute(
    company: Company, visitor: Visitor, shift: WorkLog
) -> None:
    ana = visitor(company, "member", viewport=PHONE)
    max_ = visitor(company, "manager", viewport=DESKTOP)
    _ask(ana, shift)
    _accept(max_)
    _edit(max_, shift)
    _dispute(ana)
    _settle(max_)
    assert ana.complaints + max_.complaints == []
    with tenant_context(company.tenant):
        states = Correction.objects.order_by("pk").values_list("kind", "status", "reply")
        assert list(states) == [("change", "accepted", ""), ("edit", "made", "disputed")]
        assert WorkLog.objects.get().breaks.count() == 1


def _ask(visit: Visit, shift: WorkLog) -> None:
    page = visit.page
    page.goto(f"/timesheet/?week={shift.check_in:%G-W%V}")
    page.get_by_role("link", name="ask for a change").click()
    page.get_by_role("link", name="Ask for a change").click()
    see(page, "Ask for a change")
    page.get_by_text("Add a break").click()
    first = page.get_by_role("group", name="New break 1")
    start = shift.check_in.astimezone(shift.zone)
    first.get_by_label("From").fill(f"{start + timedelta(hours=1):%H:%M}")
    first.get_by_label("To").fill(f"{start + timedelta(minutes=80):%H:%M}")
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_text("Please give a reason.")).to_be_visible()
    sound(visit)
    page.get_by_label("Reason").fill("I forgot to tap the break")
    page.get_by_role("button", name="Send request").click()
    see(page, "Requests")
    expect(page.get_by_text("waiting", exact=True)).to_be_visible()


def _accept(visit: Visit) -> None:
    page = visit.page
    page.goto("/today/")
    page.get_by_role("link", name="Approvals 1 waiting").click()
    see(page, "Approvals")
    sound(visit)
    page.get_by_role("link", name="Ana Member").click()
    see(page, "Ana Member: change of a shift")
    expect(page.get_by_role("table")).to_contain_text("Breaks")
    sound(visit)
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Nothing to do.")).to_be_visible()


def _edit(visit: Visit, shift: WorkLog) -> None:
    page = visit.page
    page.goto(f"/shifts/{shift.pk}/")
    page.get_by_role("link", name="Edit shift").click()
    see(page, "Edit a shift of Ana Member")
    page.get_by_label("Note").fill("Left the till open")
    page.get_by_label("Reason").fill("So that we know")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Ana Member can see the change and respond.")).to_be_visible()


def _dispute(visit: Visit) -> None:
    page = visit.page
    page.goto("/corrections/")
    page.get_by_role("link", name="shift edited").click()
    page.get_by_label("Comment").fill("It was Ben")
    page.get_by_role("button", name="Dispute").click()
    expect(page.get_by_text("disputed", exact=True)).to_be_visible()
    sound(visit)


def _settle(visit: Visit) -> None:
    page = visit.page
    page.goto("/approvals/")
    page.get_by_role("link", name="Ana Member").first.click()
    expect(page.get_by_text("It was Ben")).to_be_visible()
    sound(visit)
    page.get_by_label("Comment").fill("Then the note stays, without blame")
    page.get_by_role("button", name="Reply and keep the edit").click()
    expect(page.get_by_text("Nothing to do.")).to_be_visible()
