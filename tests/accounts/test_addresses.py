"""A new address is confirmed by itself, told to the old one, and can be objected to."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from accounts import addresses
from accounts.exceptions import AddressReserved
from accounts.models import SecurityEvent, User
from accounts.requests import Client as Visitor
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import PASSWORD, CommitNow, is_signed_in, path_in, sign_in

NEW = "ada@new.example"
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
Mails = dict[str, EmailMessage]


@pytest.fixture
def asked(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> Mails:
    """The two mails after Ada has asked for another address, by their recipient."""
    sign_in(acme_client)
    with commit_now():
        response = acme_client.post("/address/", {"email": NEW, "password": PASSWORD})
    assert response.status_code == 302
    return by_recipient(mailoutbox)


def by_recipient(mails: list[EmailMessage]) -> Mails:
    found = {mail.to[0]: mail for mail in mails}
    assert len(found) == len(mails), "somebody got two mails"
    mails.clear()
    return found


def address_of(company: Tenant, user: User) -> str:
    with tenant_context(company):
        return User.objects.get(pk=user.pk).email


def test_nothing_changes_before_the_new_address_confirms(
    acme_client: Client, acme: Tenant, ada: User, asked: Mails
) -> None:
    assert sorted(asked) == ["ada@example.com", NEW]
    assert address_of(acme, ada) == "ada@example.com"
    assert is_signed_in(acme_client)
    assert "Confirm your new address for Acme Hotels" in asked[NEW].subject
    assert "to ada@new.example" in " ".join(str(asked[ada.email].body).split())


def test_opening_the_link_changes_nothing_and_the_button_does(
    acme_client: Client,
    acme: Tenant,
    ada: User,
    asked: Mails,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    """Programs that look through mails open every link."""
    path = path_in(asked[NEW])
    assert NEW in Client().get(path, headers={"host": acme.host}).content.decode()
    assert address_of(acme, ada) == "ada@example.com"
    with commit_now():
        assert acme_client.post(path).status_code == 302
    assert address_of(acme, ada) == NEW
    assert not is_signed_in(acme_client)
    sign_in(acme_client, email=NEW)
    assert is_signed_in(acme_client)
    mails = by_recipient(mailoutbox)
    assert list(mails) == ["ada@example.com"]
    assert "is now ada@new.example" in " ".join(str(mails["ada@example.com"].body).split())


def test_a_link_confirms_once(acme_client: Client, acme: Tenant, asked: Mails) -> None:
    path = path_in(asked[NEW])
    assert [acme_client.post(path).status_code for _ in range(2)] == [302, 403]


def test_a_link_stays_valid_while_one_goes_on_signing_in(
    acme_client: Client, acme: Tenant, ada: User, asked: Mails
) -> None:
    acme_client.post("/logout/")
    sign_in(acme_client)
    assert acme_client.post(path_in(asked[NEW])).status_code == 302


def test_a_link_is_invalid_after_a_new_password(
    acme_client: Client, acme: Tenant, ada: User, asked: Mails
) -> None:
    with tenant_context(acme):
        ada.set_password("another-long-one")
        ada.save()
    assert acme_client.post(path_in(asked[NEW])).status_code == 403
    assert address_of(acme, ada) == "ada@example.com"


def test_the_password_is_needed(
    acme_client: Client,
    acme: Tenant,
    ada: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    sign_in(acme_client)
    with commit_now():
        response = acme_client.post("/address/", {"email": NEW, "password": "wrong"})
    assert "That is not your current password" in response.content.decode()
    assert mailoutbox == []


@pytest.mark.parametrize("email", ["ada@example.com", "ADA@Example.com ", "nonsense", ""])
def test_an_address_that_is_no_other_is_refused(
    acme_client: Client,
    ada: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
    email: str,
) -> None:
    sign_in(acme_client)
    with commit_now():
        response = acme_client.post("/address/", {"email": email, "password": PASSWORD})
    assert response.status_code == 200
    assert mailoutbox == []


def test_a_colleague_s_address_is_refused(acme_client: Client, acme: Tenant, ada: User) -> None:
    with tenant_context(acme):
        User.objects.create_user(NEW, PASSWORD)
    sign_in(acme_client)
    response = acme_client.post("/address/", {"email": NEW, "password": PASSWORD})
    assert "already exists" in response.content.decode()


def test_an_address_that_was_taken_meanwhile_is_refused(
    acme_client: Client, acme: Tenant, ada: User, asked: Mails
) -> None:
    with tenant_context(acme):
        User.objects.create_user(NEW, PASSWORD)
    assert acme_client.post(path_in(asked[NEW])).status_code == 403
    assert address_of(acme, ada) == "ada@example.com"
    assert is_signed_in(acme_client)


def test_an_objection_stops_a_change_that_waits(
    acme_client: Client, acme: Tenant, ada: User, asked: Mails
) -> None:
    path = path_in(asked[ada.email])
    assert Client().get(path, headers={"host": acme.host}).status_code == 200
    assert is_signed_in(acme_client), "opening the link must change nothing"
    assert acme_client.post(path).status_code == 302
    assert not is_signed_in(acme_client)
    assert acme_client.post(path_in(asked[NEW])).status_code == 403
    assert address_of(acme, ada) == "ada@example.com"
    sign_in(acme_client)
    assert not is_signed_in(acme_client), "whoever asked for it knew the password"


def test_an_objection_undoes_a_change_and_whatever_was_done_with_it(
    acme_client: Client,
    acme: Tenant,
    ada: User,
    asked: Mails,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    """Whoever took the account over has confirmed, and chosen a password of their own."""
    acme_client.post(path_in(asked[NEW]))
    with tenant_context(acme):
        taken = User.objects.get(pk=ada.pk)
        taken.set_password("the-thief-s-own-one")
        taken.save()
    sign_in(acme_client, "the-thief-s-own-one", email=NEW)
    assert is_signed_in(acme_client)
    mailoutbox.clear()
    with commit_now():
        assert (
            Client().post(path_in(asked[ada.email]), headers={"host": acme.host}).status_code == 302
        )
    assert address_of(acme, ada) == "ada@example.com"
    assert not is_signed_in(acme_client)
    for email in (NEW, ada.email):
        sign_in(acme_client, "the-thief-s-own-one", email=email)
        assert not is_signed_in(acme_client)
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.com"]
    passwords = {"new_password1": "seven-blue-kettles", "new_password2": "seven-blue-kettles"}
    assert acme_client.post(path_in(mail), passwords).status_code == 302
    sign_in(acme_client, "seven-blue-kettles")
    assert is_signed_in(acme_client)


def test_an_objection_works_once(acme_client: Client, asked: Mails, ada: User) -> None:
    path = path_in(asked[ada.email])
    assert [acme_client.post(path).status_code for _ in range(2)] == [302, 403]


def test_an_objection_of_a_settled_time_comes_too_late(
    acme: Tenant,
    ada: User,
    acme_client: Client,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(acme_client)
        with commit_now():
            acme_client.post("/address/", {"email": NEW, "password": PASSWORD})
        mails = by_recipient(mailoutbox)
        clock.shift(timedelta(days=14, seconds=2))
        assert acme_client.post(path_in(mails[ada.email])).status_code == 403
        assert acme_client.post(path_in(mails[NEW])).status_code == 403


def test_the_old_address_is_kept_free_for_an_objection(
    acme_client: Client, acme: Tenant, ada: User, asked: Mails
) -> None:
    """Otherwise whoever took the account over gives the address to somebody else."""
    acme_client.post(path_in(asked[NEW]))
    with tenant_context(acme):
        other = User.objects.create_user("bo@example.com", PASSWORD)
        with pytest.raises(AddressReserved, match="For 14 days"):
            addresses.refuse_reserved("ada@example.com", user_id=None)
        addresses.refuse_reserved("ada@example.com", user_id=ada.pk)
        with pytest.raises(AddressReserved):
            addresses.ask(other, "ada@example.com", by=other, client=Visitor(), site=acme)


def test_requests_are_limited(
    acme_client: Client, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    """Each sends a mail to an address that somebody typed."""
    with time_machine.travel(NOW, tick=False), commit_now():
        sign_in(acme_client)
        for number in range(12):
            email = f"ada{number}@new.example"
            response = acme_client.post("/address/", {"email": email, "password": PASSWORD})
    assert "has been requested too often" in response.content.decode()
    assert len([mail for mail in mailoutbox if mail.to != [ada.email]]) == 10


def test_each_step_is_in_the_log_with_both_addresses(
    acme_client: Client, acme: Tenant, ada: User, asked: Mails
) -> None:
    acme_client.post(path_in(asked[NEW]))
    acme_client.post(path_in(asked[ada.email]))
    with tenant_context(acme):
        found = SecurityEvent.objects.filter(event__startswith="email").order_by("pk")
        assert [(event.event, event.detail["email"], event.actor_id) for event in found] == [
            ("email_change_asked", ["ada@example.com", NEW], ada.pk),
            ("email_changed", ["ada@example.com", NEW], ada.pk),
            ("email_restored", [NEW, "ada@example.com"], None),
        ]


def test_operators_change_their_address_in_the_same_way(
    public_client: Client, operator: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    public_client.force_login(operator)
    with commit_now():
        public_client.post("/address/", {"email": "olga@new.example", "password": PASSWORD})
    mails = by_recipient(mailoutbox)
    assert sorted(mails) == [operator.email, "olga@new.example"]
    with commit_now():
        assert public_client.post(path_in(mails["olga@new.example"])).status_code == 302
    operator.refresh_from_db()
    assert operator.email == "olga@new.example"


def test_no_link_is_in_the_page(acme_client: Client, ada: User, asked: Mails) -> None:
    page = acme_client.get("/").content.decode()
    assert not re.search("/address/(confirm|object)/", page)
