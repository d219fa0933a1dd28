"""What operators hear when one of them is added, or gets another address or password."""

from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import SecurityEvent, User
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, CommitNow, path_in

ADD = "/admin/accounts/user/add/"


@pytest.fixture
def otto(operator: User) -> User:
    """Another operator."""
    return User.objects.create_superuser("otto@example.com", PASSWORD, name="Otto")


@pytest.fixture
def olga(public_client: Client, operator: User) -> Client:
    """Olga's browser."""
    public_client.force_login(operator)
    return public_client


def acts() -> list[tuple[str, Any, Any]]:
    by_someone = SecurityEvent.objects.filter(actor__in=User.objects.all())
    found = by_someone.exclude(event="signed_in").order_by("pk")
    return [(event.event, str(event.actor), str(event.user)) for event in found]


def test_a_new_operator_is_told_to_the_others(
    olga: Client, otto: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    form = {"email": "new@example.com", "name": "Nia", "password1": PASSWORD}
    with commit_now():
        olga.post(ADD, form | {"password2": PASSWORD})
    assert [mail.to for mail in mailoutbox] == [["otto@example.com"]]
    assert "Nia is now an operator" in " ".join(str(mailoutbox[0].body).split())
    assert acts() == [("operator_added", "Olga", "Nia")]


def test_another_operator_s_address_waits_for_its_confirmation(
    olga: Client, otto: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    url = f"/admin/accounts/user/{otto.pk}/change/"
    with commit_now():
        olga.post(url, {"email": "otto@new.example", "name": "Otto", "is_active": "on"})
    otto.refresh_from_db()
    assert otto.email == "otto@example.com"
    mails = {mail.to[0]: mail for mail in mailoutbox}
    assert sorted(mails) == ["otto@example.com", "otto@new.example"]
    assert "By: Olga" in str(mails["otto@example.com"].body)
    assert (
        Client(SERVER_NAME="localhost").post(path_in(mails["otto@new.example"])).status_code == 302
    )
    otto.refresh_from_db()
    assert otto.email == "otto@new.example"


def test_a_password_that_another_operator_sets_is_told(
    olga: Client, otto: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    form = {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD, "usable_password": "true"}
    with commit_now():
        olga.post(f"/admin/accounts/user/{otto.pk}/password/", form)
    assert [mail.to for mail in mailoutbox] == [["otto@example.com"]]
    assert "By: Olga" in str(mailoutbox[0].body)
    assert acts() == [("password_changed", "Olga", "Otto")]


def test_changes_are_recorded_with_old_and_new_values(olga: Client, otto: User) -> None:
    olga.post(f"/admin/accounts/user/{otto.pk}/change/", {"email": otto.email, "name": "O."})
    event = SecurityEvent.objects.get(event="operator_changed")
    assert event.detail == {"name": ["Otto", "O."], "is_active": [True, False]}
    page = olga.get("/admin/accounts/securityevent/").content.decode()
    assert "Name: Otto → O.; Active: yes → no" in page


def test_what_was_refused_is_no_act(olga: Client, otto: User) -> None:
    olga.post(f"/admin/accounts/user/{otto.pk}/change/", {"email": "nonsense", "name": "O."})
    olga.post(f"/admin/accounts/user/{otto.pk}/password/", {"password1": "x", "password2": "y"})
    assert acts() == []


@pytest.mark.parametrize(
    ("is_active", "sentence"),
    [(True, "Otto is no longer an operator"), (False, "Otto is an operator again")],
)
def test_an_operator_who_goes_or_comes_back_is_told_to_them_and_the_others(
    olga: Client,
    otto: User,
    mailoutbox: list[EmailMessage],
    commit_now: CommitNow,
    sentence: str,
    *,
    is_active: bool,
) -> None:
    User.objects.create_superuser("third@example.com", PASSWORD)
    User.objects.filter(pk=otto.pk).update(is_active=is_active)
    form = {"email": otto.email, "name": "Otto"} | ({} if is_active else {"is_active": "on"})
    with commit_now():
        olga.post(f"/admin/accounts/user/{otto.pk}/change/", form)
    assert [mail.to for mail in mailoutbox] == [["third@example.com"], ["otto@example.com"]]
    for mail in mailoutbox:
        assert sentence in " ".join(str(mail.body).split())


def test_one_s_own_password_is_changed_on_a_page_that_asks_for_it(
    olga: Client, operator: User
) -> None:
    form = {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}
    response = olga.post(f"/admin/accounts/user/{operator.pk}/password/", form)
    assert (response.status_code, response["Location"]) == (302, "/password/change/")
    operator.refresh_from_db()
    assert operator.check_password(PASSWORD)


def test_one_s_own_address_is_changed_on_a_page_that_asks_for_the_password(
    olga: Client, operator: User, mailoutbox: list[EmailMessage], commit_now: CommitNow
) -> None:
    url = f"/admin/accounts/user/{operator.pk}/change/"
    page = olga.get(url).content.decode()
    assert 'href="/address/"' in page
    assert 'href="/password/change/"' in page
    assert 'name="email"' not in page
    with commit_now():
        olga.post(url, {"email": "other@example.com", "name": "Olga", "is_active": "on"})
    assert not SecurityEvent.objects.filter(event="email_change_asked").exists()
    assert mailoutbox == []


def test_no_operator_removes_a_password(olga: Client, otto: User) -> None:
    url = f"/admin/accounts/user/{otto.pk}/password/"
    assert "usable_password" not in olga.get(url).content.decode()
    form = {"password1": "", "password2": "", "usable_password": "false", "unset-password": "1"}
    assert olga.post(url, form).status_code == 200
    otto.refresh_from_db()
    assert otto.check_password(PASSWORD)
