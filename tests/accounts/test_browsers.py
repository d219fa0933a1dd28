"""Browsers in which someone has signed in before: the cookie, and what makes it invalid."""

from typing import Any

import pytest
from django.test import Client, RequestFactory, override_settings

from accounts.browsers import COOKIE, COOKIE_AGE, MOST_ACCOUNTS, known_browser
from accounts.models import User
from accounts.sessions import deactivate, end_sessions
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, sign_in

NEW = "twelve-blue-spoons"
CHANGE = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}


def cookie_of(client: Client) -> str:
    return client.cookies[COOKIE].value


def is_known(tenant: Tenant, cookie: str, email: str = "ada@example.com") -> bool:
    """Return whether a browser with this cookie is known for an account of the company."""
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie
    with tenant_context(tenant):
        return known_browser(request, email) is not None


def test_a_sign_in_makes_the_browser_known(acme: Tenant, acme_client: Client, ada: User) -> None:
    assert COOKIE not in acme_client.cookies
    sign_in(acme_client, "eight-wrong-saucers")
    assert COOKIE not in acme_client.cookies
    sign_in(acme_client)
    assert is_known(acme, cookie_of(acme_client))
    cookie = acme_client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == COOKIE_AGE


def test_signing_out_leaves_it_known_under_the_same_id(
    acme: Tenant, acme_client: Client, ada: User
) -> None:
    sign_in(acme_client)
    first = cookie_of(acme_client)
    acme_client.post("/logout/")
    sign_in(acme_client)
    assert cookie_of(acme_client).split(".")[1] == first.split(".")[1]


def test_it_is_known_for_its_account_alone(acme: Tenant, acme_client: Client, ada: User) -> None:
    with tenant_context(acme):
        User.objects.create_user("bo@example.com", PASSWORD)
    sign_in(acme_client)
    assert not is_known(acme, cookie_of(acme_client), "bo@example.com")
    assert not is_known(acme, cookie_of(acme_client), "nobody@example.com")
    acme_client.post("/logout/")
    sign_in(acme_client, email="bo@example.com")
    for email in ("ada@example.com", "bo@example.com"):
        assert is_known(acme, cookie_of(acme_client), email)


def test_it_is_known_in_its_company_alone(
    acme: Tenant,
    corgicafe: Tenant,
    acme_client: Client,
    corgi_client: Client,
    ada: User,
    namesake: User,
) -> None:
    sign_in(acme_client)
    assert not is_known(corgicafe, cookie_of(acme_client))
    sign_in(corgi_client, OTHER_PASSWORD)
    assert is_known(corgicafe, cookie_of(corgi_client))
    assert not is_known(acme, cookie_of(corgi_client))


def test_an_altered_cookie_is_nothing(acme: Tenant, acme_client: Client, ada: User) -> None:
    sign_in(acme_client)
    cookie = cookie_of(acme_client)
    for altered in (cookie.upper(), f"1.{cookie}", cookie[:-1], "", "1.2.3", "/", "\0"):
        assert not is_known(acme, altered)


@pytest.mark.parametrize("end", [end_sessions, deactivate])
def test_ending_all_sessions_makes_every_browser_unknown(
    acme: Tenant, acme_client: Client, ada: User, end: Any
) -> None:
    sign_in(acme_client)
    with tenant_context(acme):
        end(User.objects.get(pk=ada.pk))
    assert not is_known(acme, cookie_of(acme_client))


def test_a_new_password_leaves_only_the_browser_in_which_it_was_chosen_known(
    acme: Tenant, acme_client: Client, ada: User
) -> None:
    phone = Client(SERVER_NAME=acme.host)
    for client in (phone, acme_client):
        sign_in(client)
    assert acme_client.post("/password/change/", CHANGE).status_code == 302
    assert is_known(acme, cookie_of(acme_client))
    assert not is_known(acme, cookie_of(phone))


def test_a_browser_stays_known_when_the_secret_is_replaced(
    acme: Tenant, acme_client: Client, ada: User, settings: Any
) -> None:
    sign_in(acme_client)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert is_known(acme, cookie_of(acme_client))
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
        assert not is_known(acme, cookie_of(acme_client))


def test_the_latest_accounts_of_a_shared_browser_are_known(
    acme: Tenant, acme_client: Client, ada: User
) -> None:
    emails = [f"person{number}@example.com" for number in range(MOST_ACCOUNTS + 1)]
    with tenant_context(acme):
        for email in emails:
            User.objects.create_user(email, PASSWORD)
    for email in emails:
        sign_in(acme_client, email=email)
        acme_client.post("/logout/")
    assert not is_known(acme, cookie_of(acme_client), emails[0])
    assert all(is_known(acme, cookie_of(acme_client), email) for email in emails[1:])
    assert len(cookie_of(acme_client)) < 1000


def test_an_operator_s_browser_is_known_too(public_client: Client, operator: User) -> None:
    public_client.post(
        "/admin/login/?next=/admin/", {"username": operator.email, "password": PASSWORD}
    )
    assert cookie_of(public_client)
