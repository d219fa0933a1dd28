"""How often a link to choose a new password is mailed, whoever asks."""

from datetime import timedelta

import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import SignInThrottle, User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import CommitNow, path_in, sign_in


def test_mailbox_is_not_flooded(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False), commit_now():
        pages = {
            acme_client.post("/password/reset/", {"email": ada.email}).content for _ in range(9)
        }
    assert len(pages) == 1
    assert len(mailoutbox) == 3


def ask(client: Client, email: str, *, address: str = "127.0.0.1") -> int:
    response = client.post("/password/reset/", {"email": email}, REMOTE_ADDR=address)
    return response.status_code


def test_a_stranger_s_requests_leave_the_owner_a_mail(
    acme: Tenant,
    acme_client: Client,
    ada: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False), commit_now():
        stranger = Client(SERVER_NAME=acme.host)
        for _ in range(30):
            ask(stranger, ada.email, address="203.0.113.66")
        assert len(mailoutbox) == 0  # they are sent at the commit
        ask(acme_client, ada.email)
    assert len(mailoutbox) == 4


def test_a_known_browser_gets_a_mail_whatever_strangers_asked(
    acme: Tenant,
    acme_client: Client,
    ada: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        sign_in(acme_client)
        acme_client.post("/logout/")
        with commit_now():
            for number in range(40):
                ask(Client(SERVER_NAME=acme.host), ada.email, address=f"203.0.113.{number}")
        assert len(mailoutbox) == 20
        with commit_now():
            ask(acme_client, ada.email)
    assert len(mailoutbox) == 21


def test_a_request_without_a_mail_follows_one_whose_link_is_valid(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False) as clock:
        for _ in range(60):
            with commit_now():
                ask(acme_client, ada.email)
            clock.shift(timedelta(minutes=2))
        assert 3 < len(mailoutbox) < 20
        assert acme_client.get(path_in(mailoutbox[-1])).status_code == 200


def test_a_client_asks_for_a_limited_number_of_addresses(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False), commit_now():
        for number in range(20):
            assert ask(acme_client, f"guess{number}@example.com") == 200
        response = acme_client.post("/password/reset/", {"email": ada.email})
        assert ask(acme_client, ada.email, address="203.0.113.66") == 200
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert "Try again in 60 seconds, or use another network" in response.content.decode()
    assert [mail.to for mail in mailoutbox] == [[ada.email]]


def test_requests_for_made_up_addresses_leave_one_row(acme_client: Client, acme: Tenant) -> None:
    for number in range(30):
        ask(acme_client, f"guess{number}@example.com")
    with tenant_context(acme):
        assert SignInThrottle.objects.count() == 1
