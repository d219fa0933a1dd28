"""What the security log holds: who did what to whom, from where."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.test import Client, RequestFactory

from accounts.models import SecurityEvent, User
from accounts.requests import client_of
from accounts.security import log
from accounts.security.events import Event
from accounts.security.receivers import QUIET
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, CommitNow, sign_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def events(company: Tenant, *kinds: Event) -> list[SecurityEvent]:
    with tenant_context(company):
        found = SecurityEvent.objects.select_related("actor", "user").order_by("pk")
        return list(found.filter(event__in=[kind.value for kind in kinds]) if kinds else found)


def test_a_sign_in_is_recorded_with_address_and_browser(
    acme_client: Client, acme: Tenant, ada: User
) -> None:
    acme_client.post(
        "/login/",
        {"username": ada.email, "password": PASSWORD},
        REMOTE_ADDR="203.0.113.7",
        headers={"user-agent": FIREFOX},
    )
    (event,) = events(acme, Event.SIGNED_IN)
    assert (event.actor, event.user) == (ada, ada)
    assert (event.address, event.browser) == ("203.0.113.7", "Firefox, Windows")


def test_signing_out_is_recorded_once(acme_client: Client, acme: Tenant, ada: User) -> None:
    sign_in(acme_client)
    for _again in range(2):
        acme_client.post("/logout/")
    (event,) = events(acme, Event.SIGNED_OUT)
    assert event.actor == ada


def test_a_wrong_password_names_the_account_and_nobody_as_its_author(
    acme_client: Client, acme: Tenant, ada: User
) -> None:
    sign_in(acme_client, "wrong", address="203.0.113.7")
    (event,) = events(acme, Event.SIGN_IN_FAILED)
    assert (event.actor, event.user, event.address) == (None, ada, "203.0.113.7")


@pytest.mark.parametrize(
    "typed", ["seven-green-teapots", "nobody@example.com", "x\x00y", "ﬀ" * 250]
)
def test_what_was_typed_as_an_unknown_address_is_not_kept(
    acme_client: Client, acme: Tenant, ada: User, typed: str
) -> None:
    """Some people type their password there."""
    sign_in(acme_client, "wrong", email=typed)
    for event in events(acme):
        assert (event.user, event.detail) == (None, {})


def test_many_wrong_passwords_do_not_fill_the_log(
    acme_client: Client, acme: Tenant, ada: User
) -> None:
    with time_machine.travel(datetime(2026, 11, 20, 8, tzinfo=UTC), tick=False) as clock:
        for number in range(5):
            sign_in(acme_client, "wrong", email=f"random{number}@example.com")
            sign_in(acme_client, "wrong")
        assert len(events(acme, Event.SIGN_IN_FAILED)) == 2
        clock.shift(QUIET + timedelta(seconds=1))
        sign_in(acme_client, "wrong", email="random9@example.com")
    assert len(events(acme, Event.SIGN_IN_FAILED)) == 3


def test_a_lock_out_is_recorded_once(acme_client: Client, acme: Tenant, ada: User) -> None:
    with time_machine.travel(datetime(2026, 11, 20, 8, tzinfo=UTC), tick=False) as clock:
        for _number in range(12):
            sign_in(acme_client, "wrong", address="203.0.113.7")
            clock.shift(timedelta(seconds=40))
        sign_in(acme_client, address="203.0.113.7")
    (event,) = events(acme, Event.LOCKED_OUT)
    assert (event.actor, event.user, event.address) == (None, ada, "203.0.113.7")


def test_the_same_from_another_address_is_recorded(
    acme_client: Client, acme: Tenant, ada: User
) -> None:
    for address in ("203.0.113.7", "203.0.113.8"):
        sign_in(acme_client, "wrong", address=address)
    assert len(events(acme, Event.SIGN_IN_FAILED)) == 2


def test_a_wrong_password_on_the_page_for_changing_it_is_recorded(
    acme_client: Client, acme: Tenant, ada: User
) -> None:
    acme_client.force_login(ada)
    new = {"new_password1": OTHER_PASSWORD, "new_password2": OTHER_PASSWORD}
    acme_client.post("/password/change/", {"old_password": "wrong", **new})
    (event,) = events(acme, Event.SIGN_IN_FAILED)
    assert event.user == ada


def test_a_reset_is_recorded_when_asked_and_when_done(
    acme_client: Client, acme: Tenant, ada: User, commit_now: CommitNow
) -> None:
    with commit_now():
        for email in (ada.email, "nobody@example.com"):
            acme_client.post("/password/reset/", {"email": email}, REMOTE_ADDR="203.0.113.7")
    (event,) = events(acme, Event.RESET_ASKED)
    assert (event.actor, event.user, event.address) == (None, ada, "203.0.113.7")


def test_a_company_s_events_are_in_its_own_log(
    acme_client: Client, acme: Tenant, corgicafe: Tenant, ada: User, namesake: User
) -> None:
    with public_context():
        before = SecurityEvent.objects.count()
    sign_in(acme_client)
    assert len(events(acme)) == 1
    assert events(corgicafe) == []
    with public_context():
        assert SecurityEvent.objects.count() == before


def test_operators_sign_ins_are_in_the_log_of_public(
    public_client: Client, operator: User, acme: Tenant
) -> None:
    public_client.post("/admin/login/", {"username": operator.email, "password": PASSWORD})
    with public_context():
        event = SecurityEvent.objects.latest("pk")
        assert (event.event, event.actor) == ("signed_in", operator)
    assert events(acme) == []


def test_an_operator_who_acts_on_a_company_is_named_there_and_no_user(
    acme: Tenant, operator: User, rf: RequestFactory
) -> None:
    request = rf.get("/")
    request.user = operator
    with tenant_context(acme):
        log.record(Event.COMPANY_CHANGED, request=request, operator="Olga")
    (event,) = events(acme)
    assert (event.actor, event.user, event.operator) == (None, None, "Olga")


@pytest.mark.parametrize(
    ("claim", "browser"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, macOS"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_of_the_browser_s_claim_only_known_names_are_kept(
    rf: RequestFactory, claim: str, browser: str
) -> None:
    assert client_of(rf.get("/", headers={"user-agent": claim})).browser == browser


@pytest.mark.usefixtures("two_logins")
@pytest.mark.parametrize(
    "statement", ["UPDATE security_events SET address = ''", "DELETE FROM security_events"]
)
def test_whoever_serves_requests_changes_and_removes_no_event(
    acme: Tenant, db: None, statement: str
) -> None:
    """Neither a company's role in its schema, nor the app login in public."""
    for context in (tenant_context(acme), public_context()):
        with context:
            log.record(Event.SIGNED_OUT)
            with (
                pytest.raises(ProgrammingError) as refused,
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
            assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
