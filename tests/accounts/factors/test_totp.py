"""Codes of authenticator apps: which are right, each once, and how the secret is stored."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from accounts.factors import totp
from accounts.factors.errors import AppExists
from accounts.models import Authenticator, User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.factors.conftest import NOW, SECRET, code

STEP = timedelta(seconds=30)

pytestmark = pytest.mark.usefixtures("app")


def use(acme: Tenant, user: User, typed: str, **at: object) -> bool:
    with tenant_context(acme):
        return totp.use_code(user, typed, now=at.get("now", NOW))  # type: ignore[arg-type]


def test_the_code_of_now_is_right_once(acme: Tenant, ada: User) -> None:
    assert use(acme, ada, code())
    assert not use(acme, ada, code())


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_clocks_may_differ_by_a_step(acme: Tenant, ada: User, steps: int, is_right: bool) -> None:
    assert use(acme, ada, code(NOW + steps * STEP)) is is_right


def test_a_code_before_the_last_one_is_used_up(acme: Tenant, ada: User) -> None:
    assert use(acme, ada, code(NOW + STEP))
    assert not use(acme, ada, code(NOW))
    assert use(acme, ada, code(NOW + 2 * STEP), now=NOW + STEP)


def test_blanks_in_it_do_not_matter(acme: Tenant, ada: User) -> None:
    assert use(acme, ada, f" {code()[:3]} {code()[3:]} ")


@pytest.mark.parametrize(
    "typed", ["", "000000", "12345", "1234567", "abcdef", "\uff11" * 6, "\x00" * 6]
)
def test_anything_else_is_wrong(acme: Tenant, ada: User, typed: str) -> None:
    assert not use(acme, ada, typed)


def test_someone_without_an_app_has_no_code(acme: Tenant, ada: User) -> None:
    with tenant_context(acme):
        Authenticator.objects.all().delete()
    assert not use(acme, ada, code())


def test_the_secret_is_stored_encrypted(acme: Tenant, ada: User) -> None:
    with tenant_context(acme):
        stored = Authenticator.objects.get(kind="app").secret
    assert SECRET not in stored


def test_a_previous_secret_key_still_opens_it_and_a_lost_one_does_not(
    acme: Tenant, ada: User, settings: object
) -> None:
    old = str(settings.SECRET_KEY)  # type: ignore[attr-defined]
    with override_settings(SECRET_KEY="n" * 60):
        assert not use(acme, ada, code())
    with override_settings(SECRET_KEY="n" * 60, SECRET_KEY_FALLBACKS=[old]):
        assert use(acme, ada, code())


def test_a_second_app_is_refused_and_by_the_database_too(acme: Tenant, ada: User) -> None:
    with tenant_context(acme):
        with pytest.raises(AppExists):
            totp.add_app(ada, secret=SECRET, step=1, now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Authenticator.objects.create(user=ada, kind="app", secret="x")
        with pytest.raises(IntegrityError), transaction.atomic():
            Authenticator.objects.create(user=ada, kind="magic", secret="x")


def test_the_address_for_the_app_names_company_and_person(ada: User) -> None:
    address = totp.address(SECRET, user=ada, issuer="Acme Hotels")
    assert address.startswith("otpauth://totp/Acme%20Hotels:ada%40example.com?")
    assert f"secret={SECRET}" in address
