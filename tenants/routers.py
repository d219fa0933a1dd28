"""The database router: chooses the connection and the schema of each app's tables."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from tenants import context
from tenants.exceptions import NoTenantError, TenantSwitchError
from tenants.postgresql.switch import OWNER_ALIAS


def shared_labels() -> frozenset[str]:
    """Return the labels of the apps with tables in public."""
    return _labels(settings.SHARED_APPS)


def tenant_labels() -> frozenset[str]:
    """Return the labels of the apps with tables in every tenant's schema."""
    return _labels(settings.TENANT_APPS)


def _labels(names: list[str]) -> frozenset[str]:
    return frozenset(
        config.label
        for config in apps.get_app_configs()
        if config.name in names or f"{type(config).__module__}.{type(config).__name__}" in names
    )


class TenantAlias(str):
    """Is a database alias that also names the tenant.

    Django stores the alias in each object, so an object knows the tenant it was loaded in and
    cannot be saved in another.
    """

    realm: str = ""

    @classmethod
    def of(cls, alias: str, realm: str) -> "TenantAlias":
        """Return the alias with the realm attached."""
        tenant_alias = cls(alias)
        tenant_alias.realm = realm
        return tenant_alias


def realm_of(instance: Model) -> str:
    """Return the realm an object was loaded or saved in, "public", or "" if unknown."""
    return getattr(instance._state.db, "realm", "")


class TenantRouter:
    """Routes tenant apps to the current tenant's connection, and the registry to the owner."""

    def __init__(self) -> None:
        self.tenant = tenant_labels()
        self.shared = shared_labels()

    def db_for_read(
        self, model: type[Model], *, instance: Model | None = None, **hints: Any
    ) -> str | None:
        """Refuse tenant tables outside a tenant context, and objects of another tenant."""
        label = model._meta.app_label
        if label not in self.tenant:
            return None
        alias = self._current_alias(model, label)
        if instance is not None and realm_of(instance) not in ("", alias.realm):
            raise TenantSwitchError(
                f"This {type(instance).__name__} was loaded in another company. Load it again."
            )
        return alias

    def _current_alias(self, model: type[Model], label: str) -> TenantAlias:
        active = context.get_active()
        if active is not None:
            return TenantAlias.of(active.alias, context.current_realm())
        if label in self.shared and context.in_public():
            return TenantAlias.of(DEFAULT_DB_ALIAS, context.current_realm())
        raise NoTenantError(
            f"{model.__name__} is in a tenant's schema and no tenant is active. "
            "Enter one with tenant_context(tenant)"
            + (", or public with public_context()." if label in self.shared else ".")
        )

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        """Write the engine's own tables as the owner, because the app login can only read them."""
        if model._meta.app_label == "tenants":
            return OWNER_ALIAS
        return self.db_for_read(model, **hints)

    def allow_relation(self, first: Model, second: Model, **hints: Any) -> bool | None:
        """Refuse to relate objects of two companies."""
        realms = {realm_of(first), realm_of(second)} - {""}
        return False if len(realms) > 1 else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Return whether the app has tables where the connection is: in the tenant or in public.

        dumpdata and loaddata ask this too, and skip the models of other apps. The app login cannot
        create tables in any case.
        """
        active = context.get_active()
        if active is not None and active.alias == db:
            return app_label in self.tenant
        return app_label in self.shared and (db == OWNER_ALIAS or context.in_public())
