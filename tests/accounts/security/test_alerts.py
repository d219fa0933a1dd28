"""The mails about one's own sign-in: one for each act, to the right person."""

from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, CommitNow, path_in, sign_in
from tests.conftest import TenantClient

NEW = {"new_password1": OTHER_PASSWORD, "new_password2": OTHER_PASSWORD}
FROM: dict[str, Any] = {
    "REMOTE_ADDR": "203.0.113.7",
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux) Firefox/140.0",
}


def test_a_changed_password_is_told(
    acme_client: Client,
    acme: Tenant,
    ada: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    acme_client.force_login(ada)
    with commit_now():
        acme_client.post("/password/change/", {"old_password": PASSWORD, **NEW}, **FROM)
    (mail,) = mailoutbox
    assert mail.to == [ada.email]
    assert mail.subject == "Your password at Acme Hotels was changed"
    text = " ".join(str(mail.body).split())
    assert "From: 203.0.113.7, Firefox, Linux" in text
    assert "When: " in text
    assert "If this wasn't you, choose a new password at once" in text
    assert text.endswith(f"{acme.base_url}/")


def test_a_refused_change_is_not_told(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    acme_client.force_login(ada)
    with commit_now():
        acme_client.post("/password/change/", {"old_password": "wrong", **NEW})
    assert mailoutbox == []


def test_a_password_chosen_by_a_link_is_told(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with commit_now():
        acme_client.post("/password/reset/", {"email": ada.email})
    with commit_now():
        acme_client.post(path_in(mailoutbox.pop()), NEW, **FROM)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([ada.email], "New password at Acme Hotels")
    assert "203.0.113.7" in str(mail.body)


def test_a_mail_is_sent_after_commit_alone(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage]
) -> None:
    acme_client.force_login(ada)
    acme_client.post("/password/change/", {"old_password": PASSWORD, **NEW})
    assert mailoutbox == []


def test_operators_are_told_too(
    public_client: Client, operator: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    public_client.force_login(operator)
    with commit_now():
        public_client.post("/password/change/", {"old_password": PASSWORD, **NEW})
    assert [mail.to for mail in mailoutbox] == [[operator.email]]


def test_a_browser_that_is_new_is_told_and_one_that_is_known_is_not(
    acme: Tenant,
    acme_client: Client,
    ada: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    form = {"username": ada.email, "password": PASSWORD}
    with commit_now():
        for _number in range(3):
            acme_client.post("/login/", form)
            acme_client.post("/logout/")
    assert mailoutbox == [], "the first of all, and then a known one"
    with commit_now():
        for _number in range(2):
            TenantClient(acme).post("/login/", form, **FROM)
    assert [mail.to for mail in mailoutbox] == [[ada.email]] * 2
    assert mailoutbox[0].subject == "New device at Acme Hotels"
    assert "203.0.113.7, Firefox, Linux" in str(mailoutbox[0].body)


def test_a_browser_known_to_one_person_is_new_to_another(
    acme: Tenant,
    acme_client: Client,
    ada: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    with tenant_context(acme):
        User.objects.create_user("bo@example.com", PASSWORD)
    sign_in(TenantClient(acme), email="bo@example.com")
    sign_in(acme_client)
    acme_client.post("/logout/")
    with commit_now():
        sign_in(acme_client, email="bo@example.com")
    assert [mail.to for mail in mailoutbox] == [["bo@example.com"]]


def test_a_wrong_password_in_a_new_browser_is_not_told(
    acme: Tenant,
    acme_client: Client,
    ada: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    sign_in(acme_client)
    with commit_now():
        sign_in(TenantClient(acme), "wrong")
    assert mailoutbox == []


@pytest.mark.parametrize("act", ["sign in", "sign out"])
def test_what_one_does_every_day_is_not_told(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: Any, act: str
) -> None:
    with commit_now():
        sign_in(acme_client)
        if act == "sign out":
            acme_client.post("/logout/")
    assert mailoutbox == []
