"""A superuser's connection, an installation that has kept nothing, migrations put after ours."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tenants import lifecycle
from tenants.context import tenant_context
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant
from tests.tenants.keeping import forget_process, rows
from tests.tenants.migrating import LAST, Extend, forget, forget_tables
from timetracking.models import Employee, Location


@pytest.fixture
def admin(two_logins: None, committed: None) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Return a superuser's connection to the test database."""
    if not settings.ADMIN_DATABASE:
        pytest.skip("needs a superuser: set ADMIN_DATABASE_URL")
    name = settings.DATABASES["owner"]["NAME"]
    with psycopg.connect(**settings.ADMIN_DATABASE, dbname=name, autocommit=True) as connection:
        yield connection


@pytest.fixture
def unrecorded() -> Iterator[None]:
    """Begin without recordings, as a process does, and leave none."""
    forget()
    yield
    forget()


@pytest.fixture
def extend(unrecorded: None, monkeypatch: pytest.MonkeyPatch) -> Extend:
    """Return a function that adds migrations to the product's, one for each list of operations."""
    real = MigrationLoader.load_disk

    def extend(*operations: list[Operation], name: str = "next") -> None:
        def load_disk(self: MigrationLoader) -> None:
            real(self)
            before = LAST
            for number, some in enumerate(operations, start=int(LAST[:4]) + 1):
                words = {"operations": some, "dependencies": [("timetracking", before)]}
                before = f"{number:04}_{name}"
                made = type("Migration", (migrations.Migration,), words)
                self.disk_migrations["timetracking", before] = made(before, "timetracking")

        monkeypatch.setattr(MigrationLoader, "load_disk", load_disk)
        forget()

    return extend


@pytest.fixture
def pair(unrecorded: None, committed: None) -> Iterator[Callable[[], tuple[Tenant, Tenant]]]:
    """Return a maker of two companies: one by running the migrations, one by their recording."""
    made: list[Tenant] = []

    def make() -> tuple[Tenant, Tenant]:
        forget_tables()
        for kind in ("run", "replay"):
            slug = f"{kind}_{uuid.uuid4().hex[:8]}"
            made.append(provision_tenant(slug=slug, name=kind))
        return made[-2], made[-1]

    yield make
    for tenant in made:
        lifecycle.drop_tenant(tenant)


@pytest.fixture
def nothing_kept(committed: None) -> Iterator[None]:
    """Begin in a fresh process on a fresh installation, and leave that."""
    rows().all().delete()
    forget_process()
    yield
    rows().all().delete()
    forget_process()


@pytest.fixture
def company(fresh_company: Callable[..., Tenant]) -> Tenant:
    """Return a committed company with a location and somebody who works there."""
    made = fresh_company()
    with tenant_context(made):
        Location.objects.create(name="Bar")
        Employee.objects.create(name="Ada")
    return made
