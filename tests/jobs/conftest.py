from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connections
from django.db.models.functions import Now

from jobs.entering import entered
from jobs.models import Job
from jobs.visiting import visit
from tenants import wakeups
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests import due
from tests.jobs.tasks import ADDRESS, DONE

LEASE = timedelta(seconds=30)
MakeCompany = Callable[..., Tenant]


@pytest.fixture(autouse=True)
def by_hand() -> Iterator[None]:
    """Let every test here run the jobs itself."""
    due.disconnect()
    yield
    due.connect()


@pytest.fixture(autouse=True)
def nothing_done() -> Iterator[None]:
    DONE.clear()
    yield
    DONE.clear()


@pytest.fixture
def company(acme: Tenant, committed: None) -> Iterator[Tenant]:
    """Return a company in which a test commits jobs; nobody has any others."""
    _clear(acme)
    yield acme
    _clear(acme)


@pytest.fixture
def other(fresh_company: MakeCompany) -> Tenant:
    """Return a company whose state a test may change."""
    return fresh_company()


def _clear(tenant: Tenant) -> None:
    on_server("DELETE FROM public.tenants_wakeup")
    on_server("DELETE FROM public.jobs")
    on_server(f"DELETE FROM {tenant.schema_name}.jobs")
    on_server(f"DELETE FROM {tenant.schema_name}.users WHERE email = %s", ADDRESS)


def on_server(statement: str, *parameters: Any) -> list[Any]:
    """Run a statement as the owner login; return its rows."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def wakeups_of(slug: str) -> list[Any]:
    """Return the wake-ups of a company: seconds until they are due, and whether one is a note."""
    return on_server(
        "SELECT extract(epoch FROM due_at - now())::float, is_aside FROM public.tenants_wakeup"
        " WHERE slug = %s ORDER BY id",
        slug,
    )


def jobs_of(tenant: Tenant | None) -> list[Job]:
    with entered(tenant):
        return list(Job.objects.order_by("pk"))


def change(tenant: Tenant | None, **values: Any) -> None:
    """Change all jobs of a company."""
    with entered(tenant):
        Job.objects.update(**values)


def ready_now(tenant: Tenant | None) -> None:
    """Let the retries of a company be due."""
    change(tenant, run_after=Now() - timedelta(seconds=1))


def work(*, lease: timedelta = LEASE, limit: int = 10) -> list[str]:
    """Visit the companies that are due, once each; return their slugs."""
    claims = wakeups.claim(limit, lease=lease)
    for claim in claims:
        visit(claim, stop=Event())
    return [claim.slug for claim in claims]
