"""A café with a week of history, opened once for each file of tests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tenants.context import public_context, tenant_context
from tenants.lifecycle import drop_tenant, provision_tenant
from tenants.models import Tenant
from tests.timetracking.trail.cafe import Cafe, open_cafe
from tests.timetracking.trail.noting import noted_company
from tests.work_days import make_days


@pytest.fixture(scope="module")
def opened(companies: object, django_db_blocker: Any) -> Iterator[Cafe]:
    """Open the café once; the tests undo their changes."""
    with django_db_blocker.unblock(), public_context():
        tenant = provision_tenant(
            slug="trail_cafe", name="Café", first_facts={"owner_email": "olga@cafe.example"}
        )
    try:
        with django_db_blocker.unblock(), tenant_context(tenant):
            make_days()
            cafe = open_cafe(tenant)
        yield cafe
    finally:
        with django_db_blocker.unblock(), public_context():
            drop_tenant(tenant)
            connections.close_all()


@pytest.fixture
def cafe(opened: Cafe, committed: None) -> Cafe:
    """Return the café, for changes that the test undoes."""
    return opened


@pytest.fixture
def noted(fresh_company: Callable[..., Tenant]) -> Iterator[Tenant]:
    """Return a company with three lines."""
    with noted_company(fresh_company) as tenant:
        yield tenant


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    """Return the file of noted ends, which is not there yet."""
    settings.AUDIT_LOG = tmp_path / "audit.jsonl"
    return tmp_path / "audit.jsonl"
