"""Kept and pooled connections through a real gunicorn: both serve, both stop at once."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import cycle, islice
from typing import Any

import psutil
import pytest
from django.db import connections

from tenants.context import public_context
from tenants.lifecycle import drop_tenant, provision_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.conftest import terminate
from tests.serving import Server
from tests.waiting import wait_until

MODES = {"kept": {}, "pooled": {"DATABASE_POOL": "3"}}


@pytest.fixture(scope="module")
def pair_made_once(
    companies: tuple[Tenant, Tenant], django_db_blocker: Any
) -> Iterator[tuple[Tenant, Tenant]]:
    with django_db_blocker.unblock(), public_context():
        names = {"alder": "Alder & Ash", "birch": "Birch & Beech"}
        first, second = (provision_tenant(slug=slug, name=name) for slug, name in names.items())
        yield first, second
        for company in (first, second):
            drop_tenant(company)
        connections.close_all()


@pytest.fixture
def pair(pair_made_once: tuple[Tenant, Tenant], committed: None) -> tuple[Tenant, Tenant]:
    return pair_made_once


@pytest.fixture(scope="module", params=MODES)
def server(
    request: pytest.FixtureRequest, pair_made_once: tuple[Tenant, Tenant]
) -> Iterator[Server]:
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


@pytest.mark.parametrize("mode", MODES)
def test_all_of_gunicorn_stops_at_once(mode: str, pair: tuple[Tenant, Tenant]) -> None:
    with Server(**MODES[mode], CONN_MAX_AGE="2") as server:
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


def test_connections_that_died_together_are_replaced(
    server: Server, pair: tuple[Tenant, Tenant]
) -> None:
    """As after a restart of the database: no visitor hears of it."""
    visit(server, pair, 40)
    for pid in backends():
        terminate(pid)
    with server.client(pair[0]) as browser:
        assert {browser.get("/login/").status_code for _ in range(10)} == {200}
