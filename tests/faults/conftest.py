"""Many companies at the last migration of this release."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from tenants import lifecycle
from tenants.context import public_context
from tenants.history import history
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.faults.rollouts import NOW, run


@pytest.fixture(scope="module")
def made_once(
    request: pytest.FixtureRequest, companies: tuple[Tenant, Tenant], django_db_blocker: Any
) -> Iterator[list[Tenant]]:
    """Make as many companies as the module's MANY says, and drop them at the end."""
    with django_db_blocker.unblock(), public_context():
        count = request.module.MANY
        made = [provision_tenant(slug=f"many_{n:03}", name=f"Many {n}") for n in range(count)]
        yield made
        for company in made:
            lifecycle.drop_tenant(company)
        connections.close_all()


@pytest.fixture
def many(made_once: list[Tenant], committed: None) -> Iterator[list[Tenant]]:
    """Return the companies at the last migration of this release, and bring them back to it."""
    yield made_once
    code, said = run("timetracking", NOW, "--jobs", "2")
    assert code == 0, said[-2000:]
    versions = Tenant.objects.using(OWNER_ALIAS).values_list("schema_version", flat=True)
    assert set(versions) == {history().version}
