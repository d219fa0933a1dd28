"""The system checks: each fires when what it guards is taken away."""

from typing import Any

import pytest
from django.conf import settings
from django.core.checks import Error, run_checks
from django.core.checks import Warning as CheckWarning
from django.db import models
from pytest_django import Settings

from tenants import checks
from tenants.postgresql import safety
from tenants.postgresql.safety import Problem


def ids(found: list[Any]) -> set[str]:
    return {message.id for message in found}


def test_the_project_is_clean(two_logins: None, committed: None) -> None:
    assert run_checks(include_deployment_checks=False, databases=["default", "owner"]) == []


def test_every_message_says_what_to_do(settings: Settings) -> None:
    settings.MIDDLEWARE = []
    settings.DATABASE_ROUTERS = []
    found = checks.check_settings(None)
    assert found
    assert all(message.hint for message in found)


def test_a_missing_router_is_an_error(settings: Settings) -> None:
    settings.DATABASE_ROUTERS = []
    assert "tenants.E002" in ids(checks.check_settings(None))


def test_a_missing_middleware_is_an_error(settings: Settings) -> None:
    settings.MIDDLEWARE = []
    assert "tenants.E003" in ids(checks.check_settings(None))


def test_sessions_outside_the_tenant_are_an_error(settings: Settings) -> None:
    settings.MIDDLEWARE = sorted(settings.MIDDLEWARE, key=lambda name: "Session" not in name)
    assert "tenants.E004" in ids(checks.check_settings(None))


def test_atomic_requests_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ATOMIC_REQUESTS", True)
    assert "tenants.E005" in ids(checks.check_settings(None))


def test_one_login_for_all_is_a_warning(settings: Settings) -> None:
    settings.OWNER_LOGIN_IS_SEPARATE = False
    assert "tenants.W001" in ids(checks.check_settings(None))


def test_another_backend_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "DatabaseWrapper", models.Model)
    assert "tenants.E001" in ids(checks.check_settings(None))


def test_a_foreign_key_into_public_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.contenttypes.models import ContentType

    from timetracking.models import WorkLog

    field = WorkLog._meta.get_field("employee")
    monkeypatch.setattr(field.remote_field, "model", ContentType)
    monkeypatch.setitem(field.__dict__, "related_model", ContentType)
    assert "tenants.E006" in ids(checks.check_foreign_keys(None))


def test_a_migration_outside_a_transaction_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import import_module

    migration = import_module("timetracking.migrations.0001_company").Migration
    monkeypatch.setattr(migration, "atomic", False)
    assert "tenants.E007" in ids(checks.check_migrations(None))


def test_an_unsafe_database_is_an_error_and_under_debug_a_warning(
    two_logins: None, committed: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [Problem("tenants.E009", "Bad.", "Mend it."), Problem("w", "Open.", "Do.", False)]
    monkeypatch.setattr(safety, "find_problems", lambda connection: found)
    kinds = {message.id: type(message) for message in checks.check_server(None, ["default"])}
    assert kinds == {"tenants.E009": Error, "w": CheckWarning}
    settings.REFUSE_UNSAFE_DATABASE = False
    assert {type(message) for message in checks.check_server(None, ["default"])} == {CheckWarning}


def test_a_cache_for_everybody_is_an_error(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert ids(checks.check_caches(None)) == {"tenants.E011"}


@pytest.mark.parametrize("name", ["SESSION_ENGINE", "MESSAGE_STORAGE", "SIGNING_BACKEND"])
def test_a_store_that_bears_no_company_is_an_error(name: str, settings: Settings) -> None:
    setattr(settings, name, "django.core.signing.TimestampSigner")
    assert ids(checks.check_settings(None)) == {"tenants.E013"}
