"""The SQL that follows BEGIN: role, search path, stamp and timeouts, with or without a tenant."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from tenants.exceptions import NoTenantError
from tenants.validators import is_slug

OWNER_ALIAS = "owner"


@dataclass(frozen=True, slots=True)
class Switch:
    """Holds the SET LOCAL statements of a tenant, and what the server must report after them."""

    statements: bytes
    path: bytes
    stamp: bytes
    begin: bytes


def switch_to(
    alias: str,
    slug: str | None,
    *,
    idle_limit: bool = True,
    repeatable: bool = False,
    statement_ms: int | None = None,
) -> Switch:
    """Return the switch of a connection to a tenant, or to none; refuse an invalid slug.

    Without `idle_limit` the transaction may idle for any length of time. With `repeatable` it
    reads all rows as they were at its first statement. `statement_ms` is the tenant's own limit for
    a statement, instead of the setting.
    """
    idle = settings.IDLE_TIMEOUT_MS if idle_limit else 0
    timeouts = (statement_ms or settings.STATEMENT_TIMEOUT_MS, idle)
    return _write(alias == OWNER_ALIAS, slug, settings.TENANT_ROLES, timeouts, repeatable)


@lru_cache(maxsize=10_000)
def stamp_of(slug: str | None) -> bytes:
    """Return the application name that identifies the tenant in the server's activity and log."""
    return f"{settings.APPLICATION_NAME}/{slug or 'public'}".encode()


@lru_cache(maxsize=10_000)
def _write(
    owner: bool, slug: str | None, roles: bool, timeouts: tuple[int, int], repeatable: bool
) -> Switch:
    if slug is not None and not is_slug(slug):
        raise NoTenantError(f"{slug!r} is not a slug; refusing to build SQL from it.")
    path, stamp = _search_path(slug, has_public=roles and not owner), stamp_of(slug)
    statements = [
        f"SET LOCAL search_path = {path}",
        f"SET LOCAL application_name = '{stamp.decode()}'",
    ]
    if not owner:
        if roles:
            role = f'"tenant_{slug}"' if slug else "NONE"
            statements.insert(0, f"SET LOCAL ROLE {role}")
        elif slug:
            # PostgreSQL silently omits a schema from the path if access is denied.
            statements.append(f"SELECT FROM tenant_{slug}.django_migrations LIMIT 0")
        statement, idle = timeouts
        statements.append(f"SET LOCAL statement_timeout = {statement:d}")
        statements.append(f"SET LOCAL idle_in_transaction_session_timeout = {idle:d}")
    begin = b"BEGIN ISOLATION LEVEL REPEATABLE READ" if repeatable else b"BEGIN"
    return Switch("; ".join(statements).encode(), path.encode(), stamp, begin)


def _search_path(slug: str | None, *, has_public: bool) -> str:
    """Return the search path as the server reports it.

    The owner's does not include public, so that neither DDL nor `django_migrations` can refer to
    public. Without roles the app login's does not either, because it may read public.
    """
    if slug is None:
        return "public, pg_temp"
    return f"tenant_{slug}, public, pg_temp" if has_public else f"tenant_{slug}, pg_temp"
