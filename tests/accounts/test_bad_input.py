"""Invalid and forged input gets a form in response, never a 500."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import SignInThrottle, User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import PASSWORD, CommitNow, is_signed_in, sign_in

JUNK = [
    "",
    " ",
    "\x00",
    "ada\x00@example.com",
    "x" * 10_000,
    "ﬀ" * 250 + "@x.de",
    "ädä@exämple.com",
    "İ@example.com",
    "用户@例子.公司",
    "👩‍🍳@example.com",
    "'; DROP TABLE users; --",
    "a@b@c",
    "\u202eada@example.com",
    "\ud7ff\uffff",
    "{{ 7*7 }}@example.com",
]


@pytest.mark.parametrize("email", JUNK)
def test_odd_email_at_sign_in(acme_client: Client, ada: User, email: str) -> None:
    assert sign_in(acme_client, email=email).status_code == 200
    assert not is_signed_in(acme_client)


@pytest.mark.parametrize("password", JUNK)
def test_odd_password_at_sign_in(acme_client: Client, ada: User, password: str) -> None:
    assert sign_in(acme_client, password).status_code == 200
    assert not is_signed_in(acme_client)


@pytest.mark.parametrize("email", JUNK)
def test_odd_email_at_reset(
    acme_client: Client,
    ada: User,
    email: str,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    with commit_now():
        assert acme_client.post("/password/reset/", {"email": email}).status_code == 200
    assert mailoutbox == []


def test_overlong_password_is_not_hashed_or_counted(
    acme_client: Client, acme: Tenant, ada: User
) -> None:
    response = sign_in(acme_client, "x" * 129)
    assert "password" in response.context["form"].errors
    with tenant_context(acme):
        assert not SignInThrottle.objects.exists()


@pytest.mark.parametrize("path", ["/login/", "/password/reset/"])
def test_empty_post_shows_what_is_missing(acme_client: Client, path: str) -> None:
    response = acme_client.post(path)
    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize("path", ["/password/reset/", "/password/change/", "/invitation/x/"])
def test_other_methods_are_refused(acme_client: Client, ada: User, path: str) -> None:
    sign_in(acme_client)
    assert acme_client.put(path).status_code == 405
    assert acme_client.delete(path).status_code == 405


def test_unicode_password_works(acme_client: Client, acme: Tenant, ada: User) -> None:
    with tenant_context(acme):
        ada.set_password("größe-茶-🫖-kanne")
        ada.save()
    sign_in(acme_client, "größe-茶-🫖-kanne")
    assert is_signed_in(acme_client)


def test_binary_body_is_a_form_error(acme_client: Client, ada: User) -> None:
    response = acme_client.post(
        "/login/",
        b"username=\xff\xfe&password=\xff",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (200, 400)


@pytest.mark.parametrize("cookie", ["", "x", "x" * 5000, '"aaaaaaaaaaaa\\000"', "../../etc/passwd"])
def test_forged_session_cookie_is_anonymous(acme_client: Client, ada: User, cookie: str) -> None:
    response = acme_client.get("/password/change/", headers={"cookie": f"sessionid={cookie}"})
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


def test_a_submitted_password_is_not_rendered(acme_client: Client, ada: User) -> None:
    for path, data in (
        ("/login/", {"username": "", "password": PASSWORD}),
        ("/login/", {"username": "ada@example.com", "password": PASSWORD[::-1]}),
    ):
        page = acme_client.post(path, data).content.decode()
        assert data["password"] not in page
