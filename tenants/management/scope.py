"""Where a command is: in public or in a company, and which apps have tables there."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tenants.context import get_active, public_context
from tenants.routers import shared_labels, tenant_labels

_djangos_check = BaseCommand.check_migrations


def refuse_elsewhere(labels: Iterable[str]) -> None:
    """Raise CommandError for apps whose tables are not here: Django would do nothing for them."""
    active = get_active()
    here, other = tenant_labels(), shared_labels()
    if active is None:
        here, other = other, here
    missing = sorted(set(labels) & other - here)
    if not missing:
        return
    named = ", ".join(f'"{label}"' for label in missing)
    if active is None:
        way = "For a company's: tenant_command SLUG COMMAND …"
    else:
        way = "They are in public: run the command without tenant_command."
    raise CommandError(f"No tables here of {named}. {way}")


@contextmanager
def public_migrations() -> Iterator[None]:
    """Hide the migrations of apps that have tables in companies alone."""
    before = settings.MIGRATION_MODULES
    only_tenants = tenant_labels() - shared_labels()
    settings.MIGRATION_MODULES = {**before, **dict.fromkeys(only_tenants)}
    try:
        yield
    finally:
        settings.MIGRATION_MODULES = before


def check_migrations(command: BaseCommand) -> None:
    """Warn of what public lacks; is what every command does instead of Django's own.

    Django's would count every migration of the companies as unapplied. Inside a company it says
    nothing: tenant_command has looked. Enters public, since runserver asks in a thread of its own.
    """
    if get_active() is None:
        with public_context(), public_migrations():
            _djangos_check(command)
