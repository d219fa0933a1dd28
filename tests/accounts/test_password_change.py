import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, is_signed_in, sign_in

NEW = "twelve-blue-spoons"
CHANGE = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}


def test_anonymous_visitor_is_redirected_to_sign_in(acme_client: Client) -> None:
    for response in (acme_client.get("/password/change/"), acme_client.post("/password/change/")):
        assert response.status_code == 302
        assert response["Location"] == "/login/?next=/password/change/"


def test_password_is_changed(acme_client: Client, ada: User) -> None:
    sign_in(acme_client)
    response = acme_client.post("/password/change/", CHANGE, follow=False)
    assert response.status_code == 302
    acme_client.post("/logout/")
    sign_in(acme_client, PASSWORD)
    assert not is_signed_in(acme_client)
    sign_in(acme_client, NEW)
    assert is_signed_in(acme_client)


def test_change_keeps_this_session_and_ends_all_others(
    acme: Tenant, acme_client: Client, ada: User
) -> None:
    phone = Client(SERVER_NAME=acme.host)
    sign_in(phone)
    sign_in(acme_client)
    acme_client.post("/password/change/", CHANGE)
    assert is_signed_in(acme_client)
    assert not is_signed_in(phone)


def test_change_leaves_the_namesake_elsewhere_signed_in(
    acme_client: Client, corgi_client: Client, ada: User, namesake: User
) -> None:
    sign_in(corgi_client, OTHER_PASSWORD)
    sign_in(acme_client)
    acme_client.post("/password/change/", CHANGE)
    assert is_signed_in(corgi_client)


def test_wrong_old_password_is_refused(acme_client: Client, acme: Tenant, ada: User) -> None:
    sign_in(acme_client)
    response = acme_client.post("/password/change/", CHANGE | {"old_password": "eight-wrong-cups"})
    assert response.status_code == 200
    assert "old_password" in response.context["form"].errors
    with tenant_context(acme):
        ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_guessing_the_old_password_is_throttled(acme_client: Client, ada: User) -> None:
    sign_in(acme_client)
    wrong = CHANGE | {"old_password": "eight-wrong-cups"}
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        for _ in range(3):
            assert acme_client.post("/password/change/", wrong).status_code == 200
        response = acme_client.post("/password/change/", CHANGE)
    assert response.status_code == 429
    assert response["Retry-After"] == "2"
    assert "Try again in 2 seconds" in str(response.context["form"].errors)


def test_a_stranger_s_guesses_do_not_keep_one_from_changing_the_password(
    acme: Tenant, acme_client: Client, ada: User
) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        sign_in(acme_client)
        stranger = Client(SERVER_NAME=acme.host)
        for _ in range(4):
            response = sign_in(stranger, "eight-wrong-cups")
        assert response.status_code == 429
        assert acme_client.post("/password/change/", CHANGE).status_code == 302


def test_guesses_in_one_session_do_not_concern_another(
    acme: Tenant, acme_client: Client, ada: User
) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        thief = Client(SERVER_NAME=acme.host)
        for client in (acme_client, thief):
            sign_in(client)
        for _ in range(4):
            response = thief.post("/password/change/", CHANGE | {"old_password": "wrong"})
        assert response.status_code == 429
        assert "choose a new password" in response.content.decode()
        assert acme_client.post("/password/change/", CHANGE).status_code == 302


@pytest.mark.parametrize(
    "new", ["short", "nine-long", "1234567890", "qwertyuiop", "x7-" * 50, "nul-\x00-password", ""]
)
def test_invalid_password_is_refused(acme_client: Client, ada: User, new: str) -> None:
    sign_in(acme_client)
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    response = acme_client.post("/password/change/", data)
    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize("new", ["ada@example.com", "8361940275", "ada ada ada"])
def test_ten_characters_that_are_not_common_are_enough(
    acme_client: Client, ada: User, new: str
) -> None:
    sign_in(acme_client)
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert acme_client.post("/password/change/", data).status_code == 302


def test_operator_changes_it_at_the_base_domain(public_client: Client, operator: User) -> None:
    public_client.force_login(operator)
    response = public_client.post("/password/change/", CHANGE)
    assert (response.status_code, response["Location"]) == (302, "/login/")
    operator.refresh_from_db()
    assert operator.check_password(NEW)
