"""Limits management commands to the apps that have tables where they run."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tenants.context import get_active, public_context
from tenants.routers import shared_labels, tenant_labels

_django_check_migrations = BaseCommand.check_migrations


def refuse_elsewhere(labels: Iterable[str]) -> None:
    """Raise CommandError for apps without tables here, which Django would silently skip."""
    active = get_active()
    available, elsewhere = tenant_labels(), shared_labels()
    if active is None:
        available, elsewhere = elsewhere, available
    missing = sorted(set(labels) & elsewhere - available)
    if not missing:
        return
    names = ", ".join(f'"{label}"' for label in missing)
    if active is None:
        hint = "For those of a company: tenant_command SLUG COMMAND …"
    else:
        hint = "They are in public: run the command without tenant_command."
    raise CommandError(f"No tables here for {names}. {hint}")


@contextmanager
def public_migrations() -> Iterator[None]:
    """Hide the migrations of apps whose tables are only in companies."""
    modules = settings.MIGRATION_MODULES
    only_tenants = tenant_labels() - shared_labels()
    settings.MIGRATION_MODULES = {**modules, **dict.fromkeys(only_tenants)}
    try:
        yield
    finally:
        settings.MIGRATION_MODULES = modules


def check_migrations(command: BaseCommand) -> None:
    """Warn of unapplied migrations in public. Replaces BaseCommand.check_migrations.

    Django's method would count the companies' migrations as unapplied. Inside a company there is
    no warning, since tenant_command gives one. Enters public because runserver checks in a thread.
    """
    if get_active() is None:
        with public_context(), public_migrations():
            _django_check_migrations(command)
