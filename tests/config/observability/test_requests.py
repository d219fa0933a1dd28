"""Requests by route: what a client sends is no label."""

from collections.abc import Callable

from django.test import Client

from config.observability.companies import busiest
from tests.config.observability.conftest import Samples
from tests.conftest import TenantClient

Scrape = Callable[[], Samples]


def named(samples: Samples, name: str) -> dict[frozenset[tuple[str, str]], float]:
    return {labels: value for (one, labels), value in samples.items() if one == name}


def test_a_request_is_counted_by_route_method_and_class_of_status(
    acme_client: TenantClient, scrape: Scrape
) -> None:
    labels = frozenset({"route": "/login/", "method": "GET", "status": "2xx"}.items())
    before = named(scrape(), "shiftbook_requests_total").get(labels, 0)
    acme_client.get("/login/?next=/timesheet/")
    after = scrape()
    assert named(after, "shiftbook_requests_total")[labels] == before + 1
    route = frozenset({("route", "/login/")})
    assert named(after, "shiftbook_request_seconds_count")[route] >= 1
    assert named(after, "shiftbook_requests_in_progress") == {frozenset(): 1}  # the scrape itself


def test_scanners_of_hosts_paths_and_methods_add_nothing(
    acme_client: TenantClient, scrape: Scrape
) -> None:
    acme_client.get("/nowhere/")
    acme_client.get("/invitation/secret/")
    for path in ("/", "/nowhere/"):
        acme_client.generic("SCAN", path)
    Client().get("/", headers={"host": "nobody.localhost"})
    Client().get("/", headers={"host": "example.com"})
    scrape()  # counts itself from the next one on
    before = set(scrape())
    for number in range(40):
        acme_client.get(f"/scan-{number}/")
        acme_client.generic(f"SCAN{number}", "/")
        acme_client.get(f"/invitation/secret-{number}/")
        Client().get("/", headers={"host": f"scan-{number}.localhost"})
        Client().get("/", headers={"host": f"scan-{number}.example.com"})
    assert set(scrape()) == before


def test_requests_are_counted_by_company(acme_client: TenantClient) -> None:
    acme_client.get("/login/")
    acme_client.get("/nowhere/")
    requests, errors, seconds, *_ = busiest(10)["acme_test"]
    assert (requests, errors) == (2, 0)
    assert seconds > 0
    Client().get("/", headers={"host": "nobody.localhost"})
    assert set(busiest(10)) == {"acme_test"}
