"""Migrations: public alone by migrate, each company in one transaction by migrate_tenants."""

import threading
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from tenants import lifecycle, roles
from tenants.context import tenant_context
from tenants.exceptions import TenantUnavailable
from tenants.migrator import TenantMigrator
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.routers import TenantRouter
from timetracking.models import Employee

MakeCompany = Callable[..., Tenant]


def sql(statement: str) -> list[Any]:
    """Run a statement as the owner, committed."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def tables(schema: str) -> set[str]:
    rows = sql(f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}'")
    return {name for (name,) in rows}


def empty(company: Tenant) -> None:
    """Take a company's tables away, as if no migration had run."""
    names = ", ".join(f"{company.schema_name}.{name}" for name in tables(company.schema_name))
    sql(f"DROP TABLE {names} CASCADE")
    Tenant.objects.filter(pk=company.pk).update(schema_version="")


def run(*args: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("migrate_tenants", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


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
    assert own == {"accounts", "sessions", "timetracking"}


def test_migrate_refuses_an_app_that_public_does_not_have(committed: None) -> None:
    with pytest.raises(CommandError, match="migrate_tenants"):
        call_command("migrate", "timetracking", verbosity=0)


def test_migrate_again_changes_nothing(committed: None) -> None:
    before = tables("public")
    call_command("migrate", verbosity=0)
    assert tables("public") == before


def test_a_company_that_is_up_to_date_is_left_alone(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    out, _ = run(company.slug)
    assert f"{company.slug}: up to date" in out
    assert "0 migrated, 1 up to date, 0 failed." in out


def test_an_emptied_company_is_brought_back(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    whole = tables(company.schema_name)
    empty(company)
    out, _ = run(company.slug)
    assert "timetracking.0001_initial" in out
    assert tables(company.schema_name) == whole
    company.refresh_from_db()
    assert company.schema_version == TenantMigrator().version


def test_a_failing_company_is_named_the_others_are_done_and_a_rerun_heals_it(
    fresh_company: MakeCompany,
) -> None:
    good, poisoned, better = fresh_company(), fresh_company(), fresh_company()
    for company in (good, poisoned, better):
        empty(company)
    sql(f"CREATE TABLE {poisoned.schema_name}.work_logs (poison int)")
    err = StringIO()
    out = StringIO()
    slugs = [good.slug, poisoned.slug, better.slug]
    with pytest.raises(CommandError, match=f"Failed: {poisoned.slug}"):
        call_command("migrate_tenants", *slugs, stdout=out, stderr=err)
    assert f"{poisoned.slug}: failed" in err.getvalue()
    assert "already exists" in err.getvalue()
    assert "2 migrated, 0 up to date, 1 failed." in out.getvalue()
    assert tables(poisoned.schema_name) == {"work_logs"}
    assert "employees" in tables(better.schema_name)

    sql(f"DROP TABLE {poisoned.schema_name}.work_logs")
    healed, _ = run(*slugs)
    assert "1 migrated, 2 up to date, 0 failed." in healed


def test_check_and_plan_change_nothing(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    empty(company)
    with pytest.raises(CommandError, match="1 behind") as caught:
        call_command("migrate_tenants", company.slug, "--check", stdout=StringIO())
    assert caught.value.returncode == 1
    out, _ = run(company.slug, "--plan")
    assert "timetracking.0001_initial" in out
    assert tables(company.schema_name) == set()


def test_an_unknown_slug_is_answered_with_the_nearest(fresh_company: MakeCompany) -> None:
    fresh_company(slug="bakery")
    with pytest.raises(CommandError, match=r'No tenant "bakry"\. Did you mean "bakery"'):
        run("bakry")


def test_two_runs_at_once_are_safe(fresh_company: MakeCompany) -> None:
    companies = [fresh_company(), fresh_company()]
    for company in companies:
        empty(company)
    outcomes: list[str] = []

    def work() -> None:
        try:
            outcomes.append(run(*[company.slug for company in companies])[0])
        except CommandError as error:
            outcomes.append(f"failed {error}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(outcomes) == 2
    assert not [outcome for outcome in outcomes if "failed " in outcome.replace("0 failed.", "")]
    applied = sum(outcome.count("timetracking.0001_initial") for outcome in outcomes)
    assert applied == 2


def rights_on_migrations(company: Tenant) -> list[Any]:
    """Tell whether a company's role may read, write and empty its migration record."""
    return sql(
        "SELECT has_table_privilege(r, t, 'SELECT'), has_table_privilege(r, t, 'INSERT'),"
        " has_table_privilege(r, t, 'DELETE') FROM (SELECT"
        f" '{company.schema_name}' AS r, '{company.schema_name}.django_migrations' AS t) x"
    )


def test_a_company_s_role_cannot_rewrite_its_migration_record(fresh_company: MakeCompany) -> None:
    assert rights_on_migrations(fresh_company()) == [(True, False, False)]


def test_any_error_of_a_migration_leaves_the_others_their_turn(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = fresh_company(), fresh_company()
    for company in (first, second):
        empty(company)
    real = TenantMigrator.migrate_in_transaction

    def poisoned(self: TenantMigrator, tenant: Tenant) -> list[Any]:
        if tenant.pk == first.pk:
            raise ValueError("what a data migration may raise")
        return real(self, tenant)

    monkeypatch.setattr(TenantMigrator, "migrate_in_transaction", poisoned)
    err = StringIO()
    with pytest.raises(CommandError, match=f"Failed: {first.slug}"):
        call_command("migrate_tenants", first.slug, second.slug, stdout=StringIO(), stderr=err)
    assert "what a data migration may raise" in err.getvalue()
    assert "employees" in tables(second.schema_name)


def test_a_history_with_a_hole_is_refused(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    sql(f"DELETE FROM {company.schema_name}.django_migrations WHERE app = 'accounts'")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("migrate_tenants", company.slug, stdout=StringIO(), stderr=err)
    assert "which it needs, is not" in err.getvalue()


@pytest.mark.parametrize("lost", ["membership", "role"])
def test_lost_grants_are_brought_back(
    lost: str, two_logins: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    roles.withdraw(company.schema_name)
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
    run(company.slug)
    with tenant_context(company):
        Employee.objects.create(name="Back")
    assert rights_on_migrations(company) == [(True, False, False)]


def test_a_suspended_company_is_migrated_and_stays_suspended(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    lifecycle.suspend_tenant(company)
    empty(company)
    run(company.slug)
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
