"""What a request meets."""

from tests.mutation.guards.guard import Guard
from tests.mutation.guards.places import MIDDLEWARE

RESOLVER = "tenants/resolver.py"

GUARDS = (
    Guard(
        "one's news are seen by oneself",
        "timetracking/notices/news.py",
        "    judge(by, can_act_for, locked)\n",
        "",
        ("tests/timetracking/notices/test_news.py",),
    ),
    Guard(
        "a host outside the base domain is refused first",
        "config/http/hosts.py",
        "        request.get_host()\n",
        "",
        ("tests/config/http/test_hosts.py",),
    ),
    Guard(
        "a label is one of a company's form",
        RESOLVER,
        "        validate_subdomain(label)\n",
        "        pass\n",
        ("tests/tenants/test_resolver.py",),
    ),
    Guard(
        "a suspended company is not found",
        RESOLVER,
        "Tenant.objects.using(DEFAULT_DB_ALIAS).active().filter",
        "Tenant.objects.using(DEFAULT_DB_ALIAS).filter",
        ("tests/tenants/test_resolver.py",),
    ),
    Guard(
        "an answer of 500 or above saves nothing",
        MIDDLEWARE,
        "            transaction.set_rollback(True)\n",
        "            pass\n",
        ("tests/isolation", "tests/config/http/test_errors.py"),
    ),
    Guard(
        "pages are private and not stored",
        MIDDLEWARE,
        'response.headers.setdefault("Cache-Control", "private, no-store")',
        "pass",
    ),
    Guard(
        "a body has a limit",
        "config/http/bodies.py",
        "int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:",
        "False:",
        ("tests/config", "tests/accounts/test_bad_input.py"),
    ),
    Guard(
        "a company behind the code is not served",
        MIDDLEWARE,
        "if self.history.is_behind(tenant.schema_version):",
        "if False:",
        ("tests/tenants/test_version_gate.py",),
    ),
)
