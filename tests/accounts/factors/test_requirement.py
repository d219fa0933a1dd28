"""Who must have a second factor gets nowhere without one: operators, and a company's leaders."""

from typing import Any

import pytest
from django.test import override_settings

from accounts.factors import totp
from accounts.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.factors.conftest import NOW, SECRET, code
from tests.conftest import TenantClient

pytestmark = pytest.mark.usefixtures("clock")
LOGIN = "/admin/login/?next=/admin/"


@pytest.fixture
def required() -> Any:
    """Require it of operators, as in production."""
    with override_settings(OPERATOR_SECOND_FACTOR=True):
        yield


def sign_in_operator(client: TenantClient) -> Any:
    return client.post(LOGIN, {"username": "olga@example.com", "password": PASSWORD})


def test_an_operator_without_one_is_led_to_set_it_up(
    public_client: TenantClient, operator: User, required: None
) -> None:
    sign_in_operator(public_client)
    for path in ("/admin/", "/admin/tenants/tenant/", "/admin/accounts/user/add/"):
        response = public_client.get(path, follow=True)
        assert response.redirect_chain[-1][0] == "/security/", path
    secret = str(public_client.get("/security/app/").context["secret"]).replace(" ", "")
    public_client.post("/security/app/", {"code": code(secret=secret)})
    assert public_client.get("/admin/").status_code == 200


def test_an_operator_with_one_signs_in_in_two_steps(
    public_client: TenantClient, operator: User, required: None
) -> None:
    totp.add_app(operator, secret=SECRET, step=0, now=NOW)
    assert sign_in_operator(public_client)["Location"] == "/login/second-step/"
    assert public_client.get("/admin/").status_code == 302
    response = public_client.post("/login/second-step/", {"code": code()})
    assert response["Location"] == "/admin/"
    assert public_client.get("/admin/").status_code == 200


def test_an_operator_s_last_one_cannot_be_removed(
    public_client: TenantClient, operator: User, required: None
) -> None:
    pk = totp.add_app(operator, secret=SECRET, step=0, now=NOW).pk
    sign_in_operator(public_client)
    public_client.post("/login/second-step/", {"code": code()})
    response = public_client.post(f"/security/factors/{pk}/remove/", follow=True)
    assert "Add another one before" in response.content.decode()
    assert operator.authenticators.exists()


def test_where_it_is_not_required_the_password_is_enough(
    public_client: TenantClient, operator: User
) -> None:
    assert sign_in_operator(public_client)["Location"] == "/admin/"
    assert public_client.get("/admin/").status_code == 200


def test_a_session_from_before_the_rule_has_no_rights(
    public_client: TenantClient, operator: User
) -> None:
    public_client.force_login(operator)
    with override_settings(OPERATOR_SECOND_FACTOR=True):
        assert public_client.get("/admin/").status_code == 302
        totp.add_app(operator, secret=SECRET, step=0, now=NOW)
        assert public_client.get("/admin/").status_code == 302
        # A confirmation by the password a moment ago does not stand for the factor.
        assert public_client.get("/confirm/?next=/admin/").status_code == 200
        public_client.post("/confirm/?next=/admin/", {"confirm-code": code()})
        assert public_client.get("/admin/").status_code == 200
