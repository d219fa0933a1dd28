"""The app configuration of the tenancy engine."""

from django.apps import AppConfig
from django.contrib.postgres.indexes import OpClass
from django.core.management.base import BaseCommand
from django.db.models import OrderBy
from django.db.models.functions import Collate
from django.db.models.indexes import IndexExpression
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    """Registers the engine's system checks and corrects the warning of unapplied migrations."""

    name = "tenants"
    verbose_name = _("Companies")

    def ready(self) -> None:
        """Register the checks; make commands check only the migrations of public."""
        from tenants import checks  # noqa: F401 - importing registers them
        from tenants.management.scope import check_migrations

        # As in django.contrib.postgres: lets an index use expressions with an operator class.
        IndexExpression.register_wrappers(OrderBy, OpClass, Collate)  # type: ignore[arg-type]
        # Patched on the base class, so that all commands inherit it, those of other apps too.
        BaseCommand.check_migrations = check_migrations  # type: ignore[method-assign, assignment]
