"""migrate_tenants over several companies: failures, interrupts, and the next run."""

import re
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from tenants import lifecycle, rollout
from tenants.context import no_tenant, public_context, tenant_context
from tenants.exceptions import TenantUnavailable
from tenants.history import history
from tenants.migrator import TenantMigrator
from tenants.models import Tenant, TenantQuerySet
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.rollout import only_rollout
from tests.tenants.migrating import sql
from tests.tenants.rolling_out import empty, fail, named, run, tables
from tests.waiting import wait_until

MakeCompany = Callable[..., Tenant]


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


def test_a_run_continues_over_pages_and_connections(
    committed: None, acme: Tenant, corgicafe: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    backends: list[int] = []
    real = TenantMigrator.migrate

    def migrate(self: TenantMigrator, tenant: Tenant, **options: Any) -> Any:
        backends.append(connections[OWNER_ALIAS].connection.info.backend_pid)
        return real(self, tenant, **options)

    monkeypatch.setattr(TenantQuerySet.in_pages, "__defaults__", (1,))
    monkeypatch.setattr(rollout, "TENANTS_PER_CONNECTION", 1)
    monkeypatch.setattr(TenantMigrator, "migrate", migrate)
    assert "0 migrated, 2 up to date, 0 failed." in run(acme, corgicafe)[0]
    assert len(set(backends)) == 2


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


def test_a_second_run_is_refused_and_says_who_is_running(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    empty(company)
    with only_rollout():
        _, _, word = fail(company)
    assert re.search(r"has been running since \d{4}-.* \(server process \d+\)", word)
    assert "timetracking.0001_company" in run(company)[0]


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


def test_a_suspended_company_is_migrated_and_stays_suspended(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    lifecycle.suspend_tenant(company)
    empty(company)
    run(company)
    with pytest.raises(TenantUnavailable), tenant_context(company):
        pytest.fail("the block must not run")
