"""What one company's flood does to another: python -m benchmarks.noisy_neighbour, four minutes.

Of two servers, one has no limit on the requests of a company and the other the default. On each in
turn, clients of one company ask again and again for its heaviest page, the team's hours of a month,
while somebody at another company opens the clock page. A database of its own.
"""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from threading import Event, Thread

import django

CLIENTS, PEOPLE, DAYS = 32, 10, 31
VISITS, ROUNDS, PAUSE = 20, 3, 0.4  # seconds between two visits
MONTH = datetime(2026, 3, 1, tzinfo=UTC)
HEAVY = "/timesheets/?from=2026-03-01&to=2026-03-31"
SERVERS = {"without the limit": "0", "with the default": ""}


def main() -> None:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["HTTPS"] = "off"
    django.setup()
    # Not earlier: they need Django's models.
    from benchmarks.soak.database import company_slug, own_database
    from config.local import embedded
    from tenants.context import public_context
    from tests.serving import Server

    with public_context(), own_database() as prefix, ExitStack() as stack:
        heavy = _company(company_slug(prefix, 0), PEOPLE, HEAVY)
        clock = _company(company_slug(prefix, 1), 5, "/")
        ports = {
            name: stack.enter_context(Server(REQUESTS_PER_COMPANY=limit, WEB_THREADS="4")).port
            for name, limit in SERVERS.items()
        }
        took: dict[tuple[str, bool], list[float]] = {}
        flood: dict[str, list[int]] = {name: [] for name in SERVERS}
        for _ in range(ROUNDS):
            for name, port in ports.items():
                took.setdefault((name, False), []).extend(_visit(port, clock))
                with _flooding(port, heavy, flood[name]):
                    took.setdefault((name, True), []).extend(_visit(port, clock))
    embedded.release()
    _print(took, flood)


def _company(slug: str, people: int, path: str) -> bytes:
    """Create a company with hours, and return the request of its owner for a page."""
    from accounts.models import User
    from benchmarks.soak.companies import SESSION_COOKIE, session_of
    from tenants.context import tenant_context
    from tenants.lifecycle import provision_tenant
    from timetracking.base.periods import Period
    from timetracking.models import Employee, Role, WorkLog
    from timetracking.shifts import days

    tenant = provision_tenant(slug=slug, name=slug, first_facts={"time_zone": "UTC"})
    with tenant_context(tenant):
        staff = Employee.objects.bulk_create(
            Employee(name=f"Person {number}") for number in range(people)
        )
        days.make_rows(Period(MONTH.date(), MONTH.date() + timedelta(days=DAYS)))
        WorkLog.objects.bulk_create(
            WorkLog(
                employee=one, check_in=start, check_out=start + timedelta(hours=6), time_zone="UTC"
            )
            for one in staff
            for start in (MONTH + timedelta(days=day, hours=8) for day in range(DAYS))
        )
        user = User.objects.create_user("owner@example.com", name="Olga")
        Employee.objects.create(name=user.name, email=user.email, role=Role.OWNER, user=user)
        cookie = session_of(user)
    head = f"GET {path} HTTP/1.1\r\nHost: {tenant.host}\r\nCookie: {SESSION_COOKIE}={cookie}\r\n"
    return f"{head}Accept: text/html\r\n\r\n".encode()


def _visit(port: int, request: bytes) -> list[float]:
    """Return the milliseconds that each page took, all with status 200.

    A page is asked for at fixed times, also while others are still waited for: who waits long
    counts as often as who does not.
    """
    with ThreadPoolExecutor(VISITS) as pool:
        visits = []
        for _ in range(VISITS):
            visits.append(pool.submit(_one_visit, port, request))
            time.sleep(PAUSE)
        return [visit.result() for visit in visits]


def _one_visit(port: int, request: bytes) -> float:
    from benchmarks.soak.wire import Connection

    began, connection = time.perf_counter(), Connection(port)
    connection.send(request)
    status = connection.response().status
    connection.close()
    if status != 200:
        raise SystemExit(f"The clock page returned {status}.")
    return (time.perf_counter() - began) * 1000


@contextmanager
def _flooding(port: int, request: bytes, statuses: list[int]) -> Iterator[None]:
    """Have many clients ask for a page again and again during the block; note the statuses."""
    from benchmarks.soak.wire import BrokenOff, Connection

    over = Event()

    def ask() -> None:
        connection = Connection(port)
        while not over.is_set():
            try:
                connection.send(request)
                statuses.append(connection.response().status)
            except BrokenOff:
                continue
            if statuses[-1] == 503:
                over.wait(0.5)  # a tenth of what Retry-After asks for
        connection.close()

    clients = [Thread(target=ask) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        time.sleep(1)
        yield
    finally:
        over.set()
        for client in clients:
            client.join()


def _print(took: dict[tuple[str, bool], list[float]], flood: dict[str, list[int]]) -> None:
    print(  # noqa: T201
        "| REQUESTS_PER_COMPANY | the other company's clock page, alone: p50, p95 | during the"
        " flood: p50, p95 | the flood's pages | refused |\n| --- | ---: | ---: | ---: | ---: |"
    )
    for name in SERVERS:
        cells = []
        for is_flooded in (False, True):
            cuts = quantiles(took[name, is_flooded], n=20)
            cells.append(f"{cuts[9]:,.0f} ms, {cuts[18]:,.0f} ms")
        counts = [flood[name].count(status) for status in (200, 503)]
        print(f"| {' | '.join([name, *cells, *map(str, counts)])} |")  # noqa: T201


if __name__ == "__main__":
    main()
