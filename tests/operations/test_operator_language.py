"""The language in which operators read the admin: the browser's until they choose one."""

import pytest

from accounts.models import User
from tests.conftest import TenantClient

PATH = "/language/"
PAGE = "/admin/accounts/user/"


@pytest.fixture
def client(public_client: TenantClient, operator: User) -> TenantClient:
    """Return a client with an operator whose browser prefers Spanish."""
    public_client.force_login(operator)
    public_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "es"
    return public_client


def test_the_chosen_language_stays_on_all_pages(client: TenantClient) -> None:
    assert 'lang="es"' in client.get(PAGE).content.decode()
    response = client.post(PATH, {"language": "de", "next": PAGE})
    assert (response.status_code, response["Location"]) == (302, PAGE)
    page = client.get(PAGE).content.decode()
    assert 'lang="de"' in page
    assert "Abmelden" in page


@pytest.mark.parametrize("language", ["fr", "", "../de", "de\0"])
def test_another_language_changes_nothing(client: TenantClient, language: str) -> None:
    client.post(PATH, {"language": language, "next": PAGE})
    assert 'lang="es"' in client.get(PAGE).content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_it_leads_to_no_other_site(client: TenantClient, elsewhere: str) -> None:
    response = client.post(PATH, {"language": "de", "next": elsewhere})
    assert response["Location"] == "/"


def test_visitors_choose_theirs_too(public_client: TenantClient) -> None:
    assert public_client.post(PATH, {"language": "de", "next": "/"})["Location"] == "/"
    assert 'lang="de"' in public_client.get("/").content.decode()
