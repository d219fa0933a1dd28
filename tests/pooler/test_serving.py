"""A real gunicorn behind PgBouncer: two companies share one server connection, in bad weather."""

import random
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.pooler.conftest import Company, browser
from tests.pooler.pgbouncer import PgBouncer
from tests.serving import Server

PAGES = ("/", "/today/", "/people/", "/timesheet/", "/settings/")
THREADS, VISITS = 8, 20
Pair = tuple[Company, Company]


@pytest.fixture(scope="module")
def server(pooler: PgBouncer) -> Iterator[Server]:
    """Serve the test database by way of PgBouncer."""
    with Server(**pooler.environment()) as running:
        yield running


Weather = Callable[[int], None]


def visit(server: Server, pair: Pair, number: int, weather: Weather) -> Counter[int]:
    """Alternate between the companies; each page must show its own company's word alone."""
    statuses: Counter[int] = Counter()
    with browser(server, pair[0]) as one, browser(server, pair[1]) as other:
        for turn in range(VISITS):
            weather(turn)
            mine, foreign = pair if turn % 2 else (pair[1], pair[0])
            client = one if turn % 2 else other
            page = client.get(PAGES[(turn + number) % len(PAGES)])
            statuses[page.status_code] += 1
            assert foreign.canary not in page.text
            assert page.status_code == 503 or mine.canary in page.text
    return statuses


def visit_by_all(server: Server, pair: Pair, weather: Weather) -> Counter[int]:
    """Visit from eight threads at once and count the answers."""
    with ThreadPoolExecutor(THREADS) as threads:
        found = threads.map(lambda number: visit(server, pair, number, weather), range(THREADS))
        return sum(found, Counter())


def fair_weather(turn: int) -> None:
    """Let everything go well."""


def cancel(server: Server, company: Company) -> None:
    """Ask for a page, and hang up before the answer is there."""
    cookies = "; ".join(f"{name}={value}" for name, value in company.cookie.items())
    head = [
        "GET /timesheet/ HTTP/1.1",
        f"Host: {company.tenant.host}:{server.port}",
        f"Cookie: {cookies}",
    ]
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire:
        wire.sendall("\r\n".join([*head, "", ""]).encode())
        time.sleep(random.uniform(0, 0.02))


def test_eight_visitors_of_two_companies_see_their_own_alone(
    server: Server, pair: Pair, pooler: PgBouncer
) -> None:
    before = pooler.transactions()
    assert visit_by_all(server, pair, fair_weather) == {200: THREADS * VISITS}
    # Each request is one transaction, and each has passed the one connection.
    assert pooler.transactions() - before >= THREADS * VISITS
    assert pooler.server_connections() == 1


def test_cancelled_requests_and_ended_backends_mix_nothing_and_are_got_over(
    server: Server, pair: Pair, pooler: PgBouncer
) -> None:
    ended: list[int] = []

    def bad_weather(turn: int) -> None:
        if turn % 5 == 2:
            cancel(server, pair[turn % 2])
        if turn % 10 == 5:
            ended.append(pooler.terminate_backends())

    found = visit_by_all(server, pair, bad_weather)
    assert sum(ended) >= THREADS / 2
    assert set(found) <= {200, 503}
    assert found[200] > THREADS * VISITS / 2
    # All is right again at once, in every thread of every worker, without a restart.
    assert visit_by_all(server, pair, fair_weather) == {200: THREADS * VISITS}
