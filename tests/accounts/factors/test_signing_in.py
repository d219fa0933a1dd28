"""The sign-in in two steps: nothing is open in between, and only this company counts."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.factors import confirming
from accounts.links import INVITATION, make_token
from accounts.models import Session, User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, is_signed_in, sign_in
from tests.accounts.factors.conftest import NOW, code, options_on, register
from tests.accounts.factors.software_key import SoftwareKey
from tests.conftest import TenantClient

STEP = "/login/second-step/"

pytestmark = pytest.mark.usefixtures("clock")


def second(client: TenantClient, typed: str = "", **data: str) -> Any:
    return client.post(STEP, {"code": typed, **data})


def test_without_a_factor_one_step_is_enough(acme_client: TenantClient, ada: User) -> None:
    assert sign_in(acme_client)["Location"] == "/home/"
    assert is_signed_in(acme_client)


def test_the_password_alone_leads_to_the_second_step(
    acme_client: TenantClient, acme: Tenant, app: list[str]
) -> None:
    assert sign_in(acme_client, next_page="/timesheet/")["Location"] == STEP
    assert not is_signed_in(acme_client)
    assert acme_client.get(STEP).status_code == 200
    for path in ("/", "/password/change/", "/security/", "/security/app/", "/confirm/"):
        assert acme_client.get(path)["Location"].startswith("/login/"), path
    response = second(acme_client, code())
    assert (response.status_code, response["Location"]) == (302, "/timesheet/")
    assert is_signed_in(acme_client)
    with tenant_context(acme):
        assert confirming.has_shown_factor(acme_client.session)


def test_the_session_of_the_step_in_between_is_not_kept(
    acme_client: TenantClient, acme: Tenant, app: list[str]
) -> None:
    sign_in(acme_client)
    before = acme_client.cookies["sessionid"].value
    second(acme_client, code())
    after = acme_client.cookies["sessionid"].value
    assert before != after
    with tenant_context(acme):
        row = Session.objects.get()
        assert row.pk == after
        # Nor its short life.
        assert row.expire_date > NOW + timedelta(days=29)
        assert "_second_step" not in row.get_decoded()


def test_a_recovery_code_signs_in_once_and_is_mailed(
    acme_client: TenantClient, app: list[str], mailoutbox: list[Any], commit_now: Any
) -> None:
    sign_in(acme_client)
    with commit_now():
        second(acme_client, app[0])
    assert is_signed_in(acme_client)
    assert [mail.to for mail in mailoutbox] == [["ada@example.com"]]
    assert "recovery code was used" in str(mailoutbox[0].body)
    acme_client.post("/logout/")
    sign_in(acme_client)
    assert second(acme_client, app[0]).status_code == 422
    assert not is_signed_in(acme_client)


def test_a_passkey_signs_in(acme_client: TenantClient, passkey: SoftwareKey) -> None:
    sign_in(acme_client)
    options = options_on(acme_client.get(STEP))
    answer = passkey.sign(options)
    assert second(acme_client, passkey=answer)["Location"] == "/home/"
    assert is_signed_in(acme_client)


def test_a_passkey_s_answer_is_good_for_one_challenge_of_this_browser(
    acme_client: TenantClient, acme: Tenant, passkey: SoftwareKey
) -> None:
    sign_in(acme_client)
    answer = passkey.sign(options_on(acme_client.get(STEP)))
    acme_client.get(STEP)  # a new challenge
    assert second(acme_client, passkey=answer).status_code == 422
    elsewhere = TenantClient(acme)
    sign_in(elsewhere)
    elsewhere.get(STEP)
    assert second(elsewhere, passkey=answer).status_code == 422
    assert not is_signed_in(acme_client)


@pytest.mark.parametrize("data", [{"code": "000000"}, {"code": ""}, {"passkey": "{}"}, {}])
def test_what_is_wrong_is_refused(
    acme_client: TenantClient, app: list[str], data: dict[str, str]
) -> None:
    sign_in(acme_client)
    response = acme_client.post(STEP, data)
    assert response.status_code == 422
    assert not is_signed_in(acme_client)


def test_guessing_is_throttled_and_not_by_signing_in_again(
    acme_client: TenantClient, app: list[str]
) -> None:
    sign_in(acme_client)
    for _ in range(3):
        assert second(acme_client, "000000").status_code == 422
    response = second(acme_client, code())
    assert (response.status_code, response["Retry-After"]) == (429, "2")
    sign_in(acme_client)
    assert second(acme_client, code()).status_code == 429
    assert not is_signed_in(acme_client)


def test_a_passkey_signs_in_while_someone_guesses_codes(
    acme_client: TenantClient, app: list[str], passkey: SoftwareKey
) -> None:
    sign_in(acme_client)
    for _ in range(12):
        page = second(acme_client, "000000")
    assert page.status_code == 429
    assert second(acme_client, passkey=passkey.sign(options_on(page)))["Location"] == "/home/"


def test_the_step_in_between_lasts_ten_minutes(
    acme_client: TenantClient, app: list[str], clock: time_machine.Traveller
) -> None:
    sign_in(acme_client)
    clock.shift(timedelta(minutes=10))
    response = second(acme_client, code(NOW + timedelta(minutes=10)))
    assert response["Location"] == "/login/"
    assert not is_signed_in(acme_client)


@pytest.mark.parametrize("change", ["password", "inactive", "sessions"])
def test_it_ends_when_the_account_changes(
    acme_client: TenantClient, acme: Tenant, ada: User, app: list[str], change: str
) -> None:
    sign_in(acme_client)
    with tenant_context(acme):
        if change == "password":
            ada.set_password("twelve-blue-spoons")
        elif change == "inactive":
            ada.is_active = False
        else:
            ada.session_version += 1
        ada.save()
    assert second(acme_client, code())["Location"] == "/login/"
    assert not is_signed_in(acme_client)


def test_nobody_comes_in_without_the_first_step(acme_client: TenantClient, app: list[str]) -> None:
    assert acme_client.get(STEP)["Location"] == "/login/"
    assert second(acme_client, code())["Location"] == "/login/"
    assert not is_signed_in(acme_client)


def test_the_first_step_at_one_company_is_nothing_at_another(
    acme_client: TenantClient,
    corgi_client: TenantClient,
    corgicafe: Tenant,
    namesake: User,
    app: list[str],
) -> None:
    with tenant_context(corgicafe):
        register(namesake, corgicafe)
    sign_in(acme_client)
    corgi_client.cookies["sessionid"] = acme_client.cookies["sessionid"].value
    assert corgi_client.get(STEP)["Location"] == "/login/"
    assert second(corgi_client, code())["Location"] == "/login/"


def test_a_code_and_a_recovery_code_of_another_company_are_wrong(
    corgi_client: TenantClient, corgicafe: Tenant, namesake: User, app: list[str]
) -> None:
    with tenant_context(corgicafe):
        register(namesake, corgicafe)
    sign_in(corgi_client, OTHER_PASSWORD)
    for typed in (code(), app[0]):
        assert second(corgi_client, typed).status_code == 422
    assert not is_signed_in(corgi_client)


def test_an_invitation_does_not_go_round_the_second_step(
    acme_client: TenantClient, acme: Tenant, ada: User, app: list[str]
) -> None:
    with tenant_context(acme):
        token = make_token(ada, purpose=INVITATION, realm=acme.realm)
    data = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert acme_client.post(f"/invitation/{token}/", data)["Location"] == STEP
    assert not is_signed_in(acme_client)


def test_the_page_names_no_user_and_keeps_what_was_typed_out(
    acme_client: TenantClient, app: list[str]
) -> None:
    sign_in(acme_client)
    page = acme_client.get(STEP)
    assert b"ada@example.com" not in page.content
    assert page["Cache-Control"] == "private, no-store"
