"""Whoever objects to a new address can sign in without the device of who changed it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts import addresses
from accounts.factors import recovery, totp
from accounts.factors.checking import has_factor
from accounts.models import Authenticator, SecurityEvent, User
from accounts.requests import Client
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import CommitNow
from tests.accounts.factors.conftest import NOW, SECRET, register

OLD = "ada@example.com"
NEW = "eve@example.com"
LONG_AGO = NOW - timedelta(days=8)
HERE = Client("203.0.113.7", "Firefox, Linux")


@pytest.fixture
def attacked(acme: Tenant, ada: User, clock: time_machine.Traveller) -> None:
    """Somebody with Ada's password asks for another address, and makes recovery codes and an app.

    Each happens an hour after the one before; the change is confirmed at the end.
    """
    with tenant_context(acme):
        addresses.ask(ada, NEW, by=ada, client=HERE, site=acme)
        clock.shift(timedelta(hours=1))
        totp.add_app(ada, secret=SECRET, step=0, now=NOW + timedelta(hours=1))
        recovery.make_codes(ada)
        clock.shift(timedelta(hours=1))
        addresses.set_address(ada, NEW, by=ada, client=HERE, site=acme)


def object_now(acme: Tenant, ada: User, kind: str = "email_changed") -> None:
    with tenant_context(acme):
        ada.refresh_from_db()
        event = SecurityEvent.objects.filter(event=kind, user=ada).latest("pk")
        objection = addresses.Objection(ada, event)
        addresses.object_to_change(objection, client=Client("203.0.113.1", ""), site=acme)


def kinds(acme: Tenant, ada: User) -> set[str]:
    with tenant_context(acme):
        return {row.kind for row in Authenticator.objects.filter(user=ada)}


def test_an_objection_removes_the_factors_that_were_added_since(
    acme: Tenant,
    ada: User,
    attacked: None,
    mailoutbox: list[Any],
    commit_now: CommitNow,
) -> None:
    with commit_now():
        object_now(acme, ada)
    assert kinds(acme, ada) == set()
    told = [mail.to for mail in mailoutbox if "since the week before" in str(mail.body)]
    assert told == [[OLD]]
    with tenant_context(acme):
        event = SecurityEvent.objects.get(event="factor_removed")
    assert (event.actor_id, event.user_id, event.address) == (None, ada.pk, "203.0.113.1")


def test_what_there_was_before_stays(acme: Tenant, ada: User, passkey: Any, attacked: None) -> None:
    with tenant_context(acme):
        Authenticator.objects.filter(kind="passkey").update(created_at=LONG_AGO)
    object_now(acme, ada)
    assert kinds(acme, ada) == {"passkey"}
    with tenant_context(acme):
        assert has_factor(ada)


def test_codes_alone_do_not_stay(acme: Tenant, ada: User, attacked: None) -> None:
    with tenant_context(acme):
        codes = Authenticator.objects.filter(kind="recovery")
        codes.update(created_at=LONG_AGO)
    object_now(acme, ada)
    assert kinds(acme, ada) == set()


def test_nothing_is_removed_or_told_if_nothing_was_added(
    acme: Tenant, ada: User, attacked: None
) -> None:
    with tenant_context(acme):
        Authenticator.objects.filter(user=ada).update(created_at=LONG_AGO)
    object_now(acme, ada)
    assert kinds(acme, ada) == {"app", "recovery"}
    with tenant_context(acme):
        assert not SecurityEvent.objects.filter(event="factor_removed").exists()


@pytest.mark.parametrize(("days", "left"), [(6, set()), (8, {"app", "recovery"})])
def test_those_of_the_week_before_go_too(
    acme: Tenant, ada: User, attacked: None, days: int, left: set[str]
) -> None:
    """Whoever knows the password may add a factor before they ask for another address."""
    with tenant_context(acme):
        Authenticator.objects.filter(user=ada).update(created_at=NOW - timedelta(days=days))
    object_now(acme, ada, "email_change_asked")
    assert kinds(acme, ada) == left


def test_nothing_is_removed_while_the_password_is_not_in_doubt(
    acme: Tenant, ada: User, app: list[str], clock: time_machine.Traveller
) -> None:
    """An owner asked for the change: nobody but the user could sign in."""
    with tenant_context(acme):
        owner = User.objects.create_user("eva@example.com")
        addresses.ask(ada, NEW, by=owner, client=HERE, site=acme)
    object_now(acme, ada, "email_change_asked")
    assert kinds(acme, ada) == {"app", "recovery"}


def test_a_change_that_nobody_objects_to_removes_nothing(
    acme: Tenant, ada: User, attacked: None
) -> None:
    assert kinds(acme, ada) == {"app", "recovery"}
    with tenant_context(acme):
        register(ada, acme)
        addresses.set_address(ada, "ada@third.example", by=ada, client=HERE, site=acme)
    assert kinds(acme, ada) == {"app", "recovery", "passkey"}
