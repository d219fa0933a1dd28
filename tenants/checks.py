"""System checks of the engine's settings, migrations and database login."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.postgres.operations import CreateExtension
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connections
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tenants import roles
from tenants.postgresql import safety
from tenants.postgresql.base import DatabaseWrapper
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.routers import shared_labels, tenant_labels

_SESSION_MIDDLEWARE = "django.contrib.sessions.middleware.SessionMiddleware"
_TENANT_MIDDLEWARE = "tenants.middleware.TenantMiddleware"
_SEALED_SETTINGS = {
    "SESSION_ENGINE": "tenants.sealed",
    "MESSAGE_STORAGE": "tenants.sealed.MessageStorage",
    "SIGNING_BACKEND": "tenants.sealed.CookieSigner",
}
_CREATE_EXTENSION = re.compile(r"\bCREATE\s+EXTENSION\b", re.IGNORECASE)
_CACHE_KEY = "tenants.sealed.cache_key"
_ROUTER = "tenants.routers.TenantRouter"


@register(Tags.compatibility)
def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check that the settings install the engine."""
    messages: list[CheckMessage] = [
        Error(
            f'The database alias "{alias}" does not use the tenant backend.',
            hint=f'Set DATABASES["{alias}"]["ENGINE"] to "tenants.postgresql".',
            id="tenants.E001",
        )
        for alias in ("default", OWNER_ALIAS)
        if alias not in settings.DATABASES or not isinstance(connections[alias], DatabaseWrapper)
    ]
    if _ROUTER not in settings.DATABASE_ROUTERS:
        messages.append(
            Error(
                "The tenant router is not installed: tenant tables would be sought in public.",
                hint=f'Add "{_ROUTER}" to DATABASE_ROUTERS.',
                id="tenants.E002",
            )
        )
    return [
        *messages,
        *_check_middleware(),
        *_check_transactions(),
        *_check_sealed_settings(),
    ]


def _check_sealed_settings() -> Iterator[CheckMessage]:
    for name, required in _SEALED_SETTINGS.items():
        if getattr(settings, name) != required:
            yield Error(
                f"{name} would let one company accept what another company signed.",
                hint=f'Set {name} to "{required}".',
                id="tenants.E013",
            )


def _check_middleware() -> Iterator[CheckMessage]:
    order = list(settings.MIDDLEWARE)
    if _TENANT_MIDDLEWARE not in order:
        yield Error(
            "TenantMiddleware is missing: no request would be matched to its company.",
            hint=f'Add "{_TENANT_MIDDLEWARE}" to MIDDLEWARE.',
            id="tenants.E003",
        )
    elif _SESSION_MIDDLEWARE in order and order.index(_SESSION_MIDDLEWARE) < order.index(
        _TENANT_MIDDLEWARE
    ):
        yield Error(
            "SessionMiddleware comes before TenantMiddleware, so it would read sessions in public.",
            hint=f'Move "{_TENANT_MIDDLEWARE}" before "{_SESSION_MIDDLEWARE}".',
            id="tenants.E004",
        )


@register(Tags.caches)
def check_caches(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a cache whose keys do not contain the company."""
    return [
        Error(
            f'The cache "{alias}" would share its entries among all companies.',
            hint=f'Set CACHES["{alias}"]["KEY_FUNCTION"] to "{_CACHE_KEY}".',
            id="tenants.E011",
        )
        for alias, cache in settings.CACHES.items()
        if cache.get("KEY_FUNCTION") != _CACHE_KEY
    ]


def _check_transactions() -> Iterator[CheckMessage]:
    for alias, database in settings.DATABASES.items():
        if database.get("ATOMIC_REQUESTS") or not database.get("AUTOCOMMIT", True):
            yield Error(
                f'The database alias "{alias}" sets ATOMIC_REQUESTS or turns AUTOCOMMIT off.',
                hint="Remove the setting: TenantMiddleware opens one transaction for each request.",
                id="tenants.E005",
            )
    if not settings.TENANT_ROLES:
        yield CheckWarning(
            "TENANT_ROLES is off: only the search path keeps the companies apart.",
            hint="Turn it on if the server allows a role for each company.",
            id="tenants.W003",
        )
    owner_login_is_separate = getattr(settings, "OWNER_LOGIN_IS_SEPARATE", True)
    if not owner_login_is_separate or roles.app_login() == roles.owner_login():
        yield CheckWarning(
            "Requests are served with the login that owns all tables.",
            hint="Set OWNER_DATABASE_URL to the owner login and DATABASE_URL to a plain login.",
            id="tenants.W001",
        )


@register(Tags.models)
def check_foreign_keys(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a foreign-key constraint from a tenant's schema into public."""
    return [
        Error(
            f"{field} points from a tenant's schema into public.",
            hint="Set db_constraint=False: the constraint would lock public for everyone.",
            obj=field.model,
            id="tenants.E006",
        )
        for label in sorted(tenant_labels())
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if _points_into_public(field)
    ]


def _points_into_public(field: Any) -> bool:
    target = field.related_model
    if target is None or isinstance(target, str) or not getattr(field, "db_constraint", False):
        return False
    return target._meta.app_label in shared_labels() - tenant_labels()


@register(Tags.models)
def check_migrations(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a tenant migration that cannot run inside a transaction."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    return [
        Error(
            f"The tenant migration {label}.{name} sets atomic = False.",
            hint="Remove it: each tenant is migrated in one transaction, which undoes a failure.",
            id="tenants.E007",
        )
        for (label, name), migration in sorted(graph.nodes.items())
        if label in tenant_labels() and not migration.atomic
    ]


@register(Tags.models)
def check_extensions(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a tenant migration that creates an extension: each exists once in a database."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    return [
        Error(
            f"The tenant migration {label}.{name} creates an extension: it would work only for "
            "the first company.",
            hint="Create it once, in public: in a migration of an app whose tables are only in "
            "public. This migration may depend on it, and a company's index may name its operator "
            "classes.",
            id="tenants.E014",
        )
        for (label, name), migration in sorted(graph.nodes.items())
        if label in tenant_labels() and any(map(_creates_extension, migration.operations))
    ]


def _creates_extension(operation: Operation) -> bool:
    if isinstance(operation, operations.SeparateDatabaseAndState):
        return any(map(_creates_extension, operation.database_operations))
    if isinstance(operation, operations.RunSQL):
        return bool(_CREATE_EXTENSION.search(str(operation.sql)))
    return isinstance(operation, CreateExtension)


@register(Tags.database)
def check_server(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Check that the app login and its server can keep companies apart."""
    if not databases or "default" not in databases:
        return []
    try:
        connections["default"].ensure_connection()
        problems = safety.find_problems(connections["default"].connection)
    except safety.UnsafeDatabase as error:
        problems = error.problems
    return [_message(problem) for problem in problems]


def _message(problem: safety.Problem) -> CheckMessage:
    serious = problem.serious and settings.REFUSE_UNSAFE_DATABASE
    kind = Error if serious else CheckWarning
    return kind(problem.message, hint=problem.hint, id=problem.id)
