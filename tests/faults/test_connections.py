"""Kept and pooled connections through a real gunicorn: both serve, both stop at once."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import cycle, islice

import psutil
import pytest
from django.db import connections

from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.conftest import terminate
from tests.serving import Server
from tests.waiting import wait_until

MakeCompany = Callable[..., Tenant]
MODES = {"kept": {}, "pooled": {"DATABASE_POOL": "3"}}


@pytest.fixture
def pair(fresh_company: MakeCompany) -> tuple[Tenant, Tenant]:
    return fresh_company(name="Alder & Ash"), fresh_company(name="Birch & Beech")


@pytest.fixture(params=MODES)
def server(request: pytest.FixtureRequest, pair: tuple[Tenant, Tenant]) -> Iterator[Server]:
    with Server(**MODES[request.param], CONN_MAX_AGE="2") as running:
        yield running


def visit(server: Server, pair: tuple[Tenant, Tenant], count: int) -> list[bool]:
    """Have both companies visited by several at once; tell whether each saw its own name."""

    def ask(tenant: Tenant) -> bool:
        with server.client(tenant) as client:
            response = client.get("/login/")
        assert response.status_code == 200
        return tenant.name.replace("&", "&amp;") in response.text

    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(ask, islice(cycle(pair), count)))


def test_companies_do_not_mix(server: Server, pair: tuple[Tenant, Tenant]) -> None:
    assert visit(server, pair, 200) == [True] * 200


def is_over(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    return True


def slowness() -> float:
    """Return how many times longer than alone a piece of work takes on this machine just now."""
    began, begun = time.monotonic(), time.process_time()
    while (worked := time.process_time() - begun) < 0.1:
        pass
    return (time.monotonic() - began) / worked


def seconds_to_stop(server: Server, pair: tuple[Tenant, Tenant]) -> float:
    """Stop one of the workers while browsers keep connections open; return how long it takes."""
    with ExitStack() as browsers:
        for tenant in pair * 4:
            browser = browsers.enter_context(server.client(tenant))
            assert browser.get("/login/").status_code == 200
        worker = server.workers()[0]
        began = time.monotonic()
        os.kill(worker, signal.SIGTERM)
        wait_until(lambda: is_over(worker))
        took = time.monotonic() - began
    server.wait()
    return took


def test_a_worker_stops_within_a_second(server: Server, pair: tuple[Tenant, Tenant]) -> None:
    """Once is enough; and a machine that is busy otherwise stretches the second."""
    tries: list[tuple[float, float]] = []
    while not any(took < limit for limit, took in tries):
        assert len(tries) < 10, tries
        tries.append((slowness(), seconds_to_stop(server, pair)))


def test_all_of_gunicorn_stops_at_once(server: Server, pair: tuple[Tenant, Tenant]) -> None:
    visit(server, pair, 40)
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(timeout=20)  # of the 30 that gunicorn itself would give them


def backends() -> set[int]:
    """List the app login's backends that serve, by the stamp of their last company."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE usename = %s AND datname = current_database()"
            " AND pid <> ALL (%s)",
            [connections["default"].settings_dict["USER"], [own_backend()]],
        )
        return {pid for (pid,) in cursor.fetchall()}


def own_backend() -> int:
    """Return the backend of the test itself."""
    connections["default"].ensure_connection()
    return int(connections["default"].connection.info.backend_pid)


def test_no_backend_outlives_its_connection_s_age(
    server: Server, pair: tuple[Tenant, Tenant]
) -> None:
    """So what it remembers of the companies it has seen goes with it (CONN_MAX_AGE is 2 s here)."""
    visit(server, pair, 40)
    first = backends()
    assert first

    def all_are_new() -> bool:
        visit(server, pair, 40)
        return not first & backends()

    wait_until(all_are_new)


@pytest.fixture
def few_places(pair: tuple[Tenant, Tenant]) -> Iterator[Callable[[int], None]]:
    """Return what leaves the database so many places beside those that are taken now."""
    connections["default"].close()

    def limit(places: int) -> None:
        name = connections[OWNER_ALIAS].settings_dict["NAME"]
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name])
            allowed = cursor.fetchone()[0] + places if places >= 0 else -1
            cursor.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT {allowed}')

    yield limit
    limit(-1)


def test_more_workers_than_the_database_has_places_for(
    pair: tuple[Tenant, Tenant], few_places: Callable[[int], None]
) -> None:
    """Who gets no connection is answered 503, and nobody is shown another company's page."""
    with Server(CONN_MAX_AGE="300") as server:
        few_places(3)
        with ThreadPoolExecutor(16) as pool:
            visits = pool.map(lambda tenant: ask(server, tenant), islice(cycle(pair), 300))
            statuses = set(visits)
        assert statuses == {200, 503}
        few_places(-1)
        assert {ask(server, tenant) for tenant in pair * 10} == {200}
        assert "too many connections" in server.output()


def ask(server: Server, tenant: Tenant) -> int:
    """Return the status of a page that reads the company's tables, and see that it is its own."""
    with server.client(tenant) as client:
        client.cookies.set("sessionid", "k" * 32)
        response = client.get("/login/")
    if response.status_code == 200:
        assert tenant.name.replace("&", "&amp;") in response.text
    return response.status_code


def test_connections_that_died_together_are_replaced(
    server: Server, pair: tuple[Tenant, Tenant]
) -> None:
    """As after a restart of the database: no visitor hears of it."""
    visit(server, pair, 40)
    for pid in backends():
        terminate(pid)
    with server.client(pair[0]) as browser:
        assert {browser.get("/login/").status_code for _ in range(10)} == {200}
