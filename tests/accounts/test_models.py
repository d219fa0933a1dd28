import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Upper

from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant


def test_email_is_stored_stripped_and_lower_case(in_acme: Tenant) -> None:
    user = User.objects.create_user("  Ada@Example.COM ")
    assert user.email == "ada@example.com"
    user.refresh_from_db()
    assert user.email == "ada@example.com"


def test_email_is_normalised_by_save_as_well(in_acme: Tenant) -> None:
    user = User(email=" Bo@Example.com")
    user.save()
    assert User.objects.values_list("email", flat=True).get() == user.email == "bo@example.com"


def test_email_is_normalised_by_full_clean(in_acme: Tenant) -> None:
    user = User(email="BO@example.com", password="x")
    user.full_clean()
    assert user.email == "bo@example.com"


def test_email_is_found_however_it_is_written(in_acme: Tenant) -> None:
    user = User.objects.create_user("ada@example.com")
    assert User.objects.get_by_natural_key(" ADA@example.com") == user
    assert User.objects.get(email__in=["Ada@Example.com"]) == user


def test_email_differing_in_case_is_refused_by_the_database(in_acme: Tenant) -> None:
    User.objects.create_user("ada@example.com")
    with pytest.raises(IntegrityError, match="users_email_unique"), transaction.atomic():
        User.objects.create_user("ADA@example.com")


def test_email_in_capitals_is_refused_by_the_database(in_acme: Tenant) -> None:
    user = User.objects.create_user("ada@example.com")
    with pytest.raises(IntegrityError, match="users_email_lower_case"), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email=Upper("email"))


def test_duplicate_email_is_a_validation_error(in_acme: Tenant) -> None:
    User.objects.create_user("ada@example.com")
    with pytest.raises(ValidationError, match="already exists"):
        User(email="Ada@example.com", password="x").full_clean()


def test_same_email_in_two_companies_belongs_to_two_users(
    ada: User, namesake: User, corgicafe: Tenant
) -> None:
    assert ada.email == namesake.email
    with tenant_context(corgicafe):
        assert User.objects.get().name == "Ada too"


def test_user_without_email_is_refused(in_acme: Tenant) -> None:
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("  ")


def test_user_without_password_cannot_use_any(in_acme: Tenant) -> None:
    user = User.objects.create_user("ada@example.com")
    assert not user.has_usable_password()
    assert not user.check_password("")


def test_password_is_hashed_with_argon2(ada: User) -> None:
    assert ada.password.startswith("argon2$argon2id$")


def test_operator_may_use_the_admin_and_staff_may_not(ada: User, operator: User) -> None:
    assert operator.is_staff
    assert operator.has_perm("tenants.add_tenant")
    assert operator.has_module_perms("tenants")
    assert not ada.has_perm("tenants.add_tenant")
    assert not ada.has_module_perms("tenants")


def test_inactive_operator_may_not_use_the_admin(operator: User) -> None:
    operator.is_active = False
    assert not operator.has_perm("tenants.add_tenant")
    assert not operator.has_module_perms("tenants")
