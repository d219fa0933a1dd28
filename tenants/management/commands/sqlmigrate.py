"""`sqlmigrate`: Django's own, which would print nothing for an app that has no tables here."""

from typing import Any

from django.core.management.commands import sqlmigrate

from tenants.management.scope import refuse_elsewhere


class Command(sqlmigrate.Command):
    """Prints SQL for public, or by tenant_command for a company."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Refuse an app whose tables are elsewhere, then print."""
        refuse_elsewhere([options["app_label"]])
        return super().handle(*args, **options)
