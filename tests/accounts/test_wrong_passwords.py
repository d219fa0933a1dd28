"""Wrong passwords at the sign-in, as visitors see them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings

from accounts.models import SignInThrottle, User
from accounts.throttle import Limit, passwords
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, error_in, is_signed_in, sign_in

MORNING = "2026-11-20 08:00 +0000"
WRONG = "eight-wrong-saucers"


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


@pytest.fixture
def twenty_a_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow a client after wrong passwords for twenty accounts: hashing sixty takes long."""
    monkeypatch.setattr(passwords, "CLIENT", Limit(slow_at=20))


@pytest.mark.usefixtures("twenty_a_client")
def test_attempts_at_many_accounts_from_one_address_are_throttled(
    acme_client: Client, ada: User
) -> None:
    with time_machine.travel(MORNING, tick=False):
        for guess in range(20):
            sign_in(acme_client, WRONG, email=f"guess{guess}@example.com")
        assert sign_in(acme_client).status_code == 429
        assert sign_in(acme_client, address="198.51.100.1").status_code == 302


@pytest.mark.usefixtures("twenty_a_client")
def test_forged_forwarded_header_does_not_escape_the_throttle(
    acme_client: Client, ada: User
) -> None:
    with time_machine.travel(MORNING, tick=False):
        for guess in range(20):
            email, forged = f"guess{guess}@example.com", f"203.0.113.{guess}"
            sign_in(acme_client, WRONG, email=email, forwarded_for=forged)
        assert sign_in(acme_client, forwarded_for="203.0.113.99").status_code == 429


@override_settings(TRUSTED_PROXIES=1)
@pytest.mark.usefixtures("twenty_a_client")
def test_visitors_behind_our_proxy_are_distinguished(acme_client: Client, ada: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        for guess in range(20):
            email, forwarded_for = f"guess{guess}@example.com", f"10.0.0.{guess}, 203.0.113.5"
            sign_in(acme_client, WRONG, email=email, forwarded_for=forwarded_for)
        assert sign_in(acme_client, forwarded_for="203.0.113.5").status_code == 429
        assert sign_in(acme_client, forwarded_for="203.0.113.6").status_code == 302


# --- Nobody is locked out by a stranger -------------------------------------------------------


STRANGER = "203.0.113.66"


def guess(acme: Tenant, times: int, address: str = STRANGER) -> Client:
    """Let a stranger try wrong passwords for Ada; return their browser."""
    stranger = Client(SERVER_NAME=acme.host)
    for _ in range(times):
        sign_in(stranger, WRONG, address=address)
    return stranger


def test_a_stranger_elsewhere_does_not_lock_the_owner_out(
    acme: Tenant, acme_client: Client, ada: User
) -> None:
    with time_machine.travel(MORNING, tick=False):
        stranger = guess(acme, 5)
        assert sign_in(stranger, address=STRANGER).status_code == 429
        assert sign_in(acme_client).status_code == 302


def test_a_stranger_in_the_same_network_does_not_lock_a_known_browser_out(
    acme: Tenant, acme_client: Client, ada: User
) -> None:
    with time_machine.travel(MORNING, tick=False):
        sign_in(acme_client)
        acme_client.post("/logout/")
        stranger = guess(acme, 5, address="127.0.0.1")
        assert sign_in(stranger).status_code == 429
        assert sign_in(acme_client).status_code == 302


def test_a_waiting_visitor_reads_what_helps(acme: Tenant, ada: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        page = sign_in(guess(acme, 3), address=STRANGER).content.decode()
    assert "Try again in 2 seconds" in page
    assert '<a href="/password/reset/">choose a new password' in page
    assert "an owner can unlock you" in page
