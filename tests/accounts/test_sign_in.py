from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client

from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, error_in, is_signed_in, sign_in

WRONG = "eight-wrong-saucers"


def test_email_and_password_sign_in(acme_client: Client, ada: User) -> None:
    response = sign_in(acme_client)
    assert (response.status_code, response["Location"]) == (302, "/home/")
    assert is_signed_in(acme_client)


def test_email_may_be_written_in_capitals_and_with_spaces(acme_client: Client, ada: User) -> None:
    sign_in(acme_client, email="  Ada@EXAMPLE.com ")
    assert is_signed_in(acme_client)


def test_wrong_password_is_refused(acme_client: Client, ada: User) -> None:
    response = sign_in(acme_client, WRONG)
    assert response.status_code == 200
    assert "do not match" in error_in(response)
    assert not is_signed_in(acme_client)


def test_password_of_a_namesake_elsewhere_is_refused(
    acme_client: Client, corgi_client: Client, ada: User, namesake: User
) -> None:
    sign_in(acme_client, OTHER_PASSWORD)
    assert not is_signed_in(acme_client)
    sign_in(corgi_client, OTHER_PASSWORD)
    assert is_signed_in(corgi_client)


def test_someone_of_another_company_is_unknown(corgi_client: Client, ada: User) -> None:
    sign_in(corgi_client)
    assert not is_signed_in(corgi_client)


def test_operator_is_unknown_at_a_company(acme_client: Client, operator: User) -> None:
    sign_in(acme_client, email=operator.email)
    assert not is_signed_in(acme_client)


def test_inactive_user_gets_the_error_for_a_wrong_password(
    acme_client: Client, acme: Tenant, ada: User
) -> None:
    wrong_password_error = error_in(sign_in(acme_client, WRONG))
    ada.is_active = False
    with tenant_context(acme):
        ada.save()
    assert error_in(sign_in(acme_client)) == wrong_password_error


def test_unknown_email_gets_the_error_for_a_wrong_password(acme_client: Client, ada: User) -> None:
    wrong_password_error = error_in(sign_in(acme_client, WRONG))
    assert error_in(sign_in(acme_client, email="nobody@example.com")) == wrong_password_error


def test_unknown_email_runs_the_hasher_as_well(
    acme_client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    salts: list[str] = []
    encode = hashers.Argon2PasswordHasher.encode

    def count(hasher: Any, password: str, salt: str) -> str:
        salts.append(salt)
        return encode(hasher, password, salt)

    monkeypatch.setattr(hashers.Argon2PasswordHasher, "encode", count)
    sign_in(acme_client, email="nobody@example.com")
    assert len(salts) == 1


def test_invited_user_cannot_sign_in_yet(acme_client: Client, acme: Tenant, db: None) -> None:
    with tenant_context(acme):
        User.objects.create_user("ivy@example.com")
    for guess in ("!", "None", PASSWORD):
        sign_in(acme_client, guess, email="ivy@example.com")
    assert not is_signed_in(acme_client)


def test_old_hash_is_upgraded_to_argon2(acme_client: Client, acme: Tenant, ada: User) -> None:
    ada.password = hashers.make_password(PASSWORD, hasher="pbkdf2_sha256")
    with tenant_context(acme):
        ada.save()
    sign_in(acme_client)
    assert is_signed_in(acme_client)
    with tenant_context(acme):
        ada.refresh_from_db()
    assert ada.password.startswith("argon2")


def test_email_is_still_there_after_a_mistake_and_the_password_is_not(
    acme_client: Client, ada: User
) -> None:
    page = sign_in(acme_client, WRONG).content.decode()
    assert 'value="ada@example.com"' in page
    assert WRONG not in page


def test_next_leads_to_a_page_of_this_host(acme_client: Client, ada: User) -> None:
    response = sign_in(acme_client, next_page="/timesheet/?week=2026-W47")
    assert response["Location"] == "/timesheet/?week=2026-W47"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "http:///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "javascript:alert(1)",
        "http://corgicafe.localhost/",
        "\x00//evil.example",
        "#",
        "?next=/",
        "/login/",
        "/login/?next=/login/",
    ],
)
def test_next_that_leads_elsewhere_or_in_circles_is_ignored(
    acme_client: Client, ada: User, url: str
) -> None:
    assert sign_in(acme_client, next_page=url)["Location"] == "/home/"
    assert acme_client.get("/login/", {"next": url})["Location"] == "/home/"


def test_signed_in_visitor_is_redirected(acme_client: Client, ada: User) -> None:
    sign_in(acme_client)
    response = acme_client.get("/login/", {"next": "/timesheet/"})
    assert (response.status_code, response["Location"]) == (302, "/timesheet/")


def test_session_gets_a_new_key_at_sign_in(acme_client: Client, acme: Tenant, ada: User) -> None:
    sign_in(acme_client)
    first = acme_client.cookies["sessionid"].value
    acme_client.post("/logout/")
    acme_client.cookies["sessionid"] = first
    assert not is_signed_in(acme_client)
    sign_in(acme_client)
    assert acme_client.cookies["sessionid"].value != first


def test_sign_out_ends_the_session(acme_client: Client, ada: User) -> None:
    sign_in(acme_client)
    response = acme_client.post("/logout/")
    assert (response.status_code, response["Location"]) == (302, "/login/")
    assert not is_signed_in(acme_client)


def test_sign_out_by_a_link_is_refused(acme_client: Client, ada: User) -> None:
    sign_in(acme_client)
    assert acme_client.get("/logout/").status_code == 405
    assert is_signed_in(acme_client)


def test_sign_in_without_a_csrf_token_is_refused(acme: Tenant, ada: User) -> None:
    strict = Client(SERVER_NAME=acme.host, enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403
