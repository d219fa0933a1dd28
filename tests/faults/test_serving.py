"""Through a real gunicorn: races, killed workers, a database that goes away, and the wire."""

import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest

from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.faults.proxy import DatabaseProxy
from tests.faults.visitors import PASSWORD, sign_in, token
from tests.serving import Server
from tests.waiting import wait_until
from timetracking.models import Employee, WorkLog

MakeCompany = Callable[..., Tenant]


@pytest.fixture
def company(fresh_company: MakeCompany) -> Tenant:
    """Return a company with one member who can sign in."""
    company = fresh_company(name="Fresh Company")
    with tenant_context(company):
        user = User.objects.create_user("staff@fresh.example", PASSWORD, name="Sam")
        Employee.objects.create(name="Sam", email=user.email, user=user)
    return company


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    """Return a server for the tests that cut nothing off and count nothing."""
    with Server() as running:
        yield running


@pytest.fixture
def proxy() -> Iterator[DatabaseProxy]:
    """Return a wire to the database that can be cut."""
    with DatabaseProxy() as wire:
        yield wire


def clock(client: httpx.Client, action: str, page: str, key: str = "") -> httpx.Response:
    """Send a punch with a key of its own."""
    form = {"csrfmiddlewaretoken": token(page), "key": key or str(uuid.uuid4()), "notes": ""}
    return client.post(f"/clock/{action}/", data=form)


def logs(company: Tenant) -> list[WorkLog]:
    with tenant_context(company):
        return list(WorkLog.objects.all())


def test_twenty_clock_ins_at_once_make_one_log(company: Tenant, server: Server) -> None:
    with sign_in(server, company) as client:
        page, cookies = client.get("/").text, dict(client.cookies)

        def punch(_: int) -> int:
            with server.client(company) as one:
                one.cookies.update(cookies)
                return clock(one, "in", page).status_code

        with ThreadPoolExecutor(20) as pool:
            statuses = sorted(pool.map(punch, range(20)))
    assert statuses == [302] + [409] * 19 or statuses == [303] + [409] * 19
    assert len(logs(company)) == 1


def test_a_replayed_form_gets_the_first_answer(company: Tenant, server: Server) -> None:
    with sign_in(server, company) as client:
        page, key = client.get("/").text, str(uuid.uuid4())
        first, again = (clock(client, "in", page, key) for _ in range(2))
        assert first.status_code == again.status_code < 400
        refused, replay = (clock(client, "in", page, "11111111-1111-4111-8111-111111111111"),) * 2
        assert refused.status_code == replay.status_code == 409
        assert "already clocked in at" in refused.text
    assert len(logs(company)) == 1


def test_workers_killed_amid_clock_ins_leave_no_half_punch(company: Tenant, server: Server) -> None:
    """Every acknowledged punch is there, and what was cut off is there whole or not at all."""
    acknowledged = 0
    with sign_in(server, company) as client:
        page = client.get("/").text
        for number in range(6):
            action = "out" if any(log.check_out is None for log in logs(company)) else "in"
            with ThreadPoolExecutor(1) as pool:
                punch = pool.submit(clock, client, action, page)
                time.sleep(0.008 * number)
                for pid in server.workers():
                    os.kill(pid, signal.SIGKILL)
                with suppress(httpx.TransportError):
                    acknowledged += punch.result().status_code < 400
            server.wait()
            found = logs(company)
            assert sum(log.check_out is None for log in found) <= 1
    found = logs(company)
    punches = len(found) + sum(log.check_out is not None for log in found)
    assert acknowledged <= punches <= 6


def test_a_database_that_is_down_at_the_start_is_waited_for(
    company: Tenant, proxy: DatabaseProxy
) -> None:
    proxy.cut()
    environment = {"DATABASE_URL": proxy.url("default"), "OWNER_DATABASE_URL": ""}
    with Server(**environment) as server, server.client(company) as client:
        assert client.get("/healthz").status_code == 503
        answer = client.get("/login/")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "Traceback" not in answer.text
        proxy.connect()
        assert client.get("/login/").status_code == 200
        assert client.get("/healthz").status_code == 200


def test_a_database_that_goes_away_is_a_503_and_comes_back_without_a_restart(
    company: Tenant, proxy: DatabaseProxy
) -> None:
    environment = {"DATABASE_URL": proxy.url("default"), "OWNER_DATABASE_URL": ""}
    with Server(**environment) as server, sign_in(server, company) as client:
        for _ in range(2):
            assert client.get("/").status_code == 200
            proxy.cut()
            for _ in range(6):
                assert client.get("/").status_code == 503
            proxy.connect()
            # Every thread of every worker recovers with its first request.
            assert {client.get("/").status_code for _ in range(10)} == {200}


def test_one_page_view_is_begin_with_the_switch_the_view_s_queries_and_commit(
    company: Tenant, proxy: DatabaseProxy
) -> None:
    environment = {"WEB_CONCURRENCY": "1", "DATABASE_URL": proxy.url("default")}
    with Server(**environment, OWNER_DATABASE_URL="") as server, sign_in(server, company) as client:
        for _ in range(8):  # let every thread have its connection
            client.get("/timesheet/")
        client.get("/timesheet/")
        proxy.messages.clear()
        assert client.get("/timesheet/").status_code == 200
        wait_until(lambda: proxy.messages[-1:] == ["COMMIT"])
        seen = list(proxy.messages)
    name = company.schema_name
    assert seen[0] == (
        f'BEGIN; SET LOCAL ROLE "{name}"; SET LOCAL search_path = {name}, public, pg_temp; '
        f"SET LOCAL application_name = 'shiftbook/{company.slug}'; "
        "SET LOCAL statement_timeout = 10000; SET LOCAL idle_in_transaction_session_timeout = 60000"
    )
    assert seen[-1] == "COMMIT"
    assert len(seen) > 3
    assert all(statement.startswith("SELECT ") for statement in seen[1:-1]), seen
