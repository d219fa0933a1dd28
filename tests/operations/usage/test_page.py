"""The operator's dashboard."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants import wakeups
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.jobs.conftest import on_server
from tests.operations.usage.conftest import was

PAGE = "/admin/operations/usageday/"
MakeCompany = Callable[..., Tenant]


def shown(client: TenantClient, query: str = "") -> str:
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_it_draws_what_was_measured_and_ranks_the_companies(
    committed_operator: TenantClient, fresh_company: MakeCompany
) -> None:
    big, grown = fresh_company(name="Big one"), fresh_company(name="Grown one")
    today = timezone.now().date()
    for days, people in ((0, 1200), (35, 1000)):
        day = today - timedelta(days=days)
        was(big.pk, day, bytes=9 << 20, people=people, minutes=6000)
        was(grown.pk, day, bytes=(2 << 20) - days * 1000, people=people + 300 - days * 10)
        was(10**9, day, bytes=99 << 20, people=0, state="archived")  # was removed since
    page = shown(committed_operator)
    assert page.count('<svg viewBox="0 0 400 200" role="img"') == 4
    assert page.count("<polyline") == 6  # two states, people twice, hours, size; and no others
    assert "2,700" in page
    assert "style=" not in page
    assert "<script" not in page.partition('id="content"')[2]
    rankings = [re.findall(r"(Big|Grown) one", part) for part in page.split("<section")[2:]]
    assert rankings == [["Big", "Grown"], ["Grown", "Big"], ["Grown"]]
    german = committed_operator.get(PAGE, headers={"accept-language": "de"}).content.decode()
    assert "2.700" in german


def test_a_longer_period_can_be_chosen(committed_operator: TenantClient) -> None:
    today = timezone.now().date()
    for days in (0, 200):
        was(1, today - timedelta(days=days), people=days + 77)
    assert ">277<" not in shown(committed_operator)
    assert ">277<" not in shown(committed_operator, "?span=nonsense")
    assert ">277<" in shown(committed_operator, "?span=year")


def test_it_says_what_needs_somebody(
    committed_operator: TenantClient, fresh_company: MakeCompany
) -> None:
    bare = fresh_company(name="Bare one")
    assert "Bare one" not in shown(committed_operator)  # it has time until its first night
    added = timezone.now() - timedelta(days=3)
    on_server("UPDATE public.tenants_tenant SET created_at = %s WHERE id = %s", added, bare.pk)
    with tenant_context(bare):
        wakeups.note_aside()
    page = shown(committed_operator)
    on_server("DELETE FROM public.tenants_wakeup")
    assert "1 job or e-mail has failed" in page
    assert f'/{bare.pk}/overview/">Bare one</a>' in page
    assert "have not been measured yet" in page


def test_it_is_shown_without_figures_if_they_cannot_be_read(
    committed_operator: TenantClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(**kwargs: object) -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr("operations.usage.reading.days", failing)
    assert "be read at the moment" in shown(committed_operator)


def test_more_companies_take_no_more_queries(
    committed_operator: TenantClient, fresh_company: MakeCompany
) -> None:
    def count() -> int:
        with (
            CaptureQueriesContext(connections["owner"]) as by_owner,
            CaptureQueriesContext(connections["default"]) as by_app,
        ):
            shown(committed_operator)
        return len(by_owner) + len(by_app)

    today = timezone.now().date()
    was(fresh_company().pk, today)
    few = count()
    for _ in range(3):
        was(fresh_company().pk, today)
    assert count() == few


def test_it_is_for_operators(committed: None) -> None:
    response = TenantClient(None).get(PAGE)
    assert response["Location"].startswith("/login/")
