"""Migrations: public alone by migrate, each company in one transaction by migrate_tenants."""

import re
import signal
import sys
import threading
import uuid
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections

from tenants import lifecycle, roles
from tenants.context import no_tenant, public_context, tenant_context
from tenants.exceptions import TenantUnavailable
from tenants.history import history
from tenants.migrator import TenantMigrator
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.rollout import only_rollout
from tenants.routers import TenantRouter
from tests.waiting import wait_until
from timetracking.models import Employee

MakeCompany = Callable[..., Tenant]


def named(make: MakeCompany, count: int) -> list[Tenant]:
    """Make companies whose order is known."""
    return [make(slug=f"order_{number}_{uuid.uuid4().hex[:6]}") for number in range(count)]


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


def run(*companies: Tenant, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    slugs = [company.slug for company in companies]
    call_command("migrate_tenants", tenant=slugs, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def fail(*companies: Tenant, **options: Any) -> tuple[str, str, str]:
    """Return what was printed, what was complained of, and the last word."""
    out, err = StringIO(), StringIO()
    slugs = [company.slug for company in companies]
    with pytest.raises(CommandError) as caught:
        call_command("migrate_tenants", tenant=slugs, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue(), str(caught.value)


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
    out, _ = run(company)
    assert f"{company.slug}: up to date" in out
    assert "0 migrated, 1 up to date, 0 failed." in out


def test_an_emptied_company_is_brought_back(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    whole = tables(company.schema_name)
    empty(company)
    out, _ = run(company)
    assert "timetracking.0001_company" in out
    assert tables(company.schema_name) == whole
    company.refresh_from_db()
    assert company.schema_version == history().version


def test_a_failing_company_is_named_the_others_are_done_and_a_rerun_heals_it(
    fresh_company: MakeCompany,
) -> None:
    first, poisoned, last = named(fresh_company, 3)
    for company in (first, poisoned, last):
        empty(company)
    sql(f"CREATE TABLE {poisoned.schema_name}.work_logs (poison int)")
    out, err, word = fail(first, poisoned, last)
    assert f"Failed: {poisoned.slug}." in word
    assert f"{poisoned.slug}: failed" in err
    assert "already exists" in err
    assert "2 migrated, 0 up to date, 1 failed." in out
    assert tables(poisoned.schema_name) == {"work_logs"}
    assert "employees" in tables(last.schema_name)

    sql(f"DROP TABLE {poisoned.schema_name}.work_logs")
    healed, _ = run(first, poisoned, last)
    assert "1 migrated, 2 up to date, 0 failed." in healed


def test_nothing_else_is_touched_where_the_first_company_fails(fresh_company: MakeCompany) -> None:
    first, *others = named(fresh_company, 3)
    for company in (first, *others):
        empty(company)
    sql(f"CREATE TABLE {first.schema_name}.work_logs (poison int)")
    out, _, word = fail(first, *others, jobs=2)
    assert "0 migrated, 0 up to date, 1 failed. 2 not started." in out
    assert "2 were not started" in word
    assert [tables(company.schema_name) for company in others] == [set(), set()]


def test_a_company_with_nothing_to_do_is_no_canary(fresh_company: MakeCompany) -> None:
    current, poisoned, last = named(fresh_company, 3)
    for company in (poisoned, last):
        empty(company)
    sql(f"CREATE TABLE {poisoned.schema_name}.work_logs (poison int)")
    out, _, _ = fail(current, poisoned, last)
    assert "0 migrated, 1 up to date, 1 failed. 1 not started." in out


def test_fail_fast_begins_no_other_company(fresh_company: MakeCompany) -> None:
    first, poisoned, last = named(fresh_company, 3)
    for company in (first, poisoned, last):
        empty(company)
    sql(f"CREATE TABLE {poisoned.schema_name}.work_logs (poison int)")
    out, _, _ = fail(first, poisoned, last, fail_fast=True)
    assert "1 migrated, 0 up to date, 1 failed. 1 not started." in out
    assert tables(last.schema_name) == set()


def test_without_names_exactly_those_behind_are_touched(fresh_company: MakeCompany) -> None:
    behind, current = named(fresh_company, 2)
    empty(behind)
    out, _ = run()
    assert f"{behind.slug}: " in out
    assert f"{current.slug}: " not in out
    assert "1 migrated" in out


def test_a_company_that_the_release_before_makes_meanwhile_is_named(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    early, behind = named(fresh_company, 2)
    empty(behind)
    real = TenantMigrator.migrate

    def migrate(self: TenantMigrator, tenant: Tenant, **options: Any) -> Any:
        with no_tenant(), public_context():
            empty(early)  # its turn, by its slug, is over
        return real(self, tenant, **options)

    with monkeypatch.context() as patch:
        patch.setattr(TenantMigrator, "migrate", migrate)
        out, _, word = fail()
    assert out.endswith("1 migrated, 2 up to date, 0 failed.\n")
    assert word == f"Created during this run, and behind: {early.slug}. Run migrate_tenants again."
    assert "1 migrated, 3 up to date, 0 failed." in run()[0]


def test_what_was_under_way_at_an_interrupt_is_told(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, poisoned, last = named(fresh_company, 3)
    for company in (first, poisoned, last):
        empty(company)
    sql(f"CREATE TABLE {poisoned.schema_name}.work_logs (poison int)")
    real = TenantMigrator.migrate

    def migrate(self: TenantMigrator, tenant: Tenant, **options: Any) -> Any:
        if tenant.pk == poisoned.pk:
            wait_until(lambda: main_thread_is_in("_receive"))  # it waits for this company
            wait_until(interrupt_the_waiting)
        return real(self, tenant, **options)

    monkeypatch.setattr(TenantMigrator, "migrate", migrate)
    out, err, word = fail(first, poisoned, last)
    assert f"{poisoned.slug}: failed, unchanged" in err
    assert "1 migrated, 0 up to date, 1 failed. 1 not started." in out
    assert word.startswith(f"Stopped. Failed: {poisoned.slug}. 1 were not started.")
    assert tables(last.schema_name) == set()


def interrupt_the_waiting() -> bool:
    """Send the main thread a Ctrl-C until it waits no longer: one just before it waits is lost."""
    if main_thread_is_in("_receive"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        return False
    return True


def main_thread_is_in(function: str) -> bool:
    """Say whether the main thread is running a function of this name, or what it has called."""
    frame = sys._current_frames().get(threading.main_thread().ident or 0)
    while frame and frame.f_code.co_name != function:
        frame = frame.f_back
    return frame is not None


def test_check_and_plan_change_nothing(fresh_company: MakeCompany) -> None:
    behind, current = named(fresh_company, 2)
    empty(behind)
    out, _, word = fail(behind, current, check=True)
    assert f"{behind.slug}: behind" in out
    assert "1 of 2 behind." in out
    assert "1 behind" in word
    out, _ = run(behind, current, plan=True)
    assert f"{behind.slug}: accounts.0001_initial, sessions.0001_initial, timetracking." in out
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


def test_a_second_run_is_refused_and_says_who_is_running(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    empty(company)
    with only_rollout():
        _, _, word = fail(company)
    assert re.search(r"has been running since \d{4}-.* \(server process \d+\)", word)
    assert "timetracking.0001_company" in run(company)[0]


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
    first, second, third = named(fresh_company, 3)
    for company in (first, second, third):
        empty(company)
    real = TenantMigrator._take_steps

    def poisoned(self: TenantMigrator, tenant: Tenant, *args: Any) -> None:
        if tenant.pk == second.pk:
            raise ValueError("what a data migration may raise")
        real(self, tenant, *args)

    monkeypatch.setattr(TenantMigrator, "_take_steps", poisoned)
    _, err, word = fail(first, second, third)
    assert f"Failed: {second.slug}" in word
    assert "what a data migration may raise" in err
    assert "employees" in tables(third.schema_name)


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


def test_a_suspended_company_is_migrated_and_stays_suspended(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    lifecycle.suspend_tenant(company)
    empty(company)
    run(company)
    with pytest.raises(TenantUnavailable), tenant_context(company):
        pytest.fail("the block must not run")


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
