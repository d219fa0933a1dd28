"""More workers than the database has places for."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

import pytest
from django.db import connections

from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.serving import Server


@pytest.fixture
def pair(fresh_company: Callable[..., Tenant]) -> tuple[Tenant, Tenant]:
    return fresh_company(name="Alder & Ash"), fresh_company(name="Birch & Beech")


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


def test_who_gets_no_connection_is_told_so(
    pair: tuple[Tenant, Tenant], few_places: Callable[[int], None]
) -> None:
    """By a 503, and nobody is shown another company's page."""
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
