"""Three thousand requests that no browser sends: no 5xx, and nothing of them in the log.

A failure prints its seed; SEED=… makes the same requests again.
"""

import os
import re
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry

from accounts import links
from accounts.models import Session, User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.faults.strange_requests import RequestMaker, Visitor
from tests.faults.visitors import PASSWORD, token
from tests.isolation.walking import addresses
from tests.serving import Server
from timetracking.models import Employee, Role

COUNT = 3000
SEED = int(os.environ.get("SEED", "0")) or secrets.randbits(32)
ADDRESS, NAME = "canary@leak.example", "Zoe-Canary"
STATIC = ["/static/js/clock.js", "/static/css/tokens.css", "/static/admin/css/base.css"]
# They end the session or the company that the others need.
NOT_VISITED = {"logout", "employee-deactivate"}


@pytest.fixture
def company(fresh_company: Callable[..., Tenant]) -> Tenant:
    company = fresh_company(name="Fresh Company")
    with tenant_context(company):
        user = User.objects.create_user(ADDRESS, PASSWORD, name=NAME)
        Employee.objects.create(name=NAME, email=ADDRESS, user=user, role=Role.OWNER)
    return company


@pytest.fixture
def operator(committed: None) -> Iterator[User]:
    user = User.objects.create_superuser("operator-canary@leak.example", PASSWORD, name=NAME)
    yield user
    LogEntry.objects.all().delete()
    Session.objects.all().delete()
    User.objects.all()._raw_delete("default")


def paths(urlconf: str) -> list[str]:
    found = [one for one in addresses(urlconf) if one.name not in NOT_VISITED]
    # The admin has patterns with regular expressions, which are visited by their plain names.
    plain = [str(one) for one in found if "(" not in one.route and "^" not in one.route]
    return [*plain, *STATIC, "/healthz", "/favicon.ico", "/admin/tenants/", "*"]


def signed_in(server: Server, company: Tenant | None, path: str, email: str) -> Visitor:
    with server.client(company) as client:
        form = {"username": email, "password": PASSWORD}
        form["csrfmiddlewaretoken"] = token(client.get(path).text)
        response = client.post(path, data=form)
        assert response.status_code == 302, response.text[:2000]
        host = str(client.headers["Host"])
        cookie = "; ".join(f"{key}={value}" for key, value in client.cookies.items())
        urlconf = settings.ROOT_URLCONF if company else settings.PUBLIC_URLCONF
        return Visitor(host, cookie, client.cookies[settings.CSRF_COOKIE_NAME], paths(urlconf))


def send(server: Server, request: bytes) -> int:
    """Send a request on a connection of its own; return the status, 0 for no response."""
    received = b""
    address = ("127.0.0.1", server.port)
    with suppress(ConnectionError), socket.create_connection(address, timeout=60) as client:
        client.sendall(request)
        while data := client.recv(4096):
            received += data
            # Not "100 Continue", which only asks for the body.
            if found := re.search(rb"HTTP/1\.1 ([2-9]\d\d) ", received):
                return int(found[1])
    return 0


def test_strange_requests_are_answered_and_not_logged(company: Tenant, operator: User) -> None:
    with tenant_context(company):
        user = User.objects.get(email=ADDRESS)
        link = links.make_token(user, purpose=links.RESET, realm=company.realm)
    hidden = [link, f"/password/reset/{link}/", ADDRESS, NAME]
    make = RequestMaker(SEED, hidden)
    with Server() as server:
        owner = signed_in(server, company, "/login/", ADDRESS)
        admin = signed_in(server, None, "/admin/login/?next=/admin/", operator.email)
        visitors = [owner, admin]
        for one in (owner, admin):
            visitors += [
                Visitor(one.host, "", "", one.paths),
                Visitor("evil.example", one.cookie, one.token, one.paths),
            ]
        failed = []
        for number in range(COUNT):
            request = make.request(visitors[number % len(visitors)])
            status = send(server, request)
            if not 200 <= status < 500:
                failed.append((status, request[:1500]))
        assert failed == [], f"SEED={SEED}"
        with httpx.Client() as client:
            assert client.get(f"http://127.0.0.1:{server.port}/healthz").status_code == 200
        lines = server.output().splitlines()
    assert sum(" shiftbook.request " in line for line in lines) > COUNT / 3
    written = "\n".join(line for line in lines if "Listening at:" not in line)
    assert "Traceback" not in written, f"SEED={SEED}"
    for secret in (link, link.partition(":")[0], "leak.example", NAME, "127.0.0.1"):
        assert secret.lower() not in written.lower(), f"SEED={SEED}"
