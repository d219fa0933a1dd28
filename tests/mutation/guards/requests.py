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
        "            request.get_host()\n",
        "            pass\n",
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
        "a suspended company has one page",
        MIDDLEWARE,
        "if tenant and not tenant.is_active:",
        "if False:",
        ("tests/tenants/test_resolver.py", "tests/operations/test_states.py"),
    ),
    Guard(
        "a read-only company takes no form",
        MIDDLEWARE,
        "None if match.view_name in settings.READ_ONLY_VIEWS else refusals",
        "None if True else refusals",
        ("tests/operations/test_states.py", "tests/isolation/test_read_only.py"),
    ),
    Guard(
        "opening a request of a read-only company writes nothing",
        "timetracking/corrections/views/corrections.py",
        "if is_new and not is_read_only(request):",
        "if is_new:",
        ("tests/isolation/test_read_only.py",),
    ),
    Guard(
        "the database refuses writes to a read-only company",
        "tenants/lifecycle.py",
        "        roles.forbid_writing(tenant.schema_name)\n",
        "",
        ("tests/operations/test_states.py",),
    ),
    Guard(
        "a rollout leaves a read-only company read-only",
        "tenants/migrator.py",
        "                    roles.forbid_writing(tenant.schema_name)\n",
        "                    pass\n",
        ("tests/operations/test_states.py",),
    ),
    Guard(
        "jobs leave a read-only company alone",
        "tenants/models.py",
        "return self.filter(is_active=True, is_read_only=False)",
        "return self.filter(is_active=True)",
        ("tests/timetracking/clocking/test_close_forgotten_shifts.py",),
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
        "int(length) > _most(request):",
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
