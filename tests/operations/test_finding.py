"""Finding one's company by e-mail: only a mail tells which companies know an address."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from jobs.models import Job
from jobs.running import run_next
from operations import finding
from tenants.across import across
from tenants.context import public_context, tenant_context
from tenants.lifecycle import suspend_tenant
from tenants.models import Tenant
from tests import due
from tests.conftest import TenantClient
from tests.jobs.conftest import on_server
from tests.operations.conftest import without_token

KNOWN, UNKNOWN = "ana@everywhere.example", "bob@everywhere.example"


@pytest.fixture
def visitor(committed: None) -> Iterator[TenantClient]:
    yield TenantClient(None)
    for table in ("jobs", "tenants_wakeup", "sign_in_throttles"):
        on_server(f"DELETE FROM public.{table}")


def employ(*tenants: Tenant, is_active: bool = True) -> None:
    for tenant in tenants:
        with tenant_context(tenant):
            User.objects.create_user(KNOWN, "a-long-password", is_active=is_active)


def test_the_mail_names_the_served_companies_in_which_one_signs_in(
    visitor: TenantClient,
    fresh_company: Callable[..., Tenant],
    mailoutbox: list[EmailMessage],
) -> None:
    one, two, suspended, left, other = (fresh_company(name=f"Café {n}") for n in range(5))
    employ(one, two, suspended)
    employ(left, is_active=False)
    suspend_tenant(suspended)
    page = visitor.post("/find/", {"email": f" {KNOWN.title()}"}, headers={"accept-language": "es"})
    assert page.status_code == 200
    assert [mail.to for mail in mailoutbox] == [[KNOWN]]
    body = str(mailoutbox[0].body)
    assert [company.base_url in body for company in (one, two, suspended, left, other)] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_page_and_work_are_the_same_for_an_unknown_address(
    visitor: TenantClient, fresh_company: Callable[..., Tenant], mailoutbox: list[EmailMessage]
) -> None:
    employ(fresh_company())
    visitor.post("/find/", {"email": "first@of.all"})
    pages: list[str] = []
    queries: list[int] = []
    due.disconnect()
    try:
        for email in (KNOWN, UNKNOWN):
            with CaptureQueriesContext(connection) as captured:
                page = visitor.post(
                    "/find/", {"email": email}, REMOTE_ADDR=f"203.0.113.{len(pages)}"
                )
            pages.append(without_token(page).replace(email, "…"))
            queries.append(len(captured))
    finally:
        due.connect()
    assert pages[0] == pages[1]
    assert queries[0] == queries[1]
    assert Job.objects.filter(task="operations.finding.answer", state="ready").count() == 2
    assert not mailoutbox
    stored = str(list(Job.objects.values_list("arguments", flat=True)))
    assert "everywhere" not in stored


def test_requests_are_throttled_for_the_address_and_the_network(visitor: TenantClient) -> None:
    due.disconnect()
    try:
        codes = [visitor.post("/find/", {"email": KNOWN}).status_code for _ in range(9)]
        assert codes == [200] * 9
        assert Job.objects.filter(task="operations.finding.answer").count() == 3
        for number in range(20):
            last = visitor.post("/find/", {"email": f"{number}@of.example"})
    finally:
        due.connect()
    assert last.status_code == 429
    assert "Too many requests" in last.content.decode()


def test_one_look_answers_all_who_wait(
    visitor: TenantClient,
    fresh_company: Callable[..., Tenant],
    mailoutbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each look is at every company: asking often must not keep the worker from other jobs."""
    company = fresh_company()
    employ(company)
    with tenant_context(company):
        User.objects.create_user("second@everywhere.example")
    looks: list[object] = []

    def look(*args: Any, **kwargs: Any) -> Any:
        looks.append(args)
        return across(*args, **kwargs)

    monkeypatch.setattr(finding, "across", look)
    due.disconnect()
    try:
        for email, language in ((KNOWN, "de"), ("second@everywhere.example", "es"), (UNKNOWN, "")):
            visitor.post("/find/", {"email": email}, headers={"accept-language": language})
        assert run_next(None)
        with public_context():
            answered = Job.objects.filter(task="operations.finding.answer")
            assert list(answered.values_list("state", "arguments")) == [("done", {})] * 3
        while run_next(None):
            pass
    finally:
        due.connect()
    assert len(looks) == 1
    assert {mail.to[0]: mail.subject for mail in mailoutbox} == {
        KNOWN: "Wo du dich bei Shiftbook anmeldest",
        "second@everywhere.example": "Dónde entras en Shiftbook",
    }


def test_what_is_no_address_stays_in_the_form(visitor: TenantClient) -> None:
    page = visitor.post("/find/", {"email": "nobody"})
    assert 'value="nobody"' in page.content.decode()
    assert visitor.get("/find/").status_code == 302
