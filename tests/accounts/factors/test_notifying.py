"""What the security log and the user hear of second factors: who, what and from where."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.factors import managing
from accounts.factors.notifying import Change, tell
from accounts.models import Authenticator, SecurityEvent, User
from accounts.requests import Client
from accounts.security import wording
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import CommitNow, sign_in
from tests.accounts.factors.conftest import code, key_for, options_on
from tests.accounts.factors.software_key import SoftwareKey
from tests.conftest import TenantClient

FROM: dict[str, Any] = {
    "REMOTE_ADDR": "203.0.113.7",
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux) Firefox/140.0",
}
Act = Callable[[TenantClient], Any]


def events(acme: Tenant) -> list[tuple[str, str, str, str]]:
    """Return kind, actor, person and address of the events about second factors and passwords."""
    with tenant_context(acme):
        rows = SecurityEvent.objects.exclude(event__in=["signed_in", "signed_out", "new_device"])
        return [
            (row.event, str(row.actor or ""), str(row.user or ""), row.address)
            for row in rows.select_related("actor", "user").order_by("pk")
        ]


def pk_of(acme: Tenant, kind: str) -> int:
    with tenant_context(acme):
        return int(Authenticator.objects.get(kind=kind).pk)


def add_app(client: TenantClient) -> None:
    secret = str(client.get("/security/app/").context["secret"]).replace(" ", "")
    client.post("/security/app/", {"code": code(secret=secret)}, **FROM)


def add_passkey(client: TenantClient, acme: Tenant) -> None:
    options = options_on(client.get("/security/passkey/"))
    data = {"name": "Phone", "passkey": key_for(acme).make(options)}
    client.post("/security/passkey/", data, **FROM)


def test_each_change_is_recorded_once_and_mailed_once(
    signed_in: TenantClient,
    acme: Tenant,
    ada: User,
    mailoutbox: list[Any],
    commit_now: CommitNow,
) -> None:
    with commit_now():
        add_app(signed_in)
        signed_in.post(f"/security/factors/{pk_of(acme, 'app')}/remove/", **FROM)
        add_passkey(signed_in, acme)
        signed_in.post("/security/codes/", **FROM)
        signed_in.post(f"/security/factors/{pk_of(acme, 'passkey')}/remove/", **FROM)
    assert events(acme) == [
        (event, str(ada), str(ada), "203.0.113.7")
        for event in (
            "factor_added",
            "factor_removed",
            "factor_added",
            "recovery_codes_made",
            "factor_removed",
        )
    ]
    assert [mail.to for mail in mailoutbox] == [[ada.email]] * 5
    assert len({mail.subject for mail in mailoutbox}) == 1
    assert all("From: 203.0.113.7, Firefox, Linux" in str(mail.body) for mail in mailoutbox)


def test_the_log_says_which_factor(signed_in: TenantClient, acme: Tenant) -> None:
    add_app(signed_in)
    with tenant_context(acme):
        event = SecurityEvent.objects.get(event="factor_added")
    assert [(fact.label, fact.after) for fact in wording.facts(event.detail)] == [
        ("Second factor", "authenticator app")
    ]


def test_a_recovery_code_is_recorded_and_mailed(
    acme_client: TenantClient,
    acme: Tenant,
    ada: User,
    app: list[str],
    mailoutbox: list[Any],
    commit_now: CommitNow,
) -> None:
    sign_in(acme_client)
    with commit_now():
        acme_client.post("/login/second-step/", {"code": app[0]}, **FROM)
    assert events(acme) == [("recovery_code_used", str(ada), str(ada), "203.0.113.7")]
    assert "A recovery code was used" in str(mailoutbox[0].body)


def wrong_code(client: TenantClient, acme: Tenant) -> None:
    client.post("/login/second-step/", {"code": "000000"}, **FROM)


def wrong_passkey(client: TenantClient, acme: Tenant) -> None:
    page = client.get("/login/second-step/")
    stranger = key_for(acme)
    stranger.make(options_on(page))
    client.post("/login/second-step/", {"passkey": stranger.sign(options_on(page))}, **FROM)


@pytest.mark.parametrize("attempt", [wrong_code, wrong_passkey])
def test_wrong_factors_are_recorded_as_one_event(
    attempt: Callable[[TenantClient, Tenant], None],
    acme_client: TenantClient,
    acme: Tenant,
    ada: User,
    app: list[str],
    passkey: SoftwareKey,
) -> None:
    sign_in(acme_client)
    attempt(acme_client, acme)
    attempt(acme_client, acme)
    assert events(acme) == [("factor_failed", "", str(ada), "203.0.113.7")]


def test_a_wrong_password_where_one_confirms_is_recorded(
    signed_in: TenantClient, acme: Tenant, ada: User, clock: Any
) -> None:
    clock.shift(16 * 60)
    signed_in.post("/confirm/", {"confirm-password": "wrong"}, **FROM)
    assert events(acme) == [("sign_in_failed", "", str(ada), "203.0.113.7")]


def test_who_removed_another_s_factor_is_named(
    acme: Tenant, ada: User, app: list[str], mailoutbox: list[Any], commit_now: CommitNow
) -> None:
    with commit_now(), tenant_context(acme):
        olga = User.objects.create_user("olga@example.com", name="Olga")
        client = Client("203.0.113.9", "Safari, iPhone")
        assert managing.remove_all(ada, site=acme, by=olga, client=client)
    assert events(acme) == [("factor_removed", str(olga), str(ada), "203.0.113.9")]
    assert f"By: {olga}" in str(mailoutbox[0].body)


@pytest.mark.parametrize("change", list(Change))
def test_every_change_has_an_event_and_a_sentence_of_its_own(
    change: Change, acme: Tenant, ada: User, mailoutbox: list[Any], commit_now: CommitNow
) -> None:
    with commit_now(), tenant_context(acme):
        for each in Change:
            tell(ada, each, site=acme, client=Client())
    texts = [str(mail.body) for mail in mailoutbox]
    assert len(set(texts)) == len(Change)
    assert len(events(acme)) == len(Change)


def test_signing_out_other_devices_is_recorded(
    signed_in: TenantClient, acme: Tenant, ada: User
) -> None:
    phone = TenantClient(acme, headers={"user-agent": FROM["HTTP_USER_AGENT"]})
    sign_in(phone)
    other = signed_in.get("/security/").context["devices"][1]
    signed_in.post("/security/devices/end/", {"device": other.ref}, **FROM)
    signed_in.post("/security/devices/end/", {"device": other.ref}, **FROM)
    signed_in.post("/security/devices/end-others/", **FROM)
    with tenant_context(acme):
        details = SecurityEvent.objects.filter(event="sessions_ended").order_by("pk")
        assert [event.detail for event in details] == [{"device": "Firefox, Linux"}, {"count": 0}]
