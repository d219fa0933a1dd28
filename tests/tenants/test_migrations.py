"""Migrations: public alone by migrate, each company in one transaction by migrate_tenants."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections

from tenants import lifecycle, roles
from tenants.context import tenant_context
from tenants.exceptions import TenantUnavailable
from tenants.migrator import TenantMigrator
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.routers import TenantRouter
from tests.tenants.migrating import sql
from tests.tenants.rolling_out import empty, fail, named, run, tables
from timetracking.models import Employee

MakeCompany = Callable[..., Tenant]


def test_tenant_tables_are_in_the_schema_and_not_in_public(fresh_company: MakeCompany) -> None:
    mine = tables(fresh_company().schema_name)
    assert {"employees", "work_logs", "users", "django_session", "django_migrations"} <= mine
    assert not mine & {"tenants_tenant", "django_content_type", "auth_group", "django_admin_log"}
    assert not tables("public") & {"employees", "work_logs", "company_settings", "punches"}


def test_public_records_no_tenant_migration_and_a_tenant_no_shared_one(
    fresh_company: MakeCompany,
) -> None:
    company = fresh_company()
    shared = {app for (app,) in sql("SELECT DISTINCT app FROM public.django_migrations")}
    own = {app for (app,) in sql(f"SELECT app FROM {company.schema_name}.django_migrations")}
    assert "timetracking" not in shared
    assert own == {"accounts", "jobs", "timetracking"}


def test_migrate_refuses_an_app_that_public_does_not_have(committed: None) -> None:
    with pytest.raises(CommandError, match="migrate_tenants"):
        call_command("migrate", "timetracking", verbosity=0)


def test_migrate_again_changes_nothing(committed: None) -> None:
    before = tables("public")
    call_command("migrate", verbosity=0)
    assert tables("public") == before


def test_check_and_plan_change_nothing(fresh_company: MakeCompany) -> None:
    behind, current = named(fresh_company, 2)
    empty(behind)
    out, _, word = fail(behind, current, check=True)
    assert f"{behind.slug}: behind" in out
    assert "1 of 2 behind." in out
    assert "1 behind" in word
    out, _ = run(behind, current, plan=True)
    assert f"{behind.slug}: accounts.0001_initial, accounts." in out
    assert f"{current.slug}: " not in out
    assert tables(behind.schema_name) == set()
    run(current, check=True)


@pytest.mark.parametrize("option", ["check", "plan", "fake"])
def test_a_database_that_is_away_is_said_so(
    option: str, committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(parameters: object) -> None:
        raise OperationalError("nobody listens")

    connections[OWNER_ALIAS].close()
    monkeypatch.setattr(connections[OWNER_ALIAS], "get_new_connection", gone)
    with pytest.raises(CommandError, match="cannot be reached: nobody listens"):
        call_command("migrate_tenants", tenant=["acme_test"], **{option: True})


def test_an_unknown_slug_is_answered_with_the_nearest(fresh_company: MakeCompany) -> None:
    fresh_company(slug="bakery")
    with pytest.raises(CommandError, match=r'No tenant "bakry"\. Did you mean "bakery"'):
        call_command("migrate_tenants", tenant=["bakry"])


def test_a_slug_in_the_place_of_an_app_is_explained(fresh_company: MakeCompany) -> None:
    fresh_company(slug="bakery")
    with pytest.raises(CommandError, match=r"No app .* accounts, .* migrate_tenants --tenant bak"):
        call_command("migrate_tenants", "bakery")


def test_a_name_that_is_not_one_migration_is_refused(committed: None) -> None:
    with pytest.raises(
        CommandError, match=r'not one migration of .*"zero" or one of: 0001_company'
    ):
        call_command("migrate_tenants", "timetracking", "0099")


def rights_on_migrations(company: Tenant) -> list[Any]:
    """Tell whether a company's role may read, write and empty its migration record."""
    return sql(
        "SELECT has_table_privilege(r, t, 'SELECT'), has_table_privilege(r, t, 'INSERT'),"
        " has_table_privilege(r, t, 'DELETE') FROM (SELECT"
        f" '{company.schema_name}' AS r, '{company.schema_name}.django_migrations' AS t) x"
    )


def test_a_company_s_role_cannot_rewrite_its_migration_record(fresh_company: MakeCompany) -> None:
    assert rights_on_migrations(fresh_company()) == [(True, False, False)]


def test_a_history_with_a_hole_is_refused(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    sql(f"DELETE FROM {company.schema_name}.django_migrations WHERE app = 'accounts'")
    assert "which it needs, is not" in fail(company)[1]
    Tenant.objects.filter(pk=company.pk).update(schema_version="")
    assert "would fail: timetracking.0002_people is applied" in run(company, plan=True)[0]


@pytest.mark.parametrize("lost", ["membership", "role"])
def test_lost_grants_are_brought_back(
    lost: str, two_logins: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    roles.revoke_access(company.schema_name)
    if lost == "role":
        name = company.schema_name
        default = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {name} REVOKE ALL ON"
        for statement in (
            f"REVOKE ALL ON ALL TABLES IN SCHEMA {name} FROM {name}",
            f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {name} FROM {name}",
            f"REVOKE ALL ON SCHEMA {name} FROM {name}",
            f"{default} TABLES FROM {name}",
            f"{default} SEQUENCES FROM {name}",
            f"DROP ROLE {name}",
        ):
            sql(statement)
    with pytest.raises(TenantUnavailable), tenant_context(company):
        pytest.fail("the block must not run")
    run(company)
    with tenant_context(company):
        Employee.objects.create(name="Back")
    assert rights_on_migrations(company) == [(True, False, False)]


def test_lost_grants_stay_lost_where_a_company_is_suspended_meanwhile(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    roles.revoke_access(company.schema_name)
    stale = Tenant.objects.get(pk=company.pk)
    lifecycle.suspend_tenant(company)
    TenantMigrator().migrate(stale, restore=True)
    with pytest.raises(TenantUnavailable), tenant_context(company):
        pytest.fail("the block must not run")


def test_migrate_is_refused_inside_a_company_and_on_the_app_login(in_acme: Tenant) -> None:
    with pytest.raises(CommandError, match="migrate_tenants"):
        call_command("migrate", verbosity=0)
    with pytest.raises(CommandError, match="migrate_tenants"):
        call_command("migrate", database="default", verbosity=0)


def test_shared_tables_are_never_migrated_as_a_tenant_s(in_acme: Tenant) -> None:
    """The active tenant is on another connection than the one that migrates."""
    assert TenantRouter().allow_migrate("owner", "auth")
    assert not TenantRouter().allow_migrate("owner", "timetracking")
