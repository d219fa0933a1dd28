from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import User
from accounts.sessions import deactivate
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import (
    OTHER_PASSWORD,
    PASSWORD,
    CommitNow,
    is_signed_in,
    link_in,
    path_in,
    sign_in,
)

NEW = "twelve-blue-spoons"
NEW_PASSWORD = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def reset(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> EmailMessage:
    """Ada's reset mail."""
    with commit_now():
        acme_client.post("/password/reset/", {"email": "Ada@example.com "})
    return mailoutbox.pop()


def test_reset_mails_a_link(reset: EmailMessage, acme: Tenant) -> None:
    assert reset.to == ["ada@example.com"]
    assert reset.subject == "Choose a new password for Acme Hotels"
    assert "for 60 minutes" in str(reset.body)
    assert link_in(reset).startswith(f"{acme.base_url}/password/reset/")


def test_response_is_the_same_for_known_unknown_and_inactive(
    acme_client: Client,
    acme: Tenant,
    ada: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    with tenant_context(acme):
        User.objects.create_user("gone@example.com", PASSWORD, is_active=False)
    pages = set()
    with commit_now():
        for email in ("ada@example.com", "nobody@example.com", "gone@example.com"):
            response = acme_client.post("/password/reset/", {"email": email})
            assert response.status_code == 200
            pages.add(response.content.decode().replace(email, "…"))
    assert len(pages) == 1
    assert [mail.to for mail in mailoutbox] == [["ada@example.com"]]


def test_namesake_at_another_company_gets_no_mail(
    corgi_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with commit_now():
        corgi_client.post("/password/reset/", {"email": ada.email})
    assert mailoutbox == []


def test_invited_user_may_reset_instead_of_accepting(
    acme_client: Client,
    acme: Tenant,
    db: None,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    with tenant_context(acme):
        User.objects.create_user("ivy@example.com")
    with commit_now():
        acme_client.post("/password/reset/", {"email": "ivy@example.com"})
    acme_client.post(path_in(mailoutbox[0]), NEW_PASSWORD)
    sign_in(acme_client, NEW, email="ivy@example.com")
    assert is_signed_in(acme_client)


def test_poisoned_host_does_not_get_into_the_link(
    acme_client: Client,
    acme: Tenant,
    ada: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    with commit_now():
        acme_client.post(
            "/password/reset/",
            {"email": ada.email},
            HTTP_HOST="ACME.localhost:6666",
            HTTP_X_FORWARDED_HOST="evil.example",
            HTTP_X_FORWARDED_PORT="6666",
        )
    assert link_in(mailoutbox[0]).startswith(f"{acme.base_url}/")
    assert ":6666" not in str(mailoutbox[0].body)
    assert "evil" not in str(mailoutbox[0].body)


def test_foreign_host_sends_no_mail(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with commit_now():
        response = acme_client.post(
            "/password/reset/", {"email": ada.email}, HTTP_HOST="acme.localhost.evil.example"
        )
    assert response.status_code in (400, 404)
    assert mailoutbox == []


def test_a_link_makes_the_browser_known(
    acme: Tenant, acme_client: Client, ada: User, reset: EmailMessage
) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        acme_client.post(path_in(reset), NEW_PASSWORD)
        for _ in range(4):
            response = sign_in(Client(SERVER_NAME=acme.host), "eight-wrong-saucers")
        assert response.status_code == 429
        assert sign_in(acme_client, NEW).status_code == 302


def test_new_password_works_and_the_old_one_does_not(
    acme_client: Client, reset: EmailMessage
) -> None:
    response = acme_client.post(path_in(reset), NEW_PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/login/")
    assert not is_signed_in(acme_client)
    sign_in(acme_client)
    assert not is_signed_in(acme_client)
    sign_in(acme_client, NEW)
    assert is_signed_in(acme_client)


def test_reset_leaves_the_namesake_elsewhere_alone(
    acme_client: Client, corgi_client: Client, namesake: User, reset: EmailMessage
) -> None:
    acme_client.post(path_in(reset), NEW_PASSWORD)
    sign_in(corgi_client, OTHER_PASSWORD)
    assert is_signed_in(corgi_client)


def test_reset_ends_all_sessions(
    acme: Tenant, acme_client: Client, reset: EmailMessage, ada: User
) -> None:
    phone = Client(SERVER_NAME=acme.host)
    sign_in(phone)
    sign_in(acme_client)
    assert is_signed_in(phone)
    # Signing in made the link invalid; make it valid again, as for sessions that began before it.
    with tenant_context(acme):
        User.objects.filter(pk=ada.pk).update(last_login=None)
    assert acme_client.post(path_in(reset), NEW_PASSWORD).status_code == 302
    assert not is_signed_in(phone)
    assert not is_signed_in(acme_client)


def test_reset_works_once(acme_client: Client, reset: EmailMessage) -> None:
    acme_client.post(path_in(reset), NEW_PASSWORD)
    response = acme_client.post(path_in(reset), NEW_PASSWORD)
    assert response.status_code == 403
    assert response.context["kind"] == "reset"
    assert "already been used" in response.context["reason"]


def test_reset_link_expires_after_an_hour(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False) as clock:
        with commit_now():
            acme_client.post("/password/reset/", {"email": ada.email})
        clock.shift(timedelta(hours=1))
        assert acme_client.get(path_in(mailoutbox[0])).status_code == 200
        clock.shift(timedelta(seconds=1))
        response = acme_client.post(path_in(mailoutbox[0]), NEW_PASSWORD)
    assert response.status_code == 403
    assert "expired" in response.context["reason"]


def test_reset_link_is_refused_at_another_company(
    corgi_client: Client, corgicafe: Tenant, ada: User, reset: EmailMessage
) -> None:
    with tenant_context(corgicafe):
        User(pk=ada.pk, email=ada.email, password=ada.password).save(force_insert=True)
    assert corgi_client.get(path_in(reset)).status_code == 403
    assert corgi_client.post(path_in(reset), NEW_PASSWORD).status_code == 403
    with tenant_context(corgicafe):
        assert User.objects.get().check_password(PASSWORD)


def test_reset_link_is_refused_at_the_base_domain(
    public_client: Client, operator: User, reset: EmailMessage
) -> None:
    assert public_client.get(path_in(reset)).status_code == 403


def test_reset_link_does_not_serve_as_an_invitation(
    acme_client: Client, reset: EmailMessage
) -> None:
    path = path_in(reset).replace("/password/reset/", "/invitation/")
    assert acme_client.get(path).status_code == 403


def test_reset_link_of_someone_deactivated_is_refused(
    acme_client: Client, acme: Tenant, ada: User, reset: EmailMessage
) -> None:
    with tenant_context(acme):
        deactivate(ada)
    assert acme_client.post(path_in(reset), NEW_PASSWORD).status_code == 403


def test_reset_opens_a_locked_account(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        for _ in range(3):
            sign_in(acme_client, "eight-wrong-saucers")
        assert sign_in(acme_client).status_code == 429
        with commit_now():
            acme_client.post("/password/reset/", {"email": ada.email})
        acme_client.post(path_in(mailoutbox[0]), NEW_PASSWORD)
        assert sign_in(acme_client, NEW).status_code == 302


def test_invalid_password_keeps_the_old_one(acme_client: Client, reset: EmailMessage) -> None:
    response = acme_client.post(
        path_in(reset), {"new_password1": "short", "new_password2": "short"}
    )
    assert response.status_code == 200
    assert response.context["form"].errors
    sign_in(acme_client)
    assert is_signed_in(acme_client)


def test_operator_resets_at_the_base_domain(
    public_client: Client, operator: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with commit_now():
        public_client.post("/password/reset/", {"email": operator.email})
    assert mailoutbox[0].subject == "Choose a new password for Shiftbook"
    response = public_client.post(path_in(mailoutbox[0]), NEW_PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/login/")
    operator.refresh_from_db()
    assert operator.check_password(NEW)


def test_admin_sign_in_links_to_the_reset(public_client: Client) -> None:
    assert "/password/reset/" in public_client.get("/admin/login/").content.decode()
