"""What the login that serves requests must not be, and the server must not have."""

from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# The first releases, by major version, without CVE-2024-10976 and 10978 (row security and SET ROLE)
# and without CVE-2025-8714 and 8715 (code smuggled through a dump).
MINIMUM = {16: 160010, 17: 170006, 18: 180000}

# `owns` asks for anything in this database; what is shared by all databases does not count.
FACTS = """
SELECT r.rolsuper, r.rolbypassrls,
    EXISTS (SELECT FROM pg_catalog.pg_shdepend d WHERE d.refobjid = r.oid AND d.deptype = 'o'
        AND d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
        AND d.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())),
    EXISTS (SELECT FROM pg_catalog.pg_roles o WHERE o.rolname = %s AND o.oid <> r.oid
        AND pg_catalog.pg_has_role(r.oid, o.oid, 'MEMBER')),
    has_function_privilege('public', 'pg_catalog.set_config(text, text, boolean)', 'EXECUTE')
        OR has_database_privilege('public', current_database(), 'TEMP')
        OR has_language_privilege('public', 'plpgsql', 'USAGE')
FROM pg_catalog.pg_roles r WHERE r.rolname = session_user
"""


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
    found = []
    version = connection.info.server_version
    least = MINIMUM.get(version // 10000)
    if version < min(MINIMUM.values()) or (least and version < least):
        wanted = " or ".join(f"{number // 10000}.{number % 10000}" for number in MINIMUM.values())
        found.append(
            Problem(
                "tenants.E008",
                f"PostgreSQL {version // 10000}.{version % 10000} has known holes, or no roles as "
                "we need them.",
                f"Bring the server to {wanted} at least, or unset DATABASE_URL to use ours.",
            )
        )
    owner = settings.DATABASES["owner"]["USER"]
    row = psycopg.Cursor(connection).execute(FACTS, [owner]).fetchone()
    superuser, bypasses, owns, may_own, is_open = row or (False,) * 5
    if superuser or bypasses:
        what = "a superuser's" if superuser else "one that bypasses row security (BYPASSRLS)"
        found.append(Problem("tenants.E009", f"The login of DATABASE_URL is {what}.", _PLAIN))
    elif owns or may_own:
        what = "owns tables" if owns else f'may become the owner login "{owner}"'
        found.append(Problem("tenants.E010", f"The login of DATABASE_URL {what}.", _PLAIN))
    if is_open:
        found.append(Problem("tenants.W004", _OPEN, "Run manage.py setup_database.", serious=False))
    return found


_OPEN = (
    "The database lets everybody use set_config, temporary tables or plpgsql, with which smuggled "
    "SQL could step from one company into another."
)


_PLAIN = (
    "Point OWNER_DATABASE_URL at the owner and DATABASE_URL at a plain login, which "
    "manage.py setup_database makes. For a trial DEBUG=on makes this a warning."
)
