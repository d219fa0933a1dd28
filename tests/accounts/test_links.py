from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from accounts.exceptions import LinkExpired, LinkInvalid
from accounts.links import INVITATION, RESET, Purpose, make_token, user_for_token
from accounts.models import User
from accounts.sessions import deactivate, end_sessions
from tenants.models import Tenant

pytestmark = pytest.mark.usefixtures("in_acme")


@pytest.fixture
def user(in_acme: Tenant) -> User:
    return User.objects.create_user("ivy@example.com", name="Ivy")


@pytest.fixture
def token(user: User, acme: Tenant) -> str:
    return make_token(user, purpose=INVITATION, realm=acme.realm)


def user_for_invitation(token: str, acme: Tenant) -> User:
    return user_for_token(token, purpose=INVITATION, realm=acme.realm)


def test_link_names_its_user(token: str, user: User, acme: Tenant) -> None:
    assert user_for_invitation(token, acme) == user


def test_link_of_one_company_is_refused_at_another(token: str, corgicafe: Tenant) -> None:
    with pytest.raises(LinkInvalid):
        user_for_token(token, purpose=INVITATION, realm=corgicafe.realm)


def test_link_of_one_purpose_is_refused_for_another(token: str, acme: Tenant) -> None:
    with pytest.raises(LinkInvalid):
        user_for_token(token, purpose=RESET, realm=acme.realm)


@pytest.mark.parametrize("place", [0, 5, 30, -1, -20])
def test_altered_link_is_refused(token: str, acme: Tenant, place: int) -> None:
    letters = list(token)
    letters[place] = "A" if letters[place] != "A" else "B"
    with pytest.raises(LinkInvalid):
        user_for_invitation("".join(letters), acme)


@pytest.mark.parametrize("junk", ["x", ":", "::", "a:b:c", "é:ü:ß", "\x00", "x" * 10_000])
def test_junk_is_refused(acme: Tenant, junk: str) -> None:
    with pytest.raises(LinkInvalid):
        user_for_invitation(junk, acme)


def test_link_becomes_invalid_with_a_new_password(token: str, user: User, acme: Tenant) -> None:
    user.set_password("seven-green-teapots")
    user.save()
    with pytest.raises(LinkInvalid, match="already been used"):
        user_for_invitation(token, acme)


def test_link_becomes_invalid_when_the_email_changes(token: str, user: User, acme: Tenant) -> None:
    user.email = "new@example.com"
    user.save()
    with pytest.raises(LinkInvalid):
        user_for_invitation(token, acme)


def test_link_becomes_invalid_when_its_user_signs_in(token: str, user: User, acme: Tenant) -> None:
    user.last_login = timezone.now()
    user.save()
    with pytest.raises(LinkInvalid):
        user_for_invitation(token, acme)


def test_link_of_an_inactive_user_is_refused(user: User, acme: Tenant) -> None:
    user.is_active = False
    user.save()
    with pytest.raises(LinkInvalid):
        user_for_invitation(make_token(user, purpose=INVITATION, realm=acme.realm), acme)


def test_link_stays_invalid_after_reactivation(token: str, user: User, acme: Tenant) -> None:
    deactivate(user)
    user.is_active = True
    user.save()
    with pytest.raises(LinkInvalid):
        user_for_invitation(token, acme)


def test_link_of_a_deleted_user_is_refused(acme: Tenant) -> None:
    gone = User(pk=999_999, email="gone@example.com")
    with pytest.raises(LinkInvalid):
        user_for_invitation(make_token(gone, purpose=INVITATION, realm=acme.realm), acme)


def test_earlier_link_stays_valid_after_a_newer_one(token: str, user: User, acme: Tenant) -> None:
    make_token(user, purpose=INVITATION, realm=acme.realm)
    assert user_for_invitation(token, acme) == user


def test_ending_sessions_makes_links_invalid(token: str, user: User, acme: Tenant) -> None:
    end_sessions(user)
    with pytest.raises(LinkInvalid):
        user_for_invitation(token, acme)


@pytest.mark.parametrize("purpose", [INVITATION, RESET])
def test_link_is_valid_for_its_purpose_s_max_age(
    purpose: Purpose, user: User, acme: Tenant
) -> None:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False) as clock:
        token = make_token(user, purpose=purpose, realm=acme.realm)
        clock.shift(purpose.max_age)
        assert user_for_token(token, purpose=purpose, realm=acme.realm) == user
        clock.shift(timedelta(seconds=1))
        with pytest.raises(LinkExpired, match="expired"):
            user_for_token(token, purpose=purpose, realm=acme.realm)


def test_invitations_are_valid_for_a_week_and_resets_for_an_hour() -> None:
    assert INVITATION.max_age == timedelta(days=7)
    assert RESET.max_age == timedelta(hours=1)


def test_link_stays_valid_with_a_previous_secret_key(token: str, user: User, acme: Tenant) -> None:
    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY="n" * 60, SECRET_KEY_FALLBACKS=[old]):
        assert user_for_invitation(token, acme) == user
    with override_settings(SECRET_KEY="n" * 60), pytest.raises(LinkInvalid):
        user_for_invitation(token, acme)
