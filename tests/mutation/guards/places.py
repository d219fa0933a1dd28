"""Files and tests that the guards of several areas name."""

BACKEND = "tenants/postgresql/base.py"
CURSOR = "tenants/postgresql/cursor.py"
ENTERED = "tenants/postgresql/entered.py"
CONTEXT = "tenants/context.py"
ROUTERS = "tenants/routers.py"
ROLES = "tenants/roles.py"
SERVER = "tenants/server.py"
MIDDLEWARE = "tenants/middleware.py"
ENGINE = (
    "tests/tenants/test_backend.py",
    "tests/tenants/test_lost_connections.py",
    "tests/tenants/test_statements.py",
    "tests/tenants/test_context.py",
)
REENTRY = ("tests/tenants/test_reentry.py",)
LIMITED = ("tests/timetracking/staff/test_limited_managers.py",)
