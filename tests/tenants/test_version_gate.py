"""A company whose schema is behind the code is asked to come back, alone."""

import logging
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tenants import resolver
from tenants.context import tenant_context
from tenants.history import history
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.conftest import TenantClient
from timetracking.models import Employee, WorkLog

MakeCompany = Callable[..., Tenant]
OLDER = "accounts.0001_initial"
NEWER = f"{history().version} timetracking.9999_not_written_yet"
# As after a migration was renamed: as many names as this code has, and one that it does not know.
RENAMED = f"{history().version.rpartition(' ')[0]} timetracking.9999_not_written_yet"


def set_version(company: Tenant, version: str) -> None:
    """Write the version, as migrate_tenants would, in another process than this one."""
    Tenant.objects.filter(pk=company.pk).update(schema_version=version)


@pytest.fixture
def behind(fresh_company: MakeCompany) -> Tenant:
    company = fresh_company(name="Behind & Sons")
    set_version(company, OLDER)
    return company


def test_it_is_told_to_come_back_and_why(behind: Tenant) -> None:
    response = TenantClient(behind).get("/login/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Behind &amp; Sons is being updated" in response.content.decode()
    assert "nothing you saved is lost" in response.content.decode()


def test_only_the_company_itself_is_refused(
    behind: Tenant, acme: Tenant, client_for: Callable[[Tenant | None], TenantClient]
) -> None:
    assert client_for(acme).get("/login/").status_code == 200
    assert client_for(None).get("/").status_code == 200
    assert TenantClient(behind).get("/healthz").status_code == 200
    assert TenantClient(behind).get("/no-such-page/").status_code == 503


@pytest.mark.parametrize("path", ["/clock/in/", "/login/", "/people/"])
def test_nothing_is_written_in_a_company_that_is_behind(
    path: str, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    with tenant_context(company):
        user = User.objects.create_user("sam@fresh.example", "a-long-password", name="Sam")
        Employee.objects.create(name="Sam", email=user.email, user=user)
    client = TenantClient(company)
    client.force_login(user)
    assert client.get("/").status_code == 200
    set_version(company, OLDER)
    resolver.forget_all()
    response = client.post(path, {"notes": "", "username": "sam@fresh.example", "name": "New"})
    assert response.status_code == 503
    with tenant_context(company):
        assert not WorkLog.objects.exists()
        assert Employee.objects.count() == 1


def test_it_costs_the_one_look_at_the_registry(behind: Tenant) -> None:
    client = TenantClient(behind)
    client.get("/")
    with (
        CaptureQueriesContext(connection) as asked,
        CaptureQueriesContext(connections[OWNER_ALIAS]) as owner,
    ):
        client.get("/")
    assert [query["sql"].split(" ", 1)[0] for query in asked] == ["BEGIN", "SELECT", "COMMIT"]
    assert not owner.captured_queries


def test_it_is_served_at_the_next_visit_once_it_is_migrated(behind: Tenant) -> None:
    client = TenantClient(behind)
    assert client.get("/login/").status_code == 503
    set_version(behind, history().version)
    assert client.get("/login/").status_code == 200


def test_a_company_that_a_newer_release_has_migrated_is_served(behind: Tenant) -> None:
    set_version(behind, NEWER)
    assert TenantClient(behind).get("/login/").status_code == 200


def test_a_company_whose_migration_was_renamed_since_waits(behind: Tenant) -> None:
    """A name that nobody knows does not turn the gate off: a page would find no such column."""
    set_version(behind, RENAMED)
    assert TenantClient(behind).get("/login/").status_code == 503


def test_the_operator_is_told_which_company_and_nobody_s_data(
    behind: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="tenants"):
        TenantClient(behind).get("/login/?email=sam@fresh.example")
    (record,) = [one for one in caplog.records if one.name == "tenants"]
    assert f'"{behind.slug}" is behind the code' in record.getMessage()
    assert "sam@" not in record.getMessage()
    assert record.exc_info is None
