"""What Python refuses: no tenant table without a tenant, no step from one into another."""

from tests.mutation.guards.guard import Guard
from tests.mutation.guards.places import CONTEXT, ENGINE, REENTRY, ROUTERS

GUARDS = (
    Guard(
        "no tenant table without a tenant",
        ROUTERS,
        "        raise NoTenantError(",
        "        return TenantAlias.of(DEFAULT_DB_ALIAS, '')\n        raise NoTenantError(",
        ("tests/tenants/test_context.py",),
    ),
    Guard(
        "public is entered on purpose",
        ROUTERS,
        "if label in self.shared and context.in_public():",
        "if label in self.shared:",
        ("tests/tenants/test_context.py", "tests/isolation"),
    ),
    Guard(
        "an object stays in its company",
        ROUTERS,
        'if instance is not None and realm_of(instance) not in ("", alias.realm):',
        "if False:",
        REENTRY,
    ),
    Guard(
        "objects of two companies are not related",
        ROUTERS,
        "return False if len(realms) > 1 else None",
        "return None",
        REENTRY,
    ),
    Guard(
        "no step from one tenant into another",
        CONTEXT,
        "if current.tenant.pk != tenant.pk or current.connection is not connection:",
        "if False:",
        (*ENGINE, *REENTRY),
    ),
    Guard(
        "a stream leaves its caller in no tenant",
        "tenants/reentry.py",
        "while (chunk := context.run(next, generator, end)) is not end:",
        "while (chunk := next(generator, end)) is not end:",
        REENTRY,
    ),
    Guard(
        "a query over all companies cannot write",
        "tenants/across.py",
        "SET TRANSACTION READ ONLY; ",
        "",
        ("tests/tenants/test_across.py",),
    ),
    Guard(
        "a query over all companies finds no table of public by chance",
        "tenants/across.py",
        '"SET LOCAL search_path = pg_catalog, pg_temp;"',
        '""',
        ("tests/tenants/test_across.py",),
    ),
)
