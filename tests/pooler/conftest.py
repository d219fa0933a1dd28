"""One PgBouncer a test module, and companies whose every page shows a word of their own."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import connection, connections

from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.pooler.pgbouncer import PgBouncer
from tests.serving import Server
from timetracking.models import Employee, Role


@dataclass(frozen=True)
class Company:
    """A committed company, the word that stands on its pages alone, and its owner's session."""

    tenant: Tenant
    canary: str
    cookie: dict[str, str]


@pytest.fixture(scope="module")
def pooler(django_db_setup: None) -> Iterator[PgBouncer]:
    """Stand a PgBouncer before the test database's server."""
    with PgBouncer() as running:
        yield running


@pytest.fixture
def pair(fresh_company: Callable[..., Tenant]) -> tuple[Company, Company]:
    """Make two companies that differ in nothing but their canaries."""
    return _company(fresh_company), _company(fresh_company)


def _company(fresh_company: Callable[..., Tenant]) -> Company:
    canary = f"Canary{uuid.uuid4().hex}"
    tenant = fresh_company(name=f"Hotel {canary}")
    with tenant_context(tenant):
        user = User(email="owner@same.example", name=canary)
        user.set_unusable_password()
        user.save()
        Employee.objects.create(name=canary, email=user.email, role=Role.OWNER, user=user)
    client = TenantClient(tenant)
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return Company(tenant, canary, {name: client.cookies[name].value})


@contextmanager
def browser(server: Server, company: Company) -> Iterator[httpx.Client]:
    """Give a visitor who is signed in as the company's owner."""
    with server.client(company.tenant) as client:
        client.cookies.update(company.cookie)
        yield client


Reconfigure = Callable[..., Any]


@pytest.fixture
def reconfigured(committed: None) -> Reconfigure:
    """Return a block in which every thread's new `default` connection has other settings."""
    before: dict[str, Any] = connections.settings["default"]

    @contextmanager
    def block(**changes: Any) -> Iterator[None]:
        _forget_default()
        options = {**before["OPTIONS"], **changes.pop("OPTIONS", {})}
        connections.settings["default"] = {**before, **changes, "OPTIONS": options}
        try:
            yield
        finally:
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]
            connections.settings["default"] = before
            _forget_default()

    return block


def _forget_default() -> None:
    """Have this thread's next use of `default` read its settings again."""
    connections["default"].close()
    del connections["default"]
