"""Invitations of the operator: each is good for one company."""

from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import SecurityEvent
from operations.models import SignUp
from operations.signup import invitations
from operations.signup.asking import Wish
from tenants.models import Tenant
from tests.accounts.conftest import CommitNow, commit_now
from tests.conftest import TenantClient
from tests.operations.conftest import committed_operator
from tests.operations.signup.conftest import FORM, NEW_PASSWORD, asked_for, path_of

__all__ = ["commit_now", "committed_operator"]


@pytest.fixture(autouse=True)
def by_invitation(settings: Any, signing_up: None) -> None:
    settings.SIGNUP = "invite"


def page_of(link: str) -> str:
    return link.removeprefix("http://localhost:8000")


def made(email: str = "", *, days: int = 14) -> str:
    return page_of(invitations.invite(email, days=days, now=timezone.now()).link)


def test_without_an_invitation_the_form_is_not_shown(public_client: TenantClient) -> None:
    assert public_client.get("/signup/").status_code == 403
    assert public_client.post("/signup/", FORM).status_code == 403
    assert public_client.get(f"{made()}x").status_code == 403
    assert not SignUp.objects.exists()


def test_an_invitation_is_kept_with_the_sign_up(public_client: TenantClient) -> None:
    link = made()
    assert public_client.get(link).status_code == 200
    assert public_client.post(link, FORM).status_code == 200
    sign_up = SignUp.objects.get()
    assert len(sign_up.invitation) == 16
    # It must be known as used as long as it is valid.
    assert sign_up.keep_until > timezone.now() + timedelta(days=13)


def test_an_invitation_expires(public_client: TenantClient) -> None:
    link = made(days=1)
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert public_client.get(link).status_code == 403


def test_one_for_an_address_is_for_no_other(public_client: TenantClient) -> None:
    link = made("ben@azul.example")
    assert 'value="ben@azul.example"' in public_client.get(link).content.decode()
    page = public_client.post(link, FORM)
    assert list(page.context["form"].errors) == ["owner_email"]
    assert public_client.post(link, FORM | {"owner_email": "Ben@azul.example"}).status_code == 200
    assert SignUp.objects.count() == 1


def test_one_invitation_makes_one_company(visitor: TenantClient, wish: Wish) -> None:
    link = made()
    token = parse_qs(urlsplit(link).query)["invitation"][0]
    number = invitations.read(token, now=timezone.now()).number
    first, second = (path_of(asked_for(wish, invitation=number)) for _ in range(2))
    assert visitor.post(first, NEW_PASSWORD).status_code == 302
    assert visitor.get(link).status_code == 403
    address = {"address": f"{wish.address}-2"}
    assert visitor.post(second, NEW_PASSWORD | address).status_code == 403
    assert Tenant.objects.filter(subdomain__startswith=wish.address).count() == 1


def test_the_command_prints_the_link_and_mails_it(
    db: None, public_client: TenantClient, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    out = StringIO()
    with commit_now():
        call_command("invite_company", "--email", "ben@azul.example", "--days", "3", stdout=out)
    assert mailoutbox[0].to == ["ben@azul.example"]
    assert out.getvalue().strip() in str(mailoutbox[0].body)
    assert public_client.get(page_of(out.getvalue().strip())).status_code == 200
    assert SecurityEvent.objects.filter(event="company_invited").count() == 1


@pytest.mark.parametrize(
    ("signup", "arguments", "says"),
    [
        ("off", (), "SIGNUP is off"),
        ("invite", ("--days", "0"), "--days from 1"),
        ("invite", ("--email", "x"), "not an e-mail address"),
    ],
)
def test_the_command_says_what_is_wrong(
    db: None, settings: Any, signup: str, arguments: tuple[str, ...], says: str
) -> None:
    settings.SIGNUP = signup
    with pytest.raises(CommandError, match=says):
        call_command("invite_company", *arguments)


def test_operators_make_a_link_in_the_admin(
    visitor: TenantClient, committed_operator: TenantClient, settings: Any
) -> None:
    page, operator = "/admin/tenants/tenant/invite/", committed_operator
    assert visitor.get(page).status_code == 302  # to the sign-in
    assert page in operator.get("/admin/tenants/tenant/").content.decode()
    assert operator.post(page, {"email": "", "days": "0"}).context["form"].errors
    shown = operator.post(page, {"email": "", "days": "7"})
    assert visitor.get(page_of(shown.context["invitation"].link)).status_code == 200
    assert SecurityEvent.objects.get(event="company_invited").actor_id
    settings.SIGNUP = "off"
    assert "SIGNUP is off" in operator.post(page, {"days": "7"}).content.decode()
