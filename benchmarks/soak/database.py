"""The run's own database: created with the owner login, and dropped at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.conf import settings
from django.db import DatabaseError, connections
from django.test.utils import setup_databases, teardown_databases

from benchmarks.soak.progress import say
from config.local import embedded
from tenants import roles, server
from tenants.exceptions import SetupError
from tenants.lifecycle import drop_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class SoakError(Exception):
    """The run cannot begin; the message says why and what to do."""


@contextmanager
def own_database() -> Iterator[str]:
    """Create the database and drop it after the block; yield the prefix for the companies' slugs.

    Roles belong to the whole server, so their names derive from the database's. Roles that a killed
    run left behind are dropped first.
    """
    name = database_name()
    prefix = slug_prefix(name)
    if settings.LOCAL:
        embedded.ensure_running(settings.DATA_DIR)
    for alias in ("default", OWNER_ALIAS):
        connections[alias].settings_dict["TEST"]["NAME"] = name
    try:
        old_config = setup_databases(
            verbosity=0,
            interactive=False,
            aliases=dict.fromkeys(["default", OWNER_ALIAS]),
            serialized_aliases=[],
        )
    except (DatabaseError, SystemExit) as error:
        raise SoakError(
            f"The database {name} cannot be created ({error}). Wait for another soak run that uses "
            "it, or grant the owner login CREATEDB."
        ) from error
    try:
        _require_soak()
        _drop_stray_roles(prefix)
        _set_up()
        try:
            yield prefix
        finally:
            drop_companies()
    finally:
        connections.close_all()
        teardown_databases(old_config, verbosity=0)


def _set_up() -> None:
    """Revoke rights that no company needs, as in production, as far as our logins may."""
    try:
        missing = [name for name, outcome in server.set_up(change=True) if outcome != "done"]
    except SetupError as error:
        raise SoakError(str(error)) from error
    if missing:
        say(f"Without ADMIN_DATABASE_URL these protections are missing: {'; '.join(missing)}.")


def database_name() -> str:
    """Return the name of a run's database, derived from the configured one."""
    return f"{settings.DATABASES[OWNER_ALIAS]['NAME']}_soak"


def slug_prefix(name: str) -> str:
    """Return a prefix for the slugs of a database's companies, since roles belong to the server."""
    return f"soak_{crc32(name.encode()):08x}"


def _require_soak() -> None:
    """Refuse any other database, because companies will be dropped."""
    for alias in ("default", OWNER_ALIAS):
        name = str(connections[alias].settings_dict["NAME"])
        if "soak" not in name:
            raise SoakError(
                f'The database "{name}" does not belong to a soak run. Nothing was changed.'
            )


def drop_companies() -> None:
    """Drop companies and roles, newest first, so that a killed run leaves no gaps in numbering."""
    _require_soak()
    for tenant in Tenant.objects.using(OWNER_ALIAS).order_by("-pk"):
        drop_tenant(tenant)


def _drop_stray_roles(prefix: str) -> None:
    """Drop the roles of a run whose database was dropped without them."""
    number = 0
    while roles.role_exists(role := f"tenant_{company_slug(prefix, number)}"):
        roles.drop_role(role)
        number += 1


def company_slug(prefix: str, number: int) -> str:
    """Return the slug of a company of the run."""
    return f"{prefix}_{number:03d}"
