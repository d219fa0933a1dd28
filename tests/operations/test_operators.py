"""The operators: their sign-in, and their pages in the admin."""

import pytest
import time_machine
from django.test import Client

from accounts import addresses
from accounts.models import User
from accounts.requests import NOWHERE
from tenants.resolver import PUBLIC_SITE
from tests.accounts.conftest import PASSWORD

LOGIN = "/admin/login/?next=/admin/"


@pytest.fixture
def operator_client(public_client: Client, operator: User) -> Client:
    public_client.force_login(operator)
    return public_client


def admin_sign_in(client: Client, email: str, password: str = PASSWORD) -> int:
    return client.post(LOGIN, {"username": email, "password": password}).status_code


def test_operator_signs_in(public_client: Client, operator: User) -> None:
    assert admin_sign_in(public_client, "Olga@example.com") == 302
    assert public_client.get("/admin/").status_code == 200


def test_user_who_is_not_an_operator_is_refused(public_client: Client, db: None) -> None:
    User.objects.create_user("eve@example.com", PASSWORD)
    assert admin_sign_in(public_client, "eve@example.com") == 200
    assert public_client.get("/admin/").status_code == 302


def test_staff_of_a_company_are_unknown(public_client: Client, ada: User) -> None:
    assert admin_sign_in(public_client, ada.email) == 200
    assert public_client.get("/admin/").status_code == 302


def test_wrong_passwords_are_throttled(public_client: Client, operator: User) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        for _ in range(3):
            assert admin_sign_in(public_client, operator.email, "wrong") == 200
        response = public_client.post(LOGIN, {"username": operator.email, "password": PASSWORD})
    assert response.status_code == 429
    assert response["Retry-After"] == "2"
    assert "Too many wrong passwords" in response.content.decode()


def test_an_operator_unlocks_another(operator_client: Client, operator: User) -> None:
    other = User.objects.create_superuser("otto@example.com", PASSWORD)
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        operator_client.force_login(operator)
        visitor = Client(SERVER_NAME="localhost")
        for _ in range(3):
            admin_sign_in(visitor, other.email, "wrong")
        assert admin_sign_in(visitor, other.email) == 429
        data = {"action": "unlock", "_selected_action": other.pk}
        page = operator_client.post("/admin/accounts/user/", data, follow=True)
        assert "1 operator can try to sign in again now" in page.content.decode()
        assert admin_sign_in(visitor, other.email) == 302


def test_operators_are_listed(operator_client: Client) -> None:
    page = operator_client.get("/admin/accounts/user/?q=olga").content.decode()
    assert "olga@example.com" in page


def test_staff_of_companies_are_not_listed(operator_client: Client, ada: User) -> None:
    assert ada.email not in operator_client.get("/admin/accounts/user/").content.decode()


def test_operator_is_added(operator_client: Client) -> None:
    data = {
        "email": " New@example.com",
        "name": "Nia",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert operator_client.post("/admin/accounts/user/add/", data).status_code == 302
    added = User.objects.get(email="new@example.com")
    assert added.is_staff
    assert added.check_password(PASSWORD)


def test_an_address_that_another_may_take_back_is_given_to_nobody(
    operator_client: Client,
) -> None:
    otto = User.objects.create_superuser("otto@example.com", PASSWORD)
    addresses.set_address(otto, "x@example.com", by=otto, client=NOWHERE, site=PUBLIC_SITE)
    data = {"email": "Otto@example.com", "password1": PASSWORD, "password2": PASSWORD}
    page = operator_client.post("/admin/accounts/user/add/", data)
    assert "they can take it back" in page.content.decode()
    assert not User.objects.filter(email="otto@example.com").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "OLGA@example.com"}, "email"),
        ({"email": "not an address"}, "email"),
        ({"password2": "another"}, "password2"),
        ({"password1": "x" * 200, "password2": "x" * 200}, "password1"),
        ({"password1": "short", "password2": "short"}, "password2"),
    ],
)
def test_invalid_operator_is_not_added(
    operator_client: Client, change: dict[str, str], field: str
) -> None:
    data = {"email": "new@example.com", "name": "", "password1": PASSWORD, "password2": PASSWORD}
    response = operator_client.post("/admin/accounts/user/add/", data | change)
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert User.objects.count() == 1


def test_operator_is_deactivated_and_their_sessions_end(operator_client: Client, db: None) -> None:
    other = User.objects.create_superuser("otto@example.com", PASSWORD)
    url = f"/admin/accounts/user/{other.pk}/change/"
    assert operator_client.get(url).status_code == 200
    old_hash = other.get_session_auth_hash()
    assert operator_client.post(url, {"email": other.email, "name": ""}).status_code == 302
    other.refresh_from_db()
    assert not other.is_active
    assert other.is_staff
    assert other.get_session_auth_hash() != old_hash


def test_operator_cannot_deactivate_themselves(operator_client: Client, operator: User) -> None:
    url = f"/admin/accounts/user/{operator.pk}/change/"
    assert operator_client.post(url, {"email": operator.email, "name": "O"}).status_code == 302
    operator.refresh_from_db()
    assert (operator.is_active, operator.name) == (True, "O")


def test_operator_cannot_be_deleted(operator_client: Client, operator: User) -> None:
    assert operator_client.get(f"/admin/accounts/user/{operator.pk}/delete/").status_code == 403
    data = {"action": "delete_selected", "_selected_action": operator.pk, "post": "yes"}
    operator_client.post("/admin/accounts/user/", data)
    assert User.objects.filter(pk=operator.pk).exists()


def test_password_of_another_operator_is_set(operator_client: Client, db: None) -> None:
    other = User.objects.create_superuser("otto@example.com")
    url = f"/admin/accounts/user/{other.pk}/password/"
    assert operator_client.get(url).status_code == 200
    data = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert operator_client.post(url, data).status_code == 302
    other.refresh_from_db()
    assert other.check_password(PASSWORD)


def test_groups_are_not_offered(operator_client: Client) -> None:
    assert operator_client.get("/admin/auth/group/").status_code == 404


def test_admin_does_not_exist_at_a_company(acme_client: Client, ada: User) -> None:
    assert acme_client.get("/admin/").status_code == 404
    assert acme_client.get("/admin/login/").status_code == 404
