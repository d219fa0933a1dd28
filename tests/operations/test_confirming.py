"""Actions on several companies at once ask first, and say how many."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from operations.admin.confirming import digest
from tenants.models import Tenant
from tests.conftest import TenantClient

MakeCompany = Callable[..., Tenant]
LIST = "/admin/tenants/tenant/"


@pytest.fixture
def three(fresh_company: MakeCompany) -> list[Tenant]:
    return [fresh_company(name=f"Trio & {n}") for n in range(3)]


def form(companies: list[Tenant], **more: str) -> dict[str, Any]:
    return {"action": "suspend", "_selected_action": [one.pk for one in companies], **more}


def served(companies: list[Tenant]) -> int:
    return Tenant.objects.filter(pk__in=[one.pk for one in companies], is_active=True).count()


def test_several_companies_are_asked_about(
    committed_operator: TenantClient, three: list[Tenant]
) -> None:
    response = committed_operator.post(LIST, form(three))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Suspend 3 companies?" in page
    assert all(f"Trio &amp; {n}" in page for n in range(3))
    assert served(three) == 3

    response = committed_operator.post(LIST, form(three, confirmed=digest(three)))
    assert response.status_code == 302
    assert served(three) == 0
    assert LogEntry.objects.filter(change_message__contains="Suspended").count() == 3


def test_one_company_is_asked_about_by_its_name(
    committed_operator: TenantClient, three: list[Tenant]
) -> None:
    page = committed_operator.post(LIST, form(three[:1])).content.decode()
    assert "Suspend Trio &amp; 0?" in page
    assert served(three) == 3


def test_what_was_chosen_on_a_company_s_page_leads_back_there(
    committed_operator: TenantClient, three: list[Tenant]
) -> None:
    page = f"{LIST}{three[0].pk}/overview/"
    assert 'name="origin" value="page"' in committed_operator.get(page).content.decode()
    asked = committed_operator.post(LIST, form(three[:1], origin="page")).content.decode()
    assert 'name="origin" value="page"' in asked
    assert f'href="{page}"' in asked
    sure = form(three[:1], origin="page", confirmed=digest(three[:1]))
    assert committed_operator.post(LIST, sure)["Location"] == page


def test_nothing_to_change_is_said(committed_operator: TenantClient, three: list[Tenant]) -> None:
    sent = form(three) | {"action": "resume"}
    page = committed_operator.post(LIST, sent, follow=True).content.decode()
    assert "served already" in page


def test_only_companies_that_change_are_counted(
    committed_operator: TenantClient, three: list[Tenant]
) -> None:
    committed_operator.post(LIST, form(three[:1], confirmed=digest(three[:1])))
    assert "Suspend 2 companies?" in committed_operator.post(LIST, form(three)).content.decode()


def test_another_number_than_was_confirmed_is_asked_about_again(
    committed_operator: TenantClient, three: list[Tenant]
) -> None:
    response = committed_operator.post(LIST, form(three, confirmed=digest(three[:2])))
    assert "Suspend 3 companies?" in response.content.decode()
    assert served(three) == 3


def test_as_many_others_than_were_confirmed_are_asked_about_again(
    committed_operator: TenantClient, three: list[Tenant]
) -> None:
    """With all companies of a list, one may go and another come in between."""
    sent = form(three[1:], confirmed=digest(three[:2]))
    assert "Suspend 2 companies?" in committed_operator.post(LIST, sent).content.decode()
    assert served(three) == 3


def test_the_page_sends_what_it_asked_about(
    committed_operator: TenantClient, three: list[Tenant]
) -> None:
    page = committed_operator.post(LIST, form(three)).content.decode()
    assert f'name="confirmed" value="{digest(three)}"' in page


def test_all_companies_of_the_list_are_asked_about(
    committed_operator: TenantClient, three: list[Tenant]
) -> None:
    """Also those of other pages, which the form does not name."""
    trio = list(Tenant.objects.filter(name__startswith="Trio"))
    query = f"{LIST}?q=Trio"
    sent = form(three[:1], select_across="1", index="0")
    page = committed_operator.post(query, sent).content.decode()
    assert f"Suspend {len(trio)} companies?" in page
    assert 'name="select_across" value="1"' in page
    sent = form(three[:1], select_across="1", confirmed=digest(trio))
    assert committed_operator.post(query, sent).status_code == 302
    assert served(three) == 0


def test_a_long_list_is_shortened(
    committed_operator: TenantClient, three: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operations.admin.confirming.SHOWN", 2)
    assert "and 1 more" in committed_operator.post(LIST, form(three)).content.decode()
