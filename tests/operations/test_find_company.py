"""The front page of the base domain."""

import pytest

from tests.conftest import TenantClient


@pytest.mark.parametrize(
    "typed",
    [
        "acme", " Acme ", "acme.localhost", "ACME.localhost:8000", "http://acme.localhost:8000/login/",
        "https://acme.localhost", "acme.localhost.", "acme/",
    ],
)  # fmt: skip
def test_any_spelling_of_an_address_leads_to_the_company(
    typed: str, public_client: TenantClient
) -> None:
    response = public_client.get("/", {"address": typed})
    assert (response.status_code, response["Location"]) == (302, "http://acme.localhost:8000/")


@pytest.mark.parametrize(
    "typed", ["nobody", "corgi-caffe", "acme.example.com", "a b", "<script>", "é"]
)
def test_an_unknown_address_gets_a_hint_and_stays_in_the_form(
    typed: str, public_client: TenantClient
) -> None:
    response = public_client.get("/", {"address": typed})
    assert response.status_code == 404
    assert "invitation" in response.content.decode()
    assert response.context["form"]["address"].value() == typed
    assert "<script>" not in response.content.decode().replace("<script src", "")


def test_an_empty_address_is_required(public_client: TenantClient) -> None:
    response = public_client.get("/", {"address": " "})
    assert "Enter your company" in response.content.decode()


def test_the_page_leads_to_the_operator_s_sign_in(public_client: TenantClient) -> None:
    assert 'href="/admin/"' in public_client.get("/").content.decode()


def test_the_page_lists_no_customers(public_client: TenantClient) -> None:
    page = public_client.get("/").content.decode()
    assert "Acme" not in page
    assert "corgi_test" not in page


def test_the_form_may_lead_to_companies_hosts(public_client: TenantClient) -> None:
    policy = public_client.get("/")["Content-Security-Policy"]
    assert "form-action 'self' http:;" in f"{policy};"
