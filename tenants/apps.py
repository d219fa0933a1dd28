"""The engine as a Django app."""

from django.apps import AppConfig
from django.contrib.postgres.indexes import OpClass
from django.core.management.base import BaseCommand
from django.db.models import OrderBy
from django.db.models.functions import Collate
from django.db.models.indexes import IndexExpression


class TenantsConfig(AppConfig):
    """Registers the engine's system checks, and mends what Django says of unapplied migrations."""

    name = "tenants"
    verbose_name = "Companies"

    def ready(self) -> None:
        """Register the checks; have commands look for the migrations of public alone."""
        from tenants import checks  # noqa: F401 - importing registers them
        from tenants.management.scope import check_migrations

        # As django.contrib.postgres does: an index may be of expressions with an operator class.
        IndexExpression.register_wrappers(OrderBy, OpClass, Collate)  # type: ignore[arg-type]
        # Every command has it by this class: Django's, runserver's variants, other apps'.
        BaseCommand.check_migrations = check_migrations  # type: ignore[method-assign, assignment]
