"""What BEGIN carries: role, search path, stamp and timeouts of a tenant, or of nobody."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from tenants.exceptions import NoTenantError
from tenants.validators import is_slug

OWNER_ALIAS = "owner"


@dataclass(frozen=True, slots=True)
class Switch:
    """The SET LOCALs of one tenant, and what the server must report after them."""

    statements: bytes
    path: bytes
    stamp: bytes


def switch_to(alias: str, slug: str | None, *, idle_limit: bool = True) -> Switch:
    """Write the switch of a login to a tenant, or to none; refuse what is not a slug.

    Without `idle_limit` the transaction may wait for its client as long as it likes.
    """
    idle = settings.IDLE_TIMEOUT_MS if idle_limit else 0
    timeouts = (settings.STATEMENT_TIMEOUT_MS, idle)
    return _write(alias == OWNER_ALIAS, slug, settings.TENANT_ROLES, timeouts)


@lru_cache(maxsize=10_000)
def stamp_of(slug: str | None) -> bytes:
    """Name the tenant to the server: the stamp is in its activity, its log and its answers."""
    return f"{settings.APPLICATION_NAME}/{slug or 'public'}".encode()


@lru_cache(maxsize=10_000)
def _write(owner: bool, slug: str | None, roles: bool, timeouts: tuple[int, int]) -> Switch:
    if slug is not None and not is_slug(slug):
        raise NoTenantError(f"{slug!r} is not a slug; refusing to build SQL from it.")
    path, stamp = _search_path(slug, alone=owner or not roles), stamp_of(slug)
    statements = [
        f"SET LOCAL search_path = {path}",
        f"SET LOCAL application_name = '{stamp.decode()}'",
    ]
    if not owner:
        if roles:
            role = f'"tenant_{slug}"' if slug else "NONE"
            statements.insert(0, f"SET LOCAL ROLE {role}")
        elif slug:
            # PostgreSQL leaves out of the path, without a word, a schema that it denies.
            statements.append(f"SELECT FROM tenant_{slug}.django_migrations LIMIT 0")
        statement, idle = timeouts
        statements.append(f"SET LOCAL statement_timeout = {statement:d}")
        statements.append(f"SET LOCAL idle_in_transaction_session_timeout = {idle:d}")
    return Switch("; ".join(statements).encode(), path.encode(), stamp)


def _search_path(slug: str | None, *, alone: bool) -> str:
    """Write the path as the server will report it.

    The owner's holds no public table, so that DDL and `django_migrations` cannot fall through; nor
    does the app login's without roles, since it may read public's.
    """
    if slug is None:
        return "public, pg_temp"
    return f"tenant_{slug}, pg_temp" if alone else f"tenant_{slug}, public, pg_temp"
