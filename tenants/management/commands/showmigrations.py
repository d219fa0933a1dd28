"""`showmigrations`: Django's command, for the apps that have tables here."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import showmigrations

from tenants.context import get_active
from tenants.management.scope import public_migrations, refuse_elsewhere
from tenants.routers import tenant_labels


class Command(showmigrations.Command):
    """Lists the migrations of public or, by tenant_command, of a company."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Omit the apps whose tables are elsewhere: Django would show them as unapplied."""
        refuse_elsewhere(options["app_label"])
        active = get_active()
        if active is None:
            with public_migrations():
                super().handle(*args, **options)
            return
        if options["format"] == "plan":
            raise CommandError(f"Run migrate_tenants --plan --tenant {active.tenant.slug}.")
        labels = options.pop("app_label") or sorted(tenant_labels())
        super().handle(*args, app_label=labels, **options)
