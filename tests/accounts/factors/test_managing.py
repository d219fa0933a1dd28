"""Adding and removing second factors, on one's own pages."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest
from django.test import RequestFactory

from accounts import sessions
from accounts.factors import managing, recovery
from accounts.factors.errors import SignedOut
from accounts.models import Authenticator, User
from accounts.requests import NOWHERE
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import is_signed_in, sign_in
from tests.accounts.factors.conftest import NOW, SECRET, code, key_for, options_on
from tests.accounts.factors.software_key import SoftwareKey
from tests.conftest import TenantClient

PASSKEY = "/security/passkey/"


def kinds(acme: Tenant, user: User) -> list[str]:
    with tenant_context(acme):
        return sorted(row.kind for row in Authenticator.objects.filter(user=user))


def shown_secret(client: TenantClient) -> str:
    return str(client.get("/security/app/").context["secret"]).replace(" ", "")


def test_an_app_is_set_up_and_the_codes_are_shown_once(
    signed_in: TenantClient, acme: Tenant, ada: User, mailoutbox: list[Any], commit_now: Any
) -> None:
    secret = shown_secret(signed_in)
    assert shown_secret(signed_in) == secret
    with commit_now():
        page = signed_in.post("/security/app/", {"code": code(secret=secret)})
    assert len(page.context["codes"]) == recovery.NUMBER
    assert kinds(acme, ada) == ["app"] + ["recovery"] * recovery.NUMBER
    assert not set(page.context["codes"]) & set(
        signed_in.get("/security/").content.decode().split()
    )
    assert "authenticator app was added" in str(mailoutbox[0].body)
    # The code that set it up is used up.
    signed_in.post("/logout/")
    sign_in(signed_in)
    assert signed_in.post("/login/second-step/", {"code": code(secret=secret)}).status_code == 422


def test_a_wrong_first_code_adds_nothing(signed_in: TenantClient, acme: Tenant, ada: User) -> None:
    shown_secret(signed_in)
    assert signed_in.post("/security/app/", {"code": "000000"}).status_code == 422
    assert kinds(acme, ada) == []


def test_the_secret_is_not_readable_in_the_session(signed_in: TenantClient, acme: Tenant) -> None:
    secret = shown_secret(signed_in)
    assert secret not in str(dict(signed_in.session))


def test_a_passkey_is_added_and_its_challenge_is_good_once(
    signed_in: TenantClient, acme: Tenant, ada: User
) -> None:
    options = options_on(signed_in.get("/security/passkey/"))
    key = key_for(acme)
    data = {"name": "Phone", "passkey": key.make(options)}
    assert len(signed_in.post("/security/passkey/", data).context["codes"]) == recovery.NUMBER
    with tenant_context(acme):
        Authenticator.objects.all().delete()
    assert signed_in.post("/security/passkey/", data).status_code == 422
    assert kinds(acme, ada) == []


def test_a_second_factor_more_keeps_the_recovery_codes(
    signed_in: TenantClient, acme: Tenant, ada: User, app: list[str]
) -> None:
    options = options_on(signed_in.get("/security/passkey/"))
    response = signed_in.post(
        "/security/passkey/", {"name": "Phone", "passkey": key_for(acme).make(options)}
    )
    assert response["Location"] == "/security/"
    with tenant_context(acme):
        assert recovery.use_code(ada, app[0])


def test_a_change_ends_the_other_sessions_and_keeps_this_one(
    signed_in: TenantClient, acme: Tenant, ada: User
) -> None:
    phone = TenantClient(acme)
    phone.force_login(ada)
    signed_in.post("/security/app/", {"code": code(secret=shown_secret(signed_in))})
    assert is_signed_in(signed_in)
    assert not is_signed_in(phone)
    phone.force_login(ada)
    with tenant_context(acme):
        pk = Authenticator.objects.get(kind="app").pk
    signed_in.post(f"/security/factors/{pk}/remove/")
    assert is_signed_in(signed_in)
    assert not is_signed_in(phone)


def test_removing_the_last_factor_asks_first_and_takes_the_codes_along(
    signed_in: TenantClient,
    acme: Tenant,
    ada: User,
    app: list[str],
    mailoutbox: list[Any],
    commit_now: Any,
) -> None:
    with tenant_context(acme):
        pk = Authenticator.objects.get(kind="app").pk
    assert signed_in.get(f"/security/factors/{pk}/remove/").status_code == 200
    assert "app" in kinds(acme, ada)
    with commit_now():
        signed_in.post(f"/security/factors/{pk}/remove/")
    assert kinds(acme, ada) == []
    assert "app was removed" in str(mailoutbox[0].body)


def test_a_colleague_s_factor_is_not_found(
    signed_in: TenantClient, acme: Tenant, ada: User
) -> None:
    with tenant_context(acme):
        other = User.objects.create_user("otto@example.com")
        pk = Authenticator.objects.create(user=other, kind="app", secret="x").pk
    assert signed_in.get(f"/security/factors/{pk}/remove/").status_code == 404
    assert signed_in.post(f"/security/factors/{pk}/remove/").status_code == 404
    assert kinds(acme, other) == ["app"]


def test_a_recovery_code_is_no_factor_to_remove(
    signed_in: TenantClient, acme: Tenant, app: list[str]
) -> None:
    with tenant_context(acme):
        pk = Authenticator.objects.filter(kind="recovery")[0].pk
    assert signed_in.post(f"/security/factors/{pk}/remove/").status_code == 404


def test_new_codes_are_made_on_request(
    signed_in: TenantClient, acme: Tenant, ada: User, app: list[str]
) -> None:
    assert "codes" not in signed_in.get("/security/codes/").context
    codes = signed_in.post("/security/codes/").context["codes"]
    with tenant_context(acme):
        assert recovery.codes_left(ada) == recovery.NUMBER
        assert not recovery.use_code(ada, app[0])
        assert recovery.use_code(ada, codes[0])


def test_codes_without_a_factor_are_refused(
    signed_in: TenantClient, acme: Tenant, ada: User
) -> None:
    assert signed_in.get("/security/codes/").status_code == 200
    assert signed_in.post("/security/codes/")["Location"] == "/security/"
    assert kinds(acme, ada) == []


def test_removing_all_ends_every_session_and_tells(
    signed_in: TenantClient,
    acme: Tenant,
    ada: User,
    app: list[str],
    passkey: SoftwareKey,
    mailoutbox: list[Any],
    commit_now: Any,
) -> None:
    with commit_now(), tenant_context(acme):
        assert managing.remove_all(ada, site=acme)
        assert not managing.remove_all(ada, site=acme)
    assert kinds(acme, ada) == []
    assert not is_signed_in(signed_in)
    assert len(mailoutbox) == 1
    assert "The second factor was removed" in str(mailoutbox[0].body)
    assert mailoutbox[0].to == ["ada@example.com"]


def test_the_page_shows_what_there_is(
    signed_in: TenantClient, app: list[str], passkey: SoftwareKey
) -> None:
    page = signed_in.get("/security/").content.decode()
    assert "You have 10 codes left" in page
    assert "Phone" in page
    assert NOW.strftime("%Y") in page


@pytest.mark.parametrize("path", ["/security/", "/security/app/", "/security/passkey/"])
def test_strangers_are_sent_to_the_sign_in(acme_client: TenantClient, path: str) -> None:
    assert acme_client.get(path)["Location"] == f"/login/?next={path}"


def test_changes_are_limited(
    signed_in: TenantClient, acme: Tenant, app: list[str], mailoutbox: list[Any], commit_now: Any
) -> None:
    """Each adds an event to the log and sends a mail."""
    with commit_now():
        for _ in range(25):
            signed_in.post("/security/codes/")
    assert len(mailoutbox) == 20
    said = signed_in.get("/security/").content.decode()
    assert "You have changed your second factors too often" in said
    with tenant_context(acme):
        pk = Authenticator.objects.get(kind="app").pk
    signed_in.post(f"/security/factors/{pk}/remove/")
    data = {"name": "Phone", "passkey": key_for(acme).make(options_on(signed_in.get(PASSKEY)))}
    assert signed_in.post(PASSKEY, data).status_code == 422
    with tenant_context(acme):
        assert Authenticator.objects.exclude(kind="recovery").get().pk == pk


WAYS: dict[str, Callable[[HttpRequest, User, Tenant], object]] = {
    "codes": lambda request, user, site: managing.make_codes(
        user, site=site, client=NOWHERE, now=NOW
    ),
    "app": lambda request, user, site: managing.add_app(
        request, user, secret=SECRET, code=code(), site=site, now=NOW
    ),
    "remove": lambda request, user, site: managing.remove(
        request, user, 1, is_needed=False, site=site, now=NOW
    ),
    "passkey": lambda request, user, site: managing.add_passkey(
        request, user, answer="", challenge="", name="", site=site, now=NOW
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_who_was_signed_out_meanwhile_changes_nothing(
    acme: Tenant, ada: User, clock: time_machine.Traveller, rf: RequestFactory, way: str
) -> None:
    """As by an objection, for whose end the change waited."""
    with tenant_context(acme):
        sessions.end_sessions(User.objects.get(pk=ada.pk))
        with pytest.raises(SignedOut):
            WAYS[way](rf.post("/"), ada, acme)
    assert kinds(acme, ada) == []
