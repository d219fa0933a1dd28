"""The page on which operators switch features of a company."""

from collections.abc import Callable
from typing import Any

from tenants.models import Tenant
from tests.conftest import TenantClient

MakeCompany = Callable[..., Tenant]


def features_of(company: Tenant) -> dict[str, Any]:
    return dict(Tenant.objects.get(pk=company.pk).features)


def test_what_is_ticked_and_written_is_on_and_the_company_s_page_shows_its_use(
    committed_operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company(name="Seen", owner_email="o@seen.example", owner_name="Olga Owner")
    address = f"/admin/tenants/tenant/{company.pk}/features/"
    page = committed_operator.get(address).content.decode()
    assert 'aria-describedby="id_people_limit_helptext"' in page
    assert "In use: 1." in page
    form = {"people_limit": "50", "fuzzy_search": "on"}
    answer = committed_operator.post(address, form, follow=True)
    text = " ".join(answer.content.decode().split())
    assert "People-limit is 50 (people)." in text
    assert "1 of 50 people" in text
    assert features_of(company) == {"people-limit": 50, "fuzzy-search": True}


def test_a_wrong_number_is_said_at_its_field_and_keeps_what_was_typed(
    committed_operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    address = f"/admin/tenants/tenant/{company.pk}/features/"
    answer = committed_operator.post(address, {"people_limit": "many", "storage_limit": "50"})
    text = answer.content.decode()
    assert "people-limit is &quot;many&quot;. Enter a whole number from 1" in text
    assert 'value="many"' in text
    assert features_of(company) == {}


def test_what_another_operator_changed_meanwhile_stays(
    committed_operator: TenantClient, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    Tenant.objects.using("owner").filter(pk=company.pk).update(features={"people-limit": 9})
    # The page was opened before that: it knew no limit.
    form = {"initial-people_limit": "", "people_limit": "", "storage_limit": "70"}
    committed_operator.post(f"/admin/tenants/tenant/{company.pk}/features/", form)
    assert features_of(company) == {"people-limit": 9, "storage-limit": 70}


def test_a_company_that_is_gone_is_not_found(committed_operator: TenantClient) -> None:
    assert committed_operator.get("/admin/tenants/tenant/99999/features/").status_code == 404
