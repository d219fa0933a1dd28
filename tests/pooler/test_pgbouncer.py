"""The harness: it is the PgBouncer that it says it is, it can see a leak, and it leaves nothing."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import psutil
import psycopg
import pytest
from django.db import OperationalError, connection

from tenants.context import tenant_context
from tests.pooler.conftest import Company, Reconfigure
from tests.pooler.pgbouncer import PgBouncer
from tests.waiting import PATIENCE, wait_until
from timetracking.models import Employee


def test_it_runs_as_no_root_and_nothing_is_left_of_it(django_db_setup: None) -> None:
    with PgBouncer() as pooler, pooler.connect() as client:
        process, folder = psutil.Process(pooler.process.pid), pooler.folder
        assert process.uids().real != 0
        assert f"PgBouncer {pooler.version[0]}.{pooler.version[1]}" in pooler.output()
        assert client.execute("SELECT 1 AS one").fetchone() == {"one": 1}
    assert not process.is_running()
    assert not folder.exists()


def test_a_missing_program_is_a_failure_where_a_pooler_is_required(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGBOUNCER", "/nowhere/pgbouncer")
    monkeypatch.setenv("REQUIRE_POOLER", "1")
    with pytest.raises(pytest.fail.Exception, match="/nowhere/pgbouncer"):
        PgBouncer()
    monkeypatch.setenv("REQUIRE_POOLER", "0")
    with pytest.raises(pytest.skip.Exception, match="/nowhere/pgbouncer"):
        PgBouncer()


def test_what_is_set_on_the_session_leaks_to_the_other_client(pooler: PgBouncer) -> None:
    """The control: what we never do would be seen."""
    with pooler.connect() as one, pooler.connect() as other:
        one.execute("SET search_path = leaked_through")
        try:
            assert other.execute("SHOW search_path").fetchone() == {"search_path": "leaked_through"}
        finally:
            other.execute("RESET search_path")


def test_a_role_set_on_the_session_leaks_to_the_other_client(
    pooler: PgBouncer, two_logins: None, pair: tuple[Company, Company]
) -> None:
    """The control for roles, in every version and whatever parameters are tracked."""
    role = pair[0].tenant.schema_name
    with pooler.connect() as one, pooler.connect() as other:
        one.execute(f'SET ROLE "{role}"'.encode())
        try:
            found = other.execute("SELECT current_user::text AS role").fetchone()
            assert found == {"role": role}
        finally:
            other.execute("RESET ROLE")


def test_our_switch_leaks_nothing_to_the_other_client(
    pooler: PgBouncer, pair: tuple[Company, Company], reconfigured: Reconfigure
) -> None:
    question = (
        "SELECT pg_backend_pid() AS pid, current_user::text AS role,"
        " current_setting('search_path') AS path, current_setting('statement_timeout') AS timeout"
    )
    with reconfigured(**pooler.settings()), pooler.connect() as other:
        before = other.execute(question).fetchone()
        with tenant_context(pair[0].tenant), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), current_user::text")
            inside = cursor.fetchone()
        assert before
        assert inside == (before["pid"], pair[0].tenant.schema_name)
        assert other.execute(question).fetchone() == before


def test_two_companies_at_once_wait_for_each_other(
    pooler: PgBouncer, pair: tuple[Company, Company], reconfigured: Reconfigure
) -> None:
    barrier = Barrier(2)
    first = Lock()

    def visit(company: Company) -> tuple[float, float]:
        try:
            barrier.wait(PATIENCE)
            with tenant_context(company.tenant):
                names = list(Employee.objects.values_list("name", flat=True))
                begun = time.monotonic()
                if first.acquire(blocking=False):
                    wait_until(lambda: pooler.waiting_clients() == 1)
                again = list(Employee.objects.values_list("name", flat=True))
                ended = time.monotonic()
            assert names == again == [company.canary]
            return begun, ended
        finally:
            connection.close()

    with reconfigured(**pooler.settings()), ThreadPoolExecutor(2) as threads:
        (_, ended), (begun, _) = sorted(threads.map(visit, pair))
    assert ended <= begun
    assert pooler.server_connections() == 1


def test_a_client_that_never_gets_its_turn_is_told(django_db_setup: None) -> None:
    with PgBouncer(query_wait_timeout="1") as pooler, pooler.connect() as holder:
        holder.execute("BEGIN")
        with pytest.raises(psycopg.OperationalError, match="query_wait_timeout"):
            pooler.connect().execute("SELECT 1")


def test_a_backend_that_ends_before_the_commit_is_a_database_that_went_away(
    pooler: PgBouncer, pair: tuple[Company, Company], reconfigured: Reconfigure
) -> None:
    """PgBouncer adds its own farewell to the server's: two answers to one COMMIT."""
    mine, other = pair
    with reconfigured(**pooler.settings()):
        with pytest.raises(OperationalError), tenant_context(mine.tenant):
            Employee.objects.update(name="never committed")
            assert pooler.terminate_backends() == 1
            wait_until(lambda: pooler.server_connections() == 0)
        for company in (other, mine):
            with tenant_context(company.tenant):
                assert Employee.objects.get().name == company.canary
