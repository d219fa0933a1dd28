"""The report of /healthz."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from config.http import health
from tenants.models import Tenant


@pytest.mark.parametrize("host", ["localhost", "acme.localhost", "nobody.localhost", "10.0.0.7"])
def test_health_is_served_on_any_host(host: str, companies: object, db: None) -> None:
    response = Client().get("/healthz", headers={"host": host})
    assert response.status_code == 200
    assert json.loads(response.content) == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "companies_behind": 0,
    }


def test_health_reports_a_migration_that_is_missing(companies: object, db: None) -> None:
    applied = MigrationRecorder(connection).applied_migrations()

    class RecorderWithoutOne:
        def __init__(self, connection: object) -> None: ...

        def applied_migrations(self) -> dict[Any, Any]:
            return {
                key: value for key, value in applied.items() if key != ("tenants", "0001_initial")
            }

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(health, "MigrationRecorder", RecorderWithoutOne)
        response = Client().get("/healthz")
    assert response.status_code == 503
    assert json.loads(response.content)["migrations"] == "1 not applied"


def test_health_counts_companies_that_are_behind(fresh_company: Callable[..., Tenant]) -> None:
    company = fresh_company()
    before = json.loads(Client().get("/healthz").content)["companies_behind"]
    older = "accounts.0001_initial sessions.0001_initial"
    Tenant.objects.filter(pk=company.pk).update(schema_version=older)
    report = json.loads(Client().get("/healthz").content)
    assert report["companies_behind"] == before + 1


def test_health_reports_an_unreachable_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_connection(*args: object) -> None:
        raise OperationalError("connection refused at db.internal as secret-login")

    monkeypatch.setattr(health, "_public_migrations", refuse_connection)
    response = Client().get("/healthz")
    assert response.status_code == 503
    assert json.loads(response.content)["database"] == "unreachable"
    assert b"secret-login" not in response.content
