"""While one company holds all that it may have, the others are served at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
from django.db import connections, transaction

from config.http.turns import MOST_WAITING
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.serving import Server
from tests.waiting import wait_until


@contextmanager
def stuck(tenant: Tenant) -> Iterator[Callable[[], int]]:
    """Let every request of the company wait; yield how many do, by the database."""
    with transaction.atomic(using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(f"LOCK TABLE {tenant.schema_name}.company_settings")

        def waiting() -> int:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass",
                [f"{tenant.schema_name}.company_settings"],
            )
            return int(cursor.fetchone()[0])

        yield waiting


def visit(server: Server, tenant: Tenant) -> httpx.Response:
    with server.client(tenant) as client:
        client.timeout = httpx.Timeout(40)
        return client.get("/login/")


def test_a_flood_of_slow_requests_leaves_the_others_their_threads(
    fresh_company: Callable[..., Tenant],
) -> None:
    loud, calm = fresh_company(name="Loud"), fresh_company(name="Calm")
    changes = {"WEB_CONCURRENCY": "1", "WEB_THREADS": "2", "STATEMENT_TIMEOUT_MS": "60000"}
    with Server(**changes) as server, ThreadPoolExecutor(MOST_WAITING + 4) as pool:
        assert {visit(server, one).status_code for one in (loud, calm)} == {200}
        with stuck(loud) as waiting:
            flood = [pool.submit(visit, server, loud) for _ in range(MOST_WAITING + 4)]
            wait_until(lambda: waiting() == 1 and sum(one.done() for one in flood) >= 3, 60)
            assert visit(server, calm).status_code == 200
            assert waiting() == 1
        answers = [one.result(timeout=60) for one in flood]
        refused = [one for one in answers if one.status_code == 503]
        assert {one.headers["Retry-After"] for one in refused} == {"5"}
        assert len(refused) >= 3
        assert {one.status_code for one in answers} == {200, 503}
        # The places are free again.
        assert visit(server, loud).status_code == 200


def test_who_waits_for_a_turn_is_answered_when_their_patience_ends(
    fresh_company: Callable[..., Tenant],
) -> None:
    """By a 503, so that nobody waits for ever."""
    loud = fresh_company(name="Loud")
    changes = {"WEB_CONCURRENCY": "1", "WEB_THREADS": "2", "STATEMENT_TIMEOUT_MS": "60000"}
    with Server(**changes) as server, ThreadPoolExecutor(2) as pool:
        assert visit(server, loud).status_code == 200
        with stuck(loud) as waiting:
            first = pool.submit(visit, server, loud)
            wait_until(lambda: waiting() == 1, 60)
            second = pool.submit(visit, server, loud)
            assert second.result(timeout=60).status_code == 503
        assert first.result(timeout=60).status_code == 200
