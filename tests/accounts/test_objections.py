"""Whoever took an address over cannot make the right of its owner to object worthless."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts import addresses
from accounts.links import OBJECTION, make_token
from accounts.models import SecurityEvent, User
from accounts.requests import NOWHERE
from accounts.security import log
from accounts.security.events import Event
from accounts.security.wording import facts
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import CommitNow, path_in

OLD, NEW, THIRD = "ada@example.com", "eve@example.net", "eve@third.example"
ObjectTo = Callable[[EmailMessage], int]
Told = dict[str, list[EmailMessage]]


@pytest.fixture
def object_to(acme: Tenant) -> ObjectTo:
    """Use the objection of a mail in a browser without a sign-in; return the status."""
    return lambda mail: Client().post(path_in(mail), headers={"host": acme.host}).status_code


@pytest.fixture
def told(acme: Tenant, ada: User, mailoutbox: list[EmailMessage], commit_now: CommitNow) -> Told:
    """Ada's address was changed and is to change again; return the mails by their recipient."""
    with commit_now(), tenant_context(acme):
        addresses.ask(ada, NEW, by=ada, client=NOWHERE, site=acme)
        addresses.set_address(ada, NEW, by=ada, client=NOWHERE, site=acme)
        addresses.ask(ada, THIRD, by=ada, client=NOWHERE, site=acme)
    objections = [mail for mail in mailoutbox if "/address/object/" in str(mail.body)]
    return {to: [mail for mail in objections if mail.to == [to]] for to in (OLD, NEW)}


def email_of(company: Tenant, user: User) -> str:
    with tenant_context(company):
        return User.objects.get(pk=user.pk).email


@pytest.mark.parametrize("which", [0, 1])
def test_the_first_address_wins_over_an_objection_from_a_later_one(
    acme: Tenant, ada: User, told: Told, object_to: ObjectTo, which: int
) -> None:
    (thiefs,) = told[NEW]
    assert object_to(thiefs) == 302
    assert email_of(acme, ada) == NEW
    assert object_to(told[OLD][which]) == 302
    assert email_of(acme, ada) == OLD


def test_after_it_no_link_of_a_later_change_works(
    acme: Tenant, ada: User, told: Told, object_to: ObjectTo
) -> None:
    asked, changed = told[OLD]
    assert object_to(asked) == 302
    assert [object_to(mail) for mail in (asked, changed, *told[NEW])] == [403, 403, 403]
    assert email_of(acme, ada) == OLD


def test_an_objection_does_not_use_up_those_of_changes_to_come(
    acme: Tenant,
    ada: User,
    told: Told,
    object_to: ObjectTo,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
) -> None:
    assert object_to(told[OLD][0]) == 302
    mailoutbox.clear()
    with commit_now(), tenant_context(acme):
        ada.refresh_from_db()
        addresses.set_address(ada, THIRD, by=ada, client=NOWHERE, site=acme)
    (mail,) = mailoutbox
    assert object_to(mail) == 302
    assert email_of(acme, ada) == OLD


def test_a_link_whose_event_is_gone_or_another_one_is_not_valid(
    acme: Tenant, ada: User, acme_client: Client
) -> None:
    """As in a company that was restored from an earlier backup."""
    with tenant_context(acme):
        signed_in = log.record(Event.SIGNED_IN, client=NOWHERE, actor=ada)
        for number in (signed_in.pk, signed_in.pk + 1):
            token = make_token(ada, number, purpose=OBJECTION, realm=acme.realm)
            assert acme_client.post(f"/address/object/{token}/").status_code == 403


@pytest.mark.django_db
def test_whoever_was_only_invited_stays_so(
    acme: Tenant, object_to: ObjectTo, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    with commit_now(), tenant_context(acme):
        bo = User.objects.create_user("bo@example.com")
        addresses.set_address(bo, "bo@other.example", by=None, client=NOWHERE, site=acme)
    assert object_to(mailoutbox[0]) == 302
    with tenant_context(acme):
        bo.refresh_from_db()
    assert (bo.email, bo.has_usable_password()) == ("bo@example.com", False)


def test_the_log_shows_addresses_and_no_numbers(
    acme: Tenant, ada: User, told: Told, object_to: ObjectTo
) -> None:
    assert object_to(told[OLD][0]) == 302
    with tenant_context(acme):
        event = SecurityEvent.objects.get(event="email_restored")
    assert [(fact.before, fact.after) for fact in facts(event.detail)] == [(NEW, OLD)]
