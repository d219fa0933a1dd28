"""`sqlsequencereset`: Django's command, which refuses apps that have no tables here."""

from typing import Any

from django.core.management.commands import sqlsequencereset

from tenants.management.scope import refuse_elsewhere


class Command(sqlsequencereset.Command):
    """Prints SQL for public or, by tenant_command, for a company."""

    def handle(self, *app_labels: str, **options: Any) -> Any:
        """Refuse apps whose tables are elsewhere: Django would print SQL for missing tables."""
        refuse_elsewhere(app_labels)
        return super().handle(*app_labels, **options)
