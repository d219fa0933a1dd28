"""Recovery codes: each once, only one's own, stored as hashes."""

import pytest
from django.test import override_settings

from accounts.factors import recovery
from accounts.models import Authenticator, User
from tenants.context import tenant_context
from tenants.models import Tenant


def test_each_code_is_good_once(acme: Tenant, ada: User, app: list[str]) -> None:
    with tenant_context(acme):
        assert len(set(app)) == recovery.NUMBER == recovery.codes_left(ada)
        for one in app:
            assert recovery.use_code(ada, one)
            assert not recovery.use_code(ada, one)
        assert recovery.codes_left(ada) == 0


def test_it_may_be_typed_without_dashes_and_in_capitals(
    acme: Tenant, ada: User, app: list[str]
) -> None:
    with tenant_context(acme):
        assert recovery.use_code(ada, f" {app[0].replace('-', ' ').upper()} ")


@pytest.mark.parametrize("typed", ["", "----", "abcd-efgh-jkm", "\x00", "é" * 12])
def test_anything_else_is_wrong(acme: Tenant, ada: User, app: list[str], typed: str) -> None:
    with tenant_context(acme):
        assert not recovery.use_code(ada, typed)


def test_only_hashes_are_stored(acme: Tenant, ada: User, app: list[str]) -> None:
    with tenant_context(acme):
        stored = " ".join(Authenticator.objects.values_list("secret", flat=True))
    assert not any(one in stored or one.replace("-", "") in stored for one in app)


def test_new_codes_replace_the_old_ones(acme: Tenant, ada: User, app: list[str]) -> None:
    with tenant_context(acme):
        new = recovery.make_codes(ada)
        assert not recovery.use_code(ada, app[0])
        assert recovery.use_code(ada, new[0])


def test_a_colleague_s_code_is_wrong(acme: Tenant, ada: User, app: list[str]) -> None:
    with tenant_context(acme):
        other = User.objects.create_user("otto@example.com")
        recovery.make_codes(other)
        assert not recovery.use_code(other, app[0])


def test_they_outlive_a_new_secret_key(
    acme: Tenant, ada: User, app: list[str], settings: object
) -> None:
    old = str(settings.SECRET_KEY)  # type: ignore[attr-defined]
    with (
        tenant_context(acme),
        override_settings(SECRET_KEY="n" * 60, SECRET_KEY_FALLBACKS=[old]),
    ):
        assert recovery.use_code(ada, app[0])
