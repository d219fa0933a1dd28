"""What was given out by one company is nothing at another: sessions, messages, passwords, links."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from accounts.models import Session, User
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.isolation.canaries import PASSWORD, Canaries
from tests.isolation.watching import WatchedClient
from timetracking.models import Role

MakeClient = Callable[..., WatchedClient]


def owner_of(company: Canaries) -> User:
    with tenant_context(company.tenant):
        user = company.employee(Role.OWNER).user
    assert user is not None
    return user


def signed_in(company: Canaries, other: Canaries) -> WatchedClient:
    client = WatchedClient(company, other)
    client.force_login(owner_of(company))
    return client


def is_a_stranger(client: TenantClient, cookie: str) -> bool:
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    response = client.get("/")
    return bool(response.status_code == 302 and response["Location"].startswith("/login/"))


def test_a_session_of_one_company_is_none_at_another(
    ours: Canaries, theirs: Canaries, client_of: MakeClient, db: None
) -> None:
    home = signed_in(theirs, ours)
    cookie = home.cookies[settings.SESSION_COOKIE_NAME].value
    assert is_a_stranger(client_of(), cookie)
    assert home.get("/").status_code == 200


def test_a_session_row_copied_from_another_company_is_none(
    ours: Canaries, theirs: Canaries, client_of: MakeClient, db: None
) -> None:
    """Even for the same id and the same password: the row is sealed for the company."""
    cookie = signed_in(theirs, ours).cookies[settings.SESSION_COOKIE_NAME].value
    stranger = owner_of(theirs)
    with tenant_context(theirs.tenant):
        row = Session.objects.get(session_key=cookie)
    with tenant_context(ours.tenant):
        twin = User.objects.filter(pk=stranger.pk)
        assert twin.update(password=stranger.password) == 1
        assert twin.get().get_session_auth_hash() == stranger.get_session_auth_hash()
        Session.objects.create(
            session_key=cookie, session_data=row.session_data, expire_date=row.expire_date
        )
    assert is_a_stranger(client_of(), cookie)


def test_a_session_row_copied_to_the_operators_is_none(
    ours: Canaries, theirs: Canaries, public_client: TenantClient
) -> None:
    cookie = signed_in(theirs, ours).cookies[settings.SESSION_COOKIE_NAME].value
    stranger = owner_of(theirs)
    with tenant_context(theirs.tenant):
        row = Session.objects.get(session_key=cookie)
    with public_context():
        twin = {"email": "twin@base.example", "password": stranger.password, "is_staff": True}
        User.objects.update_or_create(pk=stranger.pk, defaults=twin)
        Session.objects.create(
            session_key=cookie, session_data=row.session_data, expire_date=row.expire_date
        )
    public_client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert public_client.get("/admin/").status_code == 302


def test_a_session_of_a_company_is_no_operator(
    ours: Canaries, theirs: Canaries, public_client: TenantClient
) -> None:
    cookie = signed_in(theirs, ours).cookies[settings.SESSION_COOKIE_NAME].value
    public_client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert public_client.get("/admin/").status_code == 302


def test_a_session_of_an_operator_is_nobody_in_a_company(
    client_of: MakeClient, public_client: TenantClient
) -> None:
    with public_context():
        operator = User.objects.create_user("boss@base.example", PASSWORD, is_staff=True)
    public_client.force_login(operator)
    assert public_client.get("/admin/").status_code == 200
    assert is_a_stranger(client_of(), public_client.cookies[settings.SESSION_COOKIE_NAME].value)


def test_a_message_of_one_company_is_not_shown_at_another(
    ours: Canaries, theirs: Canaries, client_of: MakeClient, db: None
) -> None:
    home = signed_in(theirs, ours)
    with tenant_context(theirs.tenant):
        employee = theirs.employee(Role.MEMBER)
    form = {"name": employee.name, "email": employee.email, "role": "member", "seen": "0"}
    form["everywhere"] = "on"
    assert home.post(f"/people/{employee.pk}/details/", form).status_code == 303
    message = home.cookies["messages"].value
    visitor = client_of(Role.OWNER)
    visitor.cookies["messages"] = message
    assert visitor.get("/people/").status_code == 200  # and looked through
    # It is a message where it was given out.
    home.cookies["messages"] = message
    assert f"{employee.name} has been saved." in home.get("/people/").content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_one_company_s_password_does_not_open_another(
    known: bool, ours: Canaries, theirs: Canaries, db: None
) -> None:
    """Whether or not someone of the same address, with another password, works here."""
    visitor = WatchedClient(ours, theirs)
    stranger = owner_of(theirs)
    if known:
        with tenant_context(ours.tenant):
            User.objects.create_user(stranger.email, "another-password-42")
    response = visitor.post("/login/", {"username": stranger.email, "password": PASSWORD})
    assert response.status_code == 200
    assert "_auth_user_id" not in visitor.session
    home = WatchedClient(theirs, ours)
    form = {"username": stranger.email, "password": PASSWORD}
    assert home.post("/login/", form).status_code == 302


def test_an_invitation_of_one_company_is_refused_at_another(
    fresh_company: Callable[..., Tenant], client_for: Any, mailoutbox: Any
) -> None:
    """By the mails that were really sent, to someone of the same address and id in both."""
    inviting = fresh_company(owner_email="o@same.example")
    other = fresh_company(owner_email="o@same.example")
    link = re.search(rf"{inviting.base_url}(/invitation/\S+/)", mailoutbox[0].body)
    assert link
    assert client_for(other).get(link[1]).status_code == 403
    assert client_for(inviting).get(link[1]).status_code == 200
