import copy
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from accounts.invitations import send_invitation
from accounts.models import User
from accounts.sessions import deactivate
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import CommitNow, is_signed_in, link_in, path_in, sign_in

NEW_PASSWORD = {"new_password1": "twelve-blue-spoons", "new_password2": "twelve-blue-spoons"}


@pytest.fixture
def ivy(acme: Tenant, db: None) -> User:
    """A user who was invited to acme."""
    with tenant_context(acme):
        return User.objects.create_user("ivy@example.com", name="Ivy")


@pytest.fixture
def invitation(
    acme: Tenant, ivy: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> EmailMessage:
    with commit_now():
        send_invitation(ivy, site=acme)
    return mailoutbox.pop()


def test_invitation_is_mailed_to_the_invited(invitation: EmailMessage, acme: Tenant) -> None:
    assert invitation.to == ["ivy@example.com"]
    assert invitation.subject == "Your invitation to Acme Hotels on Shiftbook"
    assert "Hello Ivy," in str(invitation.body)
    assert "for 7 days" in str(invitation.body)
    assert link_in(invitation).startswith(f"{acme.base_url}/invitation/")


def test_mail_is_plain_text_and_not_escaped(
    acme: Tenant, ivy: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    company = copy.copy(acme)
    company.name = "Ada & Bo's <Café>\nBcc: x@example.com"
    with commit_now():
        send_invitation(ivy, site=company)
    assert "to Ada & Bo's <Café> Bcc: x@example.com on" in mailoutbox[0].subject
    assert "\n" not in mailoutbox[0].subject
    assert "Ada & Bo's <Café>" in str(mailoutbox[0].body)


def test_nothing_is_mailed_before_the_commit(
    acme: Tenant, ivy: User, mailoutbox: list[EmailMessage]
) -> None:
    send_invitation(ivy, site=acme)
    assert mailoutbox == []


def test_failing_mail_server_is_not_an_error(
    acme: Tenant,
    ivy: User,
    commit_now: CommitNow,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuse)
    with commit_now():
        send_invitation(ivy, site=acme)
    assert "ConnectionRefusedError" in caplog.text


def test_link_shows_a_form_and_changes_nothing(
    acme_client: Client, invitation: EmailMessage, ivy: User
) -> None:
    for _ in range(2):
        response = acme_client.get(path_in(invitation))
        assert response.status_code == 200
        assert response.context["user"] == ivy
        assert response.context["site"].name == "Acme Hotels"
    assert not is_signed_in(acme_client)


def test_chosen_password_signs_in(acme_client: Client, invitation: EmailMessage, ivy: User) -> None:
    response = acme_client.post(path_in(invitation), NEW_PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/home/")
    assert is_signed_in(acme_client)
    acme_client.post("/logout/")
    sign_in(acme_client, NEW_PASSWORD["new_password1"], email="ivy@example.com")
    assert is_signed_in(acme_client)


def test_invitation_replaces_the_signed_in_user(
    acme_client: Client, ada: User, invitation: EmailMessage, ivy: User
) -> None:
    sign_in(acme_client)
    acme_client.post(path_in(invitation), NEW_PASSWORD)
    response = acme_client.get("/password/change/")
    assert response.context["request"].user == ivy


def test_invitation_works_once(acme_client: Client, invitation: EmailMessage) -> None:
    acme_client.post(path_in(invitation), NEW_PASSWORD)
    acme_client.post("/logout/")
    for response in (
        acme_client.get(path_in(invitation)),
        acme_client.post(path_in(invitation), NEW_PASSWORD),
    ):
        assert response.status_code == 403
        assert response.templates[0].name == "accounts/link_invalid.html"
        assert response.context["kind"] == "invitation"
    assert not is_signed_in(acme_client)


def test_second_invitation_leaves_the_first_valid_until_one_is_used(
    acme: Tenant,
    acme_client: Client,
    invitation: EmailMessage,
    ivy: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    with commit_now():
        send_invitation(ivy, site=acme)
    assert acme_client.get(path_in(invitation)).status_code == 200
    acme_client.post(path_in(mailoutbox[0]), NEW_PASSWORD)
    assert acme_client.get(path_in(invitation)).status_code == 403


def test_invitation_is_refused_at_another_company(
    corgi_client: Client, corgicafe: Tenant, ivy: User, invitation: EmailMessage
) -> None:
    with tenant_context(corgicafe):
        # The same row in the other company, including the pk and the unusable password.
        User(pk=ivy.pk, email=ivy.email, password=ivy.password).save(force_insert=True)
    assert corgi_client.get(path_in(invitation)).status_code == 403
    assert corgi_client.post(path_in(invitation), NEW_PASSWORD).status_code == 403
    assert not is_signed_in(corgi_client)


def test_invitation_expires_after_a_week(
    acme_client: Client,
    acme: Tenant,
    ivy: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    with time_machine.travel("2026-11-13 08:00 +0000", tick=False) as clock:
        with commit_now():
            send_invitation(ivy, site=acme)
        clock.shift(timedelta(days=7))
        assert acme_client.get(path_in(mailoutbox[0])).status_code == 200
        clock.shift(timedelta(seconds=1))
        response = acme_client.post(path_in(mailoutbox[0]), NEW_PASSWORD)
    assert response.status_code == 403
    assert "expired" in response.context["reason"]


def test_invitation_of_someone_deactivated_is_refused(
    acme_client: Client, acme: Tenant, ivy: User, invitation: EmailMessage
) -> None:
    with tenant_context(acme):
        deactivate(ivy)
    assert acme_client.get(path_in(invitation)).status_code == 403


def test_invitation_does_not_serve_as_a_reset(
    acme_client: Client, invitation: EmailMessage
) -> None:
    path = path_in(invitation).replace("/invitation/", "/password/reset/")
    assert acme_client.get(path).status_code == 403


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ("short", "short", "new_password2"),
        ("password123", "password123", "new_password2"),
        ("1234567890", "1234567890", "new_password2"),
        ("twelve-blue-spoons", "twelve-blue-forks", "new_password2"),
        ("", "", "new_password1"),
        ("x7-" * 50, "x7-" * 50, "new_password1"),
        ("nul-\x00-password", "nul-\x00-password", "new_password1"),
    ],
)
def test_invalid_password_is_refused_and_the_link_still_works(
    acme_client: Client, invitation: EmailMessage, first: str, second: str, field: str
) -> None:
    data = {"new_password1": first, "new_password2": second}
    response = acme_client.post(path_in(invitation), data)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not is_signed_in(acme_client)
    assert acme_client.post(path_in(invitation), NEW_PASSWORD).status_code == 302


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "%ff", "x" * 8000, "..%2f"])
def test_forged_link_is_refused(acme_client: Client, token: str) -> None:
    assert acme_client.get(f"/invitation/{token}/").status_code in (403, 404)


def test_base_domain_takes_no_invitations(public_client: Client, invitation: EmailMessage) -> None:
    assert public_client.get(path_in(invitation)).status_code == 404
