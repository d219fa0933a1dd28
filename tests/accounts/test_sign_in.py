from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import hashers
from django.test import Client, override_settings

from accounts.models import SignInThrottle, User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, is_signed_in, sign_in

MORNING = "2026-11-20 08:00 +0000"
WRONG = "eight-wrong-saucers"


def error_in(response: Any) -> str:
    return " ".join(response.context["form"].non_field_errors())


def test_email_and_password_sign_in(acme_client: Client, ada: User) -> None:
    response = sign_in(acme_client)
    assert (response.status_code, response["Location"]) == (302, "/")
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
    assert sign_in(acme_client, next_page=url)["Location"] == "/"
    assert acme_client.get("/login/", {"next": url})["Location"] == "/"


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


# --- Wrong passwords, one after another -------------------------------------------------------


def try_often(client: Client, times: int, clock: time_machine.Traveller) -> Any:
    """Try the wrong password `times` times, each time as soon as it is allowed."""
    for count in range(times):
        response = sign_in(client, WRONG)
        assert response.status_code == 200, count
        clock.shift(timedelta(seconds=32))
    clock.shift(timedelta(seconds=-32))
    return response


@time_machine.travel(MORNING, tick=False)
def test_fourth_attempt_has_to_wait(acme_client: Client, ada: User) -> None:
    for _ in range(3):
        assert sign_in(acme_client, WRONG).status_code == 200
    response = sign_in(acme_client, WRONG)
    assert response.status_code == 429
    assert response["Retry-After"] == "2"
    assert error_in(response) == "Too many wrong passwords. Try again in 2 seconds."
    assert 'value="ada@example.com"' in response.content.decode()
    assert WRONG not in response.content.decode()


def test_right_password_is_refused_while_locked_and_works_afterwards(
    acme_client: Client, ada: User
) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        try_often(acme_client, 10, clock)
        response = sign_in(acme_client)
        assert response.status_code == 429
        assert error_in(response) == "Too many wrong passwords. Try again in 15 minutes."
        clock.shift(timedelta(minutes=14, seconds=59))
        assert sign_in(acme_client).status_code == 429
        assert not is_signed_in(acme_client)
        clock.shift(timedelta(seconds=1))
        assert sign_in(acme_client).status_code == 302
        assert is_signed_in(acme_client)


def test_password_is_not_checked_while_locked(
    acme_client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(MORNING, tick=False):
        for _ in range(3):
            sign_in(acme_client, WRONG)
        monkeypatch.setattr(User, "check_password", lambda *_: pytest.fail("checked"))
        assert sign_in(acme_client).status_code == 429


def test_success_resets_the_count(acme_client: Client, ada: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        for password in (WRONG, WRONG, PASSWORD):
            sign_in(acme_client, password)
        acme_client.post("/logout/")
        for _ in range(3):
            assert sign_in(acme_client, WRONG).status_code == 200


def test_unknown_email_is_throttled_like_a_known_one(acme_client: Client, ada: User) -> None:
    def responses_to(email: str) -> list[tuple[int, str]]:
        responses = [sign_in(acme_client, WRONG, email=email) for _ in range(5)]
        return [(response.status_code, error_in(response)) for response in responses]

    with time_machine.travel(MORNING, tick=False):
        assert responses_to("nobody@example.com") == responses_to("ada@example.com")


def test_inactive_user_is_throttled_even_with_the_right_password(
    acme_client: Client, acme: Tenant, ada: User
) -> None:
    ada.is_active = False
    with tenant_context(acme):
        ada.save()
    with time_machine.travel(MORNING, tick=False):
        assert [sign_in(acme_client).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_lock_at_one_company_leaves_the_other_alone(
    acme_client: Client, corgi_client: Client, corgicafe: Tenant, ada: User, namesake: User
) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        try_often(acme_client, 10, clock)
        assert sign_in(acme_client).status_code == 429
        assert sign_in(corgi_client, OTHER_PASSWORD).status_code == 302
    with tenant_context(corgicafe):
        assert not SignInThrottle.objects.exists()


def test_attempts_at_many_accounts_from_one_address_are_throttled(
    acme_client: Client, ada: User
) -> None:
    with time_machine.travel(MORNING, tick=False):
        for guess in range(20):
            sign_in(acme_client, WRONG, email=f"guess{guess}@example.com")
        assert sign_in(acme_client).status_code == 429
        assert sign_in(acme_client, address="198.51.100.1").status_code == 302


def test_forged_forwarded_header_does_not_escape_the_throttle(
    acme_client: Client, ada: User
) -> None:
    with time_machine.travel(MORNING, tick=False):
        for guess in range(20):
            email, forged = f"guess{guess}@example.com", f"203.0.113.{guess}"
            sign_in(acme_client, WRONG, email=email, forwarded_for=forged)
        assert sign_in(acme_client, forwarded_for="203.0.113.99").status_code == 429


@override_settings(TRUSTED_PROXIES=1)
def test_visitors_behind_our_proxy_are_distinguished(acme_client: Client, ada: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        for guess in range(20):
            email, forwarded_for = f"guess{guess}@example.com", f"10.0.0.{guess}, 203.0.113.5"
            sign_in(acme_client, WRONG, email=email, forwarded_for=forwarded_for)
        assert sign_in(acme_client, forwarded_for="203.0.113.5").status_code == 429
        assert sign_in(acme_client, forwarded_for="203.0.113.6").status_code == 302
