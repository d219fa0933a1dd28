"""psycopg's own pool with one connection, which two companies take in turns."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle
from threading import Lock

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from psycopg_pool import ConnectionPool

from tenants import roles
from tenants.context import tenant_context
from tenants.exceptions import TenantUnavailable
from tenants.lifecycle import suspend_tenant
from tests.conftest import terminate
from tests.pooler.conftest import Company, Reconfigure
from tests.waiting import PATIENCE, wait_until
from timetracking.models import Employee

POOL_OF_ONE = {"min_size": 1, "max_size": 1, "timeout": PATIENCE}
THREADS, TURNS = 6, 500
Pair = tuple[Company, Company]


@pytest.fixture
def pool_of_one(reconfigured: Reconfigure) -> Iterator[None]:
    """Give every thread's `default` connection the same one to borrow."""
    with reconfigured(CONN_MAX_AGE=0, OPTIONS={"pool": POOL_OF_ONE}):
        yield


def who_is_there() -> tuple[str, str, str, int]:
    """Borrow the connection outside every company, and ask it who it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user::text, current_setting('search_path'),"
            " current_setting('statement_timeout'), pg_backend_pid()"
        )
        role, path, timeout, pid = cursor.fetchone()
    connection.close()
    return role, path, timeout, pid


def end_backend() -> None:
    """Ask on, after somebody beside us has ended the backend."""
    terminate(int(connection.connection.info.backend_pid))
    Employee.objects.count()


def cancel_statement() -> None:
    """Sleep until somebody beside us cancels it."""
    sleeper: psycopg.Connection[tuple[object]] = connection.connection
    with ThreadPoolExecutor(1) as beside:
        cancelling = beside.submit(cancel_once_asleep, sleeper)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(600)")
        finally:
            cancelling.result()


def cancel_once_asleep(sleeper: "psycopg.Connection[tuple[object]]") -> None:
    """Cancel the statement of a connection when it sleeps, no sooner."""
    pid = sleeper.info.backend_pid
    asleep = "SELECT wait_event FROM pg_stat_activity WHERE pid = %s"
    with beside_the_pool() as watcher:
        wait_until(lambda: watcher.execute(asleep, [pid]).fetchone() == ("PgSleep",))
    sleeper.cancel_safe()


def beside_the_pool() -> "psycopg.Connection[tuple[object]]":
    """Connect as the app login, past the pool."""
    parameters = connection.get_connection_params()
    for key in ("context", "cursor_factory", "pool"):
        parameters.pop(key, None)
    return psycopg.connect(**parameters, autocommit=True)


def fail_in_python() -> None:
    raise ZeroDivisionError


def fail_in_sql() -> None:
    Employee.objects.update(name=None)


def fail_in_a_savepoint() -> None:
    with suppress(DatabaseError), transaction.atomic():
        fail_in_sql()
    raise ZeroDivisionError


def interrupt() -> None:
    raise KeyboardInterrupt


MISHAPS: dict[Callable[[], None], type[BaseException]] = {
    end_backend: OperationalError,
    cancel_statement: OperationalError,
    fail_in_python: ZeroDivisionError,
    fail_in_sql: IntegrityError,
    fail_in_a_savepoint: ZeroDivisionError,
    interrupt: KeyboardInterrupt,
}


def take_turns(pair: Pair, number: int, mishaps: bool) -> Counter[str]:
    """Alternate between the companies and return what was seen."""
    seen: Counter[str] = Counter()
    mishap = cycle(MISHAPS)
    for turn in range(TURNS):
        company = pair[(turn + number) % 2]
        if mishaps and turn % 25 == 0:
            suffer(next(mishap), company)
            seen["mishaps"] += 1
        with tenant_context(company.tenant):
            names = list(Employee.objects.values_list("name", flat=True))
        seen["own" if names == [company.canary] else "foreign"] += 1
        connection.close()
    return seen


def suffer(mishap: Callable[[], None], company: Company) -> None:
    """Let a transaction of the company come to a bad end."""
    with pytest.raises(MISHAPS[mishap]), tenant_context(company.tenant):
        mishap()
    connection.close()


@pytest.mark.parametrize("mishaps", [False, True])
def test_two_companies_take_turns_three_thousand_times_and_see_their_own_alone(
    mishaps: bool, pair: Pair, pool_of_one: None
) -> None:
    before = who_is_there()
    with ThreadPoolExecutor(THREADS) as threads:
        found = threads.map(lambda number: take_turns(pair, number, mishaps), range(THREADS))
        seen = sum(found, Counter())
    assert seen["foreign"] == 0
    assert seen["own"] == THREADS * TURNS
    assert seen["mishaps"] == (THREADS * TURNS / 25 if mishaps else 0)
    after = who_is_there()
    assert after[:3] == before[:3]
    if not mishaps:
        assert after == before  # one connection has served them all


@pytest.mark.parametrize("mishap", MISHAPS)
def test_after_a_mishap_the_connection_is_nobody_s(
    mishap: Callable[[], None], pair: Pair, pool_of_one: None
) -> None:
    before = who_is_there()
    suffer(mishap, pair[0])
    role, *rest = who_is_there()
    assert role == roles.app_login()
    assert rest[:2] == [*before[1:3]]
    with tenant_context(pair[1].tenant):
        assert Employee.objects.get().name == pair[1].canary


def test_a_refused_company_leaves_the_connection_to_the_other(
    two_logins: None, pair: Pair, pool_of_one: None
) -> None:
    pid = who_is_there()[3]
    suspend_tenant(pair[0].tenant)
    with pytest.raises(TenantUnavailable), tenant_context(pair[0].tenant):
        pytest.fail("the block must not run")
    connection.close()
    assert who_is_there()[3] == pid
    with tenant_context(pair[1].tenant):
        assert Employee.objects.get().name == pair[1].canary


def test_a_connection_that_died_in_the_pool_is_replaced(pair: Pair, pool_of_one: None) -> None:
    pid = who_is_there()[3]
    terminate(pid)
    with tenant_context(pair[0].tenant):
        assert Employee.objects.get().name == pair[0].canary


def someone_waits() -> bool:
    pool: ConnectionPool = connection.pool  # type: ignore[attr-defined]
    return bool(pool.get_stats().get("requests_waiting"))


def test_a_second_borrower_waits_until_the_first_is_done(pair: Pair, pool_of_one: None) -> None:
    first = Lock()

    def visit(company: Company) -> tuple[float, float]:
        try:
            with tenant_context(company.tenant):
                begun = time.monotonic()
                if first.acquire(blocking=False):
                    wait_until(someone_waits)
                assert Employee.objects.get().name == company.canary
                return begun, time.monotonic()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        (_, ended), (begun, _) = sorted(threads.map(visit, pair))
    assert ended <= begun
