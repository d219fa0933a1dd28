"""`migrate`: Django's command, for public only and as the owner login."""

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
    """Migrates public. The tenants' schemas are migrated by migrate_tenants."""

    help = "Applies the migrations of the public schema. See also: migrate_tenants."

    def add_arguments(self, parser: CommandParser) -> None:
        """Make the owner login the default."""
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER_ALIAS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate public, then grant its tables to the app login."""
        if options["database"] != OWNER_ALIAS or get_active() is not None:
            raise CommandError(
                "migrate is only for public, as the owner login: run it without --database and "
                "without tenant_command. Companies are migrated by manage.py migrate_tenants."
            )
        writes = not (options["plan"] or options["check_unapplied"])
        only_tenants = tenant_labels() - shared_labels()
        if options.get("app_label") in only_tenants:
            raise CommandError(
                f'"{options["app_label"]}" has no tables in public. Run manage.py migrate_tenants.'
            )
        if writes and settings.ADMIN_DATABASE:
            self._set_up_database()
        if writes:
            # Before too: once row security is on, the app login needs its policy.
            roles.grant_public_tables(_public_tables())
        with public_migrations():
            super().handle(*args, **options)
        if writes:
            roles.grant_public_tables(_public_tables())

    def _set_up_database(self) -> None:
        """Set up the database where its superuser is known, as on the embedded server."""
        try:
            for name, outcome in server.set_up(change=True):
                if outcome != "done":
                    raise CommandError(f"Not fulfilled: {name} ({outcome}).")
        except SetupError as error:
            raise CommandError(str(error)) from error


def _public_tables() -> dict[str, list[str]]:
    """Return the tables in public, by app label."""
    connection = connections[OWNER_ALIAS]
    existing = connection.introspection.table_names()
    tables: dict[str, list[str]] = {}
    for model in connection.introspection.installed_models(existing):
        tables.setdefault(model._meta.app_label, []).append(model._meta.db_table)
    return tables
