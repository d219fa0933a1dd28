"""Checks that the app login and the server are safe for serving requests."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tenants.postgresql.switch import OWNER_ALIAS

# The first safe release of each major version. In earlier ones, SQL could exceed the rights of its
# role or run code: CVE-2024-10976 and 10978, CVE-2025-8714 and 8715, CVE-2026-6473.
MINIMUM = {16: 160014, 17: 170010, 18: 180004}

# A login that can become a predefined role (pg_read_all_data, pg_database_owner, ...) or one that
# bypasses row security can reach all companies. Ownership is checked only in this database.
QUERY = """
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
_PLAIN_LOGIN_HINT = (
    "Set OWNER_DATABASE_URL to the owner login and DATABASE_URL to a plain login, which "
    "manage.py setup_database creates. For a trial, DEBUG=on makes this a warning."
)
_OPEN_RIGHTS = (
    "All roles may use set_config, temporary tables or a procedural language, with which injected "
    "SQL could switch from one company to another."
)


@dataclass(frozen=True)
class Problem:
    """Describes a problem with the id of its system check and a hint."""

    id: str
    message: str
    hint: str
    serious: bool = True  # requests must not be served


class UnsafeDatabase(ImproperlyConfigured):
    """Refuses to serve requests with a login or a server that cannot keep companies apart."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(f"{problem.message} {problem.hint}" for problem in problems))


def find_problems(connection: "psycopg.Connection[Any]") -> list[Problem]:
    """Return the problems of a new connection's login and server."""
    problems = list(_version_problems(connection.info.server_version))
    owner = settings.DATABASES[OWNER_ALIAS]["USER"]
    row = psycopg.Cursor(connection).execute(QUERY, [owner, settings.TENANT_ROLES]).fetchone()
    if row is None:
        raise psycopg.OperationalError("The login no longer exists on the server.")
    is_privileged, is_owner, other_roles, has_tenant_grants, is_open = row
    if is_privileged:
        fault = "is a superuser, bypasses row security or can replicate"
        problems.append(
            Problem("tenants.E009", f"The login of DATABASE_URL {fault}.", _PLAIN_LOGIN_HINT)
        )
    elif is_owner or other_roles:
        fault = f"can become {other_roles}" if other_roles else "owns tables"
        problems.append(
            Problem("tenants.E010", f"The login of DATABASE_URL {fault}.", _PLAIN_LOGIN_HINT)
        )
    elif has_tenant_grants:
        fault = "has its own rights in the schemas of companies"
        hint = "Run manage.py migrate_tenants, which revokes them."
        problems.append(Problem("tenants.E012", f"The login of DATABASE_URL {fault}.", hint))
    if is_open:
        problems.append(
            Problem("tenants.W004", _OPEN_RIGHTS, "Run manage.py setup_database.", serious=False)
        )
    return problems


def _version_problems(version: int) -> Iterator[Problem]:
    minimum = MINIMUM.get(version // 10000)
    if version < min(MINIMUM.values()) or (minimum and version < minimum):
        safe = " or ".join(f"{number // 10000}.{number % 10000}" for number in MINIMUM.values())
        yield Problem(
            "tenants.E008",
            f"PostgreSQL {version // 10000}.{version % 10000} has known vulnerabilities, or lacks "
            "required features of roles.",
            f"Upgrade the server to at least {safe}, or unset DATABASE_URL to use ours.",
        )
