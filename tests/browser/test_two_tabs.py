"""The same thing changed in two tabs: the later one sees both versions, and then decides."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tenants.context import tenant_context
from tests.browser.conftest import DESKTOP, PHONE, Company, Visitor
from tests.browser.soundness import WIDTHS, problems_of
from timetracking.models import Rules, WorkLog


def test_a_shift_that_was_edited_meanwhile(company: Company, visitor: Visitor) -> None:
    noon = timezone.now().replace(hour=11, minute=0, second=0, microsecond=0) - timedelta(days=1)
    with tenant_context(company.tenant):
        log = WorkLog.objects.create(
            employee=company.staff["member"],
            check_in=noon,
            check_out=noon + timedelta(hours=4),
            time_zone="Europe/Madrid",
        )
    visit = visitor(company, "manager", viewport=DESKTOP)
    first, second = visit.page, visit.context.new_page()
    for tab in (first, second):
        tab.goto(f"/shifts/{log.pk}/edit/")
    _note(first, "Left the till open")
    expect(first.get_by_text("Ana Member can see the change and respond.")).to_be_visible()
    with second.expect_response("**/edit/") as answer:
        _note(second, "Counted the till")
    assert answer.value.status == 409
    versions = second.get_by_role("table")
    expect(versions).to_contain_text("Left the till open")
    expect(versions).to_contain_text("Counted the till")
    expect(second.get_by_label("Note")).to_have_value("Counted the till")
    assert list(problems_of(second, WIDTHS)) == []
    second.get_by_role("button", name="Save changes").click()
    expect(second.get_by_text("Ana Member can see the change and respond.")).to_be_visible()
    with tenant_context(company.tenant):
        log.refresh_from_db()
        assert log.notes == "Counted the till"
    assert visit.complaints == []


def test_settings_that_were_saved_meanwhile(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "owner", viewport=PHONE)
    first, second = visit.page, visit.context.new_page()
    for tab in (first, second):
        tab.goto("/settings/")
    _remind(first, "10")
    expect(first.get_by_text("Settings saved.")).to_be_visible()
    with second.expect_response("**/settings/") as answer:
        _remind(second, "14")
    assert answer.value.status == 409
    expect(second.get_by_role("heading", name="Both versions")).to_be_visible()
    assert list(problems_of(second, WIDTHS)) == []
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_role("heading", name="Both versions")).to_be_hidden()
    with tenant_context(company.tenant):
        assert Rules.objects.get().reminder_hours == 14


def _note(page: Page, note: str) -> None:
    page.get_by_label("Note").fill(note)
    page.get_by_label("Reason").fill("So that we know")
    page.get_by_role("button", name="Save changes").click()


def _remind(page: Page, hours: str) -> None:
    page.get_by_label("Remind").fill(hours)
    page.get_by_role("button", name="Save").click()
