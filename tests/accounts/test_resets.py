"""How often a link to choose a new password is mailed, whoever asks."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import SignInThrottle, User
from jobs.models import Job
from tenants.context import tenant_context
from tenants.models import Tenant
from tests import due
from tests.accounts.conftest import PASSWORD, CommitNow, path_in, sign_in


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


@pytest.mark.parametrize("has_cookie", [False, True])
def test_a_request_does_the_same_whether_the_address_is_known(
    acme: Tenant, acme_client: Client, ada: User, has_cookie: bool
) -> None:
    """The job, which looks for the account, comes after the response."""
    due.disconnect()
    if has_cookie:  # of an account, but of another one
        with tenant_context(acme):
            User.objects.create_user("ben@example.com", PASSWORD)
        sign_in(acme_client, email="ben@example.com")
        acme_client.post("/logout/")
    ask(acme_client, "first@example.com")  # finds the company
    with tenant_context(acme):
        Job.objects.all().delete()
    made = {}
    try:
        for number, email in enumerate([ada.email, "nobody@example.com"]):
            with CaptureQueriesContext(connection) as queries:
                ask(acme_client, email, address=f"203.0.113.{number}")
            made[email] = [_shape(query["sql"]) for query in queries]
        with tenant_context(acme):
            jobs = list(Job.objects.all())
    finally:
        due.connect()
    assert made[ada.email] == made["nobody@example.com"]
    assert [job.task for job in jobs] == ["accounts.resets.answer"] * 2
    assert not any(word in str(job.arguments) for job in jobs for word in ("nobody", ada.email))


def _shape(statement: str) -> str:
    """Leave out the values and the names of savepoints."""
    return re.sub(r"'(?:[^']|'')*'|\b(?:s\d+_)?x?\d+\b", "?", statement)


def test_requests_for_made_up_addresses_leave_one_row(acme_client: Client, acme: Tenant) -> None:
    for number in range(30):
        ask(acme_client, f"guess{number}@example.com")
    with tenant_context(acme):
        assert SignInThrottle.objects.count() == 1
