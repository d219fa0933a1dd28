"""What the login that serves requests must not be, and the server must not have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tenants.postgresql.switch import OWNER_ALIAS

# The first releases, by major version, without the holes by which a role that may run SQL could
# leave its rights or run code: CVE-2024-10976 and 10978, CVE-2025-8714 and 8715, CVE-2026-6473.
MINIMUM = {16: 160014, 17: 170010, 18: 180004}

# Whoever may become one of PostgreSQL's own roles (pg_read_all_data, pg_database_owner, ...) or one
# above row security reaches every company. Ownership is asked for in this database alone.
FACTS = """
SELECT r.rolsuper OR r.rolbypassrls OR r.rolreplication,
    EXISTS (SELECT FROM pg_catalog.pg_shdepend d WHERE d.refobjid = r.oid AND d.deptype = 'o'
        AND d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
        AND d.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())),
    (SELECT string_agg(o.rolname, ', ' ORDER BY o.rolname) FROM pg_catalog.pg_roles o
        WHERE o.oid <> r.oid AND pg_catalog.pg_has_role(r.oid, o.oid, 'MEMBER')
        AND (o.rolname = %s OR o.rolname LIKE 'pg\\_%%' OR o.rolsuper OR o.rolbypassrls)),
    %s AND EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE 'tenant\\_%%'
        AND has_schema_privilege(r.oid, n.oid, 'USAGE')),
    has_function_privilege('public', 'pg_catalog.set_config(text, text, boolean)', 'EXECUTE')
        OR has_database_privilege('public', current_database(), 'TEMP')
        OR EXISTS (SELECT FROM pg_catalog.pg_language l
            WHERE l.lanispl AND l.lanpltrusted AND has_language_privilege('public', l.oid, 'USAGE'))
FROM pg_catalog.pg_roles r WHERE r.rolname = session_user
"""
_PLAIN = (
    "Point OWNER_DATABASE_URL at the owner and DATABASE_URL at a plain login, which "
    "manage.py setup_database makes. For a trial DEBUG=on makes this a warning."
)
_OPEN = (
    "The database lets everybody use set_config, temporary tables or a procedural language, with "
    "which smuggled SQL could step from one company into another."
)


@dataclass(frozen=True)
class Problem:
    """Something wrong, with the id of its system check and what to do."""

    id: str
    message: str
    hint: str
    serious: bool = True  # a reason not to serve


class UnsafeDatabase(ImproperlyConfigured):
    """Refuses to serve requests with a login or a server that could not keep companies apart."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(f"{problem.message} {problem.hint}" for problem in problems))


def problems(connection: "psycopg.Connection[Any]") -> list[Problem]:
    """List what is wrong with a fresh connection's login and server."""
    found = list(_of_the_server(connection.info.server_version))
    owner = settings.DATABASES[OWNER_ALIAS]["USER"]
    row = psycopg.Cursor(connection).execute(FACTS, [owner, settings.TENANT_ROLES]).fetchone()
    if row is None:
        raise psycopg.OperationalError("The login has gone from the server.")
    above, owns, may_become, reaches, is_open = row
    if above:
        what = "is a superuser's, bypasses row security or replicates"
        found.append(Problem("tenants.E009", f"The login of DATABASE_URL {what}.", _PLAIN))
    elif owns or may_become:
        what = f"may become {may_become}" if may_become else "owns tables"
        found.append(Problem("tenants.E010", f"The login of DATABASE_URL {what}.", _PLAIN))
    elif reaches:
        what = "has rights in companies' schemas itself, without their roles"
        hint = "Run manage.py migrate_tenants, which takes them away."
        found.append(Problem("tenants.E012", f"The login of DATABASE_URL {what}.", hint))
    if is_open:
        found.append(Problem("tenants.W004", _OPEN, "Run manage.py setup_database.", serious=False))
    return found


def _of_the_server(version: int) -> Iterator[Problem]:
    least = MINIMUM.get(version // 10000)
    if version < min(MINIMUM.values()) or (least and version < least):
        wanted = " or ".join(f"{number // 10000}.{number % 10000}" for number in MINIMUM.values())
        yield Problem(
            "tenants.E008",
            f"PostgreSQL {version // 10000}.{version % 10000} has known holes, or no roles as we "
            "need them.",
            f"Bring the server to {wanted} at least, or unset DATABASE_URL to use ours.",
        )
