"""Whatever fails, however deep: nothing half written, nobody left inside, the next one served."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tenants.context import tenant_context
from tenants.exceptions import NoTenantError
from tests.conftest import terminate
from tests.digest import digest
from tests.isolation import failing
from tests.isolation.canaries import Canaries
from tests.isolation.standing import nobody_is_inside, written
from tests.isolation.watching import WatchedClient

ALTERNATIONS = 10_000
POINTS = ("before the first statement", "between statements", "inside a savepoint", "before commit")

pytestmark = pytest.mark.usefixtures("committed", "theirs_unchanged")


@pytest.fixture
def visitor(ours: Canaries, theirs: Canaries, settings: Any) -> WatchedClient:
    """Return a browser at the failing views, to whom a 500 is an answer."""
    settings.ROOT_URLCONF = failing.__name__
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{failing.__name__}.FailingMiddleware"]
    client = WatchedClient(ours, theirs, raise_request_exception=False)
    client.tolerated = 503
    defaults: Any = client.defaults
    defaults["test.stop"] = end_backend
    return client


# --- Exceptions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("view", failing.BEFORE_COMMIT, ids=lambda view: view.__name__)
def test_what_fails_before_commit_writes_nothing(
    view: Callable[..., Any], visitor: WatchedClient, name: str, ours: Canaries, theirs: Canaries
) -> None:
    response = visitor.get(f"/{view.__name__}/", {"name": name})
    assert response.status_code == 500
    assert written(ours, name) == []
    nobody_is_inside(theirs)


@pytest.mark.parametrize("view", failing.AFTER_COMMIT, ids=lambda view: view.__name__)
def test_what_fails_after_commit_leaves_what_was_committed_alone(
    view: Callable[..., Any], visitor: WatchedClient, name: str, ours: Canaries, theirs: Canaries
) -> None:
    visitor.get(f"/{view.__name__}/", {"name": name})
    assert written(ours, name) == [name]
    nobody_is_inside(theirs)


@pytest.mark.parametrize("view", failing.STREAMS, ids=lambda view: view.__name__)
def test_a_stream_that_breaks_off_leaves_nobody_inside(
    view: Callable[..., Any], visitor: WatchedClient, theirs: Canaries
) -> None:
    with pytest.raises((failing.Broken, NoTenantError)):
        visitor.get(f"/{view.__name__}/")
    nobody_is_inside(theirs)


# --- Terminated backends ------------------------------------------------------------------------


def end_backend() -> None:
    """End this thread's backend from another connection of the same login."""
    assert connection.connection is not None
    terminate(connection.connection.info.backend_pid)


@pytest.mark.several_connections
@pytest.mark.parametrize("point", POINTS)
def test_a_backend_that_is_ended_inside_a_request_writes_nothing(
    point: str, visitor: WatchedClient, name: str, ours: Canaries, theirs: Canaries
) -> None:
    query = {"name": name, "point": point}
    assert visitor.get("/at_a_point/", query).status_code in {500, 503}
    nobody_is_inside(theirs)
    assert written(ours, name) == []


@pytest.mark.several_connections
def test_a_backend_that_is_ended_between_requests_is_replaced(
    visitor: WatchedClient, name: str, ours: Canaries, theirs: Canaries
) -> None:
    query = {"name": name, "point": ""}
    for number in range(3):
        response = visitor.get("/at_a_point/", query)
        assert response.status_code == 200, number
        end_backend()
        nobody_is_inside(theirs)
        end_backend()
    assert written(ours, name) == [name] * 3


# --- One connection -----------------------------------------------------------------------------


def test_one_connection_alternates_between_companies(ours: Canaries, theirs: Canaries) -> None:
    foreign, backends = 0, set()
    for turn in range(ALTERNATIONS):
        company = (ours, theirs)[turn % 2]
        with tenant_context(company.tenant), connection.cursor() as cursor:
            cursor.execute("SELECT name, pg_backend_pid() FROM employees")
            for name, backend in cursor.fetchall():
                foreign += company.marker not in name
                backends.add(backend)
    assert (foreign, len(backends)) == (0, 1)


def test_one_connection_alternates_between_companies_and_failures(
    visitor: WatchedClient, name: str, ours: Canaries, theirs: Canaries
) -> None:
    before = digest(ours.tenant)
    for _ in range(5):
        for view in failing.BEFORE_COMMIT:
            visitor.get(f"/{view.__name__}/", {"name": name})
            nobody_is_inside(theirs)
    assert digest(ours.tenant) == before
