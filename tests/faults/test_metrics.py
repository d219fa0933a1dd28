"""/metrics of a real gunicorn: the sum of its workers, also when some are killed."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tenants.models import Tenant
from tests.serving import Server
from tests.waiting import wait_until

TOKEN = "a-token-of-thirty-two-letters-and-more"


def logins_counted(client: httpx.Client, company: Tenant) -> tuple[float, float]:
    """Return how many requests for /login/ are counted, by route and by company."""
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    by_route = by_company = 0.0
    for family in text_string_to_metric_families(response.text):
        for sample in family.samples:
            if sample.name == "shiftbook_requests_total" and sample.labels["route"] == "/login/":
                by_route += sample.value
            if sample.name == "shiftbook_company_recent_requests":
                by_company += sample.value if sample.labels["company"] == company.slug else 0
    return by_route, by_company


def visit(server: Server, company: Tenant, number: int) -> None:
    """Open the page with a new connection each time, so that every worker gets some."""
    with server.client(company) as visitor:
        for _ in range(number):
            assert visitor.get("/login/", headers={"Connection": "close"}).status_code == 200


def kill_a_worker(server: Server) -> None:
    """Kill one, and wait for the one that replaces it."""
    killed, *others = server.workers()
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: killed not in server.workers() and len(server.workers()) > len(others))
    server.wait()


@pytest.mark.several_connections
def test_the_connections_of_all_pools_are_summed(
    fresh_company: Callable[..., Tenant], tmp_path: Path
) -> None:
    company = fresh_company()
    variables = {"METRICS_TOKEN": TOKEN, "TMPDIR": str(tmp_path), "DATABASE_POOL": "2"}
    with Server(**variables) as server, server.client() as scraper:
        visit(server, company, 10)
        text = scraper.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    found = dict(line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    connections = [float(value) for name, value in found.items() if "pool_connections" in name]
    assert 1 <= sum(connections) <= 4
    assert float(found["shiftbook_pool_waiting"]) == 0


@pytest.mark.several_connections
def test_workers_are_summed_and_killed_ones_are_not_forgotten(
    fresh_company: Callable[..., Tenant], tmp_path: Path
) -> None:
    company = fresh_company()
    variables = {"METRICS_TOKEN": TOKEN, "TMPDIR": str(tmp_path), "WEB_CONCURRENCY": "3"}
    with Server(**variables) as server, server.client() as scraper:
        for times in range(1, 4):
            visit(server, company, 15)
            by_route, by_company = logins_counted(scraper, company)
            assert by_route == 15 * times
            # What a killed worker has not yet published is missing: at most two seconds of it.
            assert 0 < by_company <= by_route
            kill_a_worker(server)
        (folder,) = tmp_path.glob("shiftbook-metrics-*")
        assert logins_counted(scraper, company)[0] == 45
        assert len(list(folder.glob("counter_*.db"))) <= 4  # three workers and the master
    assert not list(tmp_path.glob("shiftbook-metrics-*"))
