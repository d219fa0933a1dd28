"""The backend: one BEGIN message, verified, and what happens when the server disagrees."""

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.base.base import RAN_DB_VERSION_CHECK
from django.db.transaction import TransactionManagementError
from psycopg.pq import TransactionStatus

from tenants import lifecycle, roles
from tenants.context import require_active, tenant_context
from tenants.exceptions import NoTenantError, TenantStampError, TenantUnavailable
from tenants.models import Tenant
from tenants.postgresql import base
from tenants.postgresql.switch import Switch, switch_to
from tests.waiting import PATIENCE
from timetracking.models import Employee

MakeCompany = Callable[..., Tenant]


def test_begin_carries_the_whole_switch_in_one_message(
    fresh_company: MakeCompany, tmp_path: Path
) -> None:
    company = fresh_company()
    connection.ensure_connection()
    pgconn = connection.connection.pgconn
    with (tmp_path / "trace").open("wb") as trace:
        pgconn.trace(trace.fileno())
        with tenant_context(company):
            Employee.objects.count()
        pgconn.untrace()
    sent = re.findall(r'\tF\t\d+\tQuery\t "(.*)"', (tmp_path / "trace").read_text())
    name = f"tenant_{company.slug}"
    assert sent == [
        f'BEGIN; SET LOCAL ROLE "{name}"; SET LOCAL search_path = {name}, public, pg_temp; '
        f"SET LOCAL application_name = 'shiftbook/{company.slug}'; SET LOCAL statement_timeout = "
        "10000; SET LOCAL idle_in_transaction_session_timeout = 60000",
        "COMMIT",
    ]


def test_begin_is_sent_ahead_and_answered_before_the_first_statement(
    fresh_company: MakeCompany,
) -> None:
    with tenant_context(fresh_company(), ahead=True):
        pgconn = connection.connection.pgconn
        assert pgconn.transaction_status == TransactionStatus.ACTIVE
        assert Employee.objects.count() == 0
        assert pgconn.transaction_status == TransactionStatus.INTRANS


def test_a_block_that_asks_nothing_hears_at_its_end(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    lifecycle.suspend_tenant(company)
    done = []
    with pytest.raises(TenantUnavailable), tenant_context(company, ahead=True):
        done.append("before the answer")
    assert done
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        assert cursor.fetchone()[0] == roles.app_login()


def test_a_refusal_that_was_caught_is_met_again(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    lifecycle.suspend_tenant(company)
    with pytest.raises(TenantUnavailable), tenant_context(company, ahead=True):
        for _ in range(2):
            with pytest.raises(TenantUnavailable):
                Employee.objects.count()
        transaction.set_rollback(True)
        require_active().connection.settle()


def test_a_failed_block_hears_of_its_own_failure_first(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    company, other = fresh_company(), fresh_company()
    lifecycle.suspend_tenant(company)
    with pytest.raises(ZeroDivisionError), tenant_context(company, ahead=True):
        _ = 1 / 0
    with tenant_context(other, ahead=True):
        assert Employee.objects.count() == 0


def test_nothing_is_left_on_the_session_after_a_tenant(fresh_company: MakeCompany) -> None:
    with tenant_context(fresh_company()):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text, current_setting('search_path')")
        role, path = cursor.fetchone()
        cursor.execute("SELECT current_setting('statement_timeout')")
        timeout = cursor.fetchone()[0]
    assert (role, timeout) == (roles.app_login(), "0")
    assert "tenant_" not in path


def lie_about(monkeypatch: pytest.MonkeyPatch, **expected: bytes) -> None:
    """Let the server report other than what is expected of it."""
    real = switch_to

    def lying(alias: str, slug: str | None, **options: bool) -> Switch:
        honest = real(alias, slug, **options)
        return replace(honest, **expected) if slug else honest

    monkeypatch.setattr(base, "switch_to", lying)


def test_a_server_that_reports_another_stamp_is_hung_up_on(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = fresh_company()
    lie_about(monkeypatch, stamp=b"shiftbook/somebody_else")
    with pytest.raises(TenantStampError), tenant_context(company):
        pytest.fail("the block must not run")
    assert connection.connection is None or connection.connection.closed
    monkeypatch.undo()
    with tenant_context(company):
        assert Employee.objects.count() == 0


def test_a_server_that_reports_another_path_is_hung_up_on(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = fresh_company()
    if connection.pg_version < 180000:  # type: ignore[attr-defined]
        pytest.skip("search_path is reported from PostgreSQL 18 on")
    lie_about(monkeypatch, path=b"public, pg_temp")
    with pytest.raises(TenantStampError), tenant_context(company):
        pytest.fail("the block must not run")


def test_a_thread_s_first_connection_may_be_opened_by_a_tenant(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    counts: list[int] = []

    def work() -> None:
        # Django asks for the server's version with the first connection of a process.
        RAN_DB_VERSION_CHECK.discard("default")
        with tenant_context(company):
            counts.append(Employee.objects.count())
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(timeout=PATIENCE)
    assert counts == [0]


def test_a_tenant_without_a_role_is_unavailable_and_the_connection_goes_on(
    fresh_company: MakeCompany,
) -> None:
    company = fresh_company()
    ghost = Tenant(pk=999_999, slug="ghost_company", name="Ghost", subdomain="ghost")
    with pytest.raises(TenantUnavailable), tenant_context(ghost):
        pytest.fail("the block must not run")
    with tenant_context(company):
        assert Employee.objects.count() == 0


def test_a_missing_role_inside_an_outer_transaction_leaves_that_one_usable(
    acme: Tenant, db: None
) -> None:
    ghost = Tenant(pk=999_999, slug="ghost_company", name="Ghost", subdomain="ghost")
    with pytest.raises(TenantUnavailable), tenant_context(ghost):
        pytest.fail("the block must not run")
    with tenant_context(acme):
        assert Employee.objects.count() == 0


@pytest.mark.parametrize("slug", ['a"; DROP ROLE x; --', "Acme", "a-b", "", "a" * 41, "a\n", "1a"])
def test_only_slugs_reach_the_switch(slug: str, db: None) -> None:
    evil = Tenant(pk=1, slug=slug, name="Evil", subdomain="evil")
    with pytest.raises(NoTenantError, match="not a slug"), tenant_context(evil):
        pytest.fail("the block must not run")


def test_a_company_s_statement_is_bounded_in_time(in_acme: Tenant) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        assert cursor.fetchone()[0] == "10s"


def test_begin_outside_a_tenant_sees_public_alone(committed: None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('search_path'), current_setting('application_name')")
        assert cursor.fetchone() == ("public, pg_temp", "shiftbook/public")


def test_a_commit_that_would_be_a_silent_rollback_raises(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    with (
        pytest.raises(TransactionManagementError, match="Nothing was saved"),
        tenant_context(company),
    ):
        Employee.objects.create(name="Before")
        with pytest.raises(IntegrityError), connection.cursor() as cursor:
            cursor.execute("INSERT INTO employees (name) VALUES (NULL)")
    with tenant_context(company):
        assert not Employee.objects.exists()
