"""What the database refuses: policies, rights, roles and logins."""

from tests.mutation.guards.guard import Guard
from tests.mutation.guards.places import BACKEND, CURSOR, ENGINE, ENTERED, ROLES, SERVER

SAFETY = "tenants/postgresql/safety.py"
ENTERING = ("tests/tenants/test_entered.py",)

GUARDS = (
    Guard(
        "row security on the registry",
        "tenants/migrations/0002_row_security.py",
        '                "ALTER TABLE tenants_tenant ENABLE ROW LEVEL SECURITY",\n',
        "",
    ),
    Guard(
        "the policy is of the own row",
        "tenants/migrations/0002_row_security.py",
        "USING ('tenant_' || slug = current_user::text)",
        "USING (true)",
    ),
    Guard(
        "set_config is withdrawn",
        SERVER,
        "(proname = 'set_config'\"",
        "(proname = 'no_such_function'\"",
    ),
    Guard(
        "set_config is withdrawn from the app login too",
        SERVER,
        '"REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM {app}",',
        '"GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO {app}",',
        ("tests/tenants/test_threats.py",),
    ),
    Guard(
        "the owner login is not used inside a company",
        ENTERED,
        "    if connection.alias == OWNER_ALIAS:\n",
        "    if connection.alias == OWNER_ALIAS:\n        return\n    if False:\n",
        (*ENGINE, *ENTERING),
    ),
    Guard(
        "a connection answers nobody who has entered nothing",
        ENTERED,
        "        if context.in_public():\n            return\n",
        "        return\n",
        ENTERING,
    ),
    Guard(
        "a tenant of one connection is none of another, inside public as well",
        ENTERED,
        "    if active.alias == connection.alias:\n        return\n    reason",
        "    if active.alias == connection.alias or context.in_public():\n"
        "        return\n    reason",
        ENTERING,
    ),
    Guard(
        "a cursor asks before each statement",
        CURSOR,
        "if self.check_entered is not None:",
        "if False:",
        ENTERING,
    ),
    Guard(
        "a connection is made in public",
        ENTERED,
        "with context.no_tenant(), context.public_context():\n            super()",
        "if True:\n            super()",
        ENTERING,
    ),
    Guard(
        "large objects are withdrawn",
        SERVER,
        "\" OR proname LIKE 'lo\\\\_%' OR proname IN ('loread', 'lowrite')\"",
        '""',
    ),
    Guard(
        "advisory locks and notices are withdrawn",
        SERVER,
        "\" OR proname LIKE 'pg\\\\_%advisory%' OR proname IN"
        " ('pg_notify', 'pg_logical_emit_message'))\"",
        '")"',
    ),
    Guard(
        "temporary tables are withdrawn",
        SERVER,
        '("REVOKE TEMP ON DATABASE {database} FROM PUBLIC",)',
        '("SELECT 1",)',
        ("tests/isolation", "tests/tenants/test_setup_database.py"),
    ),
    Guard(
        "plpgsql is withdrawn",
        SERVER,
        "\" EXECUTE format('REVOKE USAGE ON LANGUAGE %I FROM PUBLIC', l);\"",
        '""',
        ("tests/isolation", "tests/tenants/test_setup_database.py"),
    ),
    Guard(
        "a company's role gets its own schema alone",
        ROLES,
        '        "GRANT USAGE ON SCHEMA {schema} TO {role}",\n',
        '        "GRANT USAGE ON SCHEMA {schema} TO {role}, PUBLIC",\n'
        '        defaults + "SELECT ON TABLES TO PUBLIC",\n',
    ),
    Guard(
        "a company's role creates nothing",
        ROLES,
        '"GRANT USAGE ON SCHEMA {schema} TO {role}"',
        '"GRANT USAGE, CREATE ON SCHEMA {schema} TO {role}"',
    ),
    Guard(
        "the app login inherits nothing",
        ROLES,
        "WITH INHERIT FALSE, SET TRUE",
        "WITH INHERIT TRUE, SET TRUE",
    ),
    Guard(
        "the record of migrations is read-only",
        ROLES,
        '{"django_migrations": "INSERT, UPDATE, DELETE"}',
        "{}",
        ("tests/isolation", "tests/tenants/test_migrations.py"),
    ),
    Guard(
        "suspending withdraws the role",
        "tenants/lifecycle.py",
        "        roles.revoke_access(tenant.schema_name)\n",
        "",
        ("tests/tenants/test_lifecycle.py", "tests/tenants/test_resolver.py"),
    ),
    Guard(
        "deleting a company yields to its requests",
        "tenants/lifecycle.py",
        "                records.lock_row(tenant)\n",
        "",
        ("tests/tenants/test_lifecycle.py",),
    ),
    Guard(
        "a company is suspended before it is deleted",
        "tenants/lifecycle.py",
        "        suspend_tenant(tenant)\n    deadline",
        "        pass\n    deadline",
        ("tests/tenants/test_lifecycle.py",),
    ),
    Guard(
        "a login above row security is refused",
        SAFETY,
        "    if is_privileged:",
        "    if False:",
        ("tests/tenants/test_safety.py",),
    ),
    Guard(
        "a login that owns tables is refused",
        SAFETY,
        "elif is_owner or other_roles:",
        "elif False:",
        ("tests/tenants/test_safety.py",),
    ),
    Guard(
        "a server with known holes is refused",
        SAFETY,
        "if version < min(MINIMUM.values()) or (minimum and version < minimum):",
        "if False:",
        ("tests/tenants/test_safety.py",),
    ),
    Guard(
        "the first connection looks",
        BACKEND,
        "if settings.REFUSE_UNSAFE_DATABASE and any(problem.serious for problem in problems):",
        "if False:",
        ("tests/tenants/test_safety.py",),
    ),
)
