"""TENANT_ROLES=off: the app login has the rights itself, and the path alone parts companies."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from tenants import checks, lifecycle, roles
from tenants.context import tenant_context
from tenants.exceptions import TenantUnavailable
from tenants.models import Tenant
from timetracking.models import Employee

MakeCompany = Callable[..., Tenant]
pytestmark = pytest.mark.usefixtures("two_logins")


@pytest.fixture
def without_roles(settings: Settings) -> None:
    """Serve without the role switch, as on a server that cannot have it."""
    settings.TENANT_ROLES = False


def who_and_where() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text, current_setting('search_path')")
        return cursor.fetchone()


def test_a_company_is_served_by_its_path_alone(
    without_roles: None, fresh_company: MakeCompany
) -> None:
    company, other = fresh_company(), fresh_company()
    with tenant_context(company):
        Employee.objects.create(name="Own")
        # Not public: the app login may read users and sessions there.
        assert who_and_where() == (roles.app_login(), f"{company.schema_name}, pg_temp")
    with tenant_context(other):
        assert not Employee.objects.exists()
    assert not roles.role_exists(company.schema_name)


def test_suspending_takes_the_schema_away(without_roles: None, fresh_company: MakeCompany) -> None:
    company = fresh_company()
    lifecycle.suspend_tenant(company)
    with pytest.raises(TenantUnavailable), tenant_context(company):
        pytest.fail("the block must not run")
    lifecycle.resume_tenant(company)
    with tenant_context(company):
        assert not Employee.objects.exists()


def test_a_company_that_is_not_there_is_unavailable(without_roles: None, committed: None) -> None:
    ghost = Tenant(pk=999_999, slug="ghost_company", name="Ghost", subdomain="ghost")
    with pytest.raises(TenantUnavailable), tenant_context(ghost):
        pytest.fail("the block must not run")


def test_a_migration_run_moves_a_company_from_one_way_to_the_other_and_back(
    fresh_company: MakeCompany, settings: Settings, capsys: Any
) -> None:
    company = fresh_company()
    settings.TENANT_ROLES = False
    with pytest.raises(TenantUnavailable), tenant_context(company):
        pytest.fail("the block must not run")
    for on in (False, True):
        settings.TENANT_ROLES = on
        assert company.slug in roles.slugs_without_access()
        call_command("migrate_tenants", tenant=[company.slug])
        assert company.slug not in roles.slugs_without_access()
        with tenant_context(company):
            Employee.objects.create(name="Own")
    with connection.cursor() as cursor:
        login = [roles.app_login(), company.schema_name]
        cursor.execute("SELECT has_schema_privilege(%s, %s, 'USAGE')", login)
        assert cursor.fetchone() == (False,)


def test_it_is_a_warning(without_roles: None) -> None:
    assert "tenants.W003" in {message.id for message in checks.check_settings(None)}
