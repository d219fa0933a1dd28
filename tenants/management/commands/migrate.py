"""`migrate`: Django's own, for public alone and as the owner login."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections

from tenants import roles, server
from tenants.context import get_active
from tenants.exceptions import SetupError
from tenants.management.scope import public_migrations
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.routers import shared_labels, tenant_labels


class Command(migrate.Command):
    """Migrates public; the tenants' schemas are migrate_tenants' business."""

    help = "Brings the public schema to the newest migrations. See also: migrate_tenants."

    def add_arguments(self, parser: CommandParser) -> None:
        """Default to the owner login."""
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER_ALIAS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate public, then let the app login use what is there."""
        if options["database"] != OWNER_ALIAS or get_active() is not None:
            raise CommandError(
                "migrate is for public, as the owner login: run it without --database and outside "
                "tenant_command. Companies are migrated by manage.py migrate_tenants."
            )
        changes = not (options["plan"] or options["check_unapplied"])
        only_tenants = tenant_labels() - shared_labels()
        if options.get("app_label") in only_tenants:
            raise CommandError(
                f'"{options["app_label"]}" has no tables in public. Run manage.py migrate_tenants.'
            )
        if changes and settings.ADMIN_DATABASE:
            self._set_up_database()
        if changes:
            # Before as well: row security must not find the app login without its policy.
            roles.grant_public_tables(_public_tables())
        with public_migrations():
            super().handle(*args, **options)
        if changes:
            roles.grant_public_tables(_public_tables())

    def _set_up_database(self) -> None:
        """Do setup_database's work where its superuser is known, as with the embedded server."""
        try:
            for name, outcome in server.set_up(change=True):
                if outcome != "done":
                    raise CommandError(f"Not so, and it must be: {name} ({outcome}).")
        except SetupError as error:
            raise CommandError(str(error)) from error


def _public_tables() -> dict[str, list[str]]:
    """List by app the tables that public has."""
    connection = connections[OWNER_ALIAS]
    existing = connection.introspection.table_names()
    tables: dict[str, list[str]] = {}
    for model in connection.introspection.installed_models(existing):
        tables.setdefault(model._meta.app_label, []).append(model._meta.db_table)
    return tables
