"""`sqlmigrate`: Django's command, which refuses apps that have no tables here."""

from typing import Any

from django.core.management.commands import sqlmigrate

from tenants.management.scope import refuse_elsewhere


class Command(sqlmigrate.Command):
    """Prints SQL for public or, by tenant_command, for a company."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Refuse an app whose tables are elsewhere: Django would print nothing."""
        refuse_elsewhere([options["app_label"]])
        return super().handle(*args, **options)
