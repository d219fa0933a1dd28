"""`dumpdata`: Django's command, which refuses apps that have no tables here."""

from typing import Any

from django.core.management.commands import dumpdata

from tenants.management.scope import refuse_elsewhere


class Command(dumpdata.Command):
    """Dumps public or, by tenant_command, a company."""

    def handle(self, *app_labels: str, **options: Any) -> None:
        """Refuse apps whose tables are elsewhere: Django would silently skip them."""
        refuse_elsewhere(label.partition(".")[0] for label in app_labels)
        super().handle(*app_labels, **options)
