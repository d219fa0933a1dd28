"""What BEGIN carries, and what holds when the server disagrees or a connection is lost."""

from tests.mutation.guards.guard import Guard
from tests.mutation.guards.places import BACKEND, CONTEXT, ENGINE, ENTERED, MIDDLEWARE, REENTRY

SWITCH = "tenants/postgresql/switch.py"

GUARDS = (
    Guard(
        "the role switch in BEGIN",
        SWITCH,
        'statements.insert(0, f"SET LOCAL ROLE {role}")',
        "pass",
    ),
    Guard(
        "the search path in BEGIN",
        SWITCH,
        '        f"SET LOCAL search_path = {path}",\n',
        "",
    ),
    Guard(
        "the stamp check",
        BACKEND,
        "                self._open(switch)\n            self._verify(switch)",
        "                self._open(switch)",
        ENGINE,
    ),
    Guard(
        "the answer to BEGIN before the block",
        CONTEXT,
        "            if not ahead:\n                connection.settle()\n",
        "",
        ENGINE,
    ),
    Guard(
        "a refusal of BEGIN that is met again",
        BACKEND,
        "            self._refusal = refusal\n",
        "",
        ENGINE,
    ),
    Guard(
        "a refusal that inner middleware made a page of",
        MIDDLEWARE,
        "                require_active().connection.settle()\n",
        "",
        ("tests/tenants/test_resolver.py",),
    ),
    Guard(
        "the statement timeout in BEGIN",
        SWITCH,
        'statements.append(f"SET LOCAL statement_timeout = {statement:d}")',
        "pass",
        ENGINE,
    ),
    Guard(
        "the idle timeout in BEGIN",
        SWITCH,
        'statements.append(f"SET LOCAL idle_in_transaction_session_timeout = {idle:d}")',
        "pass",
        ENGINE,
    ),
    Guard(
        "only slugs become SQL",
        SWITCH,
        "if slug is not None and not is_slug(slug):",
        "if False:",
        ENGINE,
    ),
    Guard(
        "a cursor needs its tenant's own connection and transaction",
        ENTERED,
        "if not (is_same and connection.in_atomic_block):",
        "if False:",
        ENGINE,
    ),
    Guard(
        "a cursor needs the stamp of its tenant",
        ENTERED,
        "if reported != stamp_of(slug):",
        "if False:",
        (*ENGINE, *REENTRY),
    ),
    Guard(
        "another thread's tenant is not begun here",
        BACKEND,
        "active.alias == self.alias and active.connection is not self:",
        "False:",
        ENGINE,
    ),
    Guard(
        "a connection that an interrupt caught in BEGIN is closed",
        BACKEND,
        "without an active tenant.\n            self.close()\n",
        "without an active tenant.\n",
        ENGINE,
    ),
    Guard(
        "a connection that an interrupt caught in sending BEGIN is closed",
        BACKEND,
        "(self._pending)\n        except BaseException:\n            self.close()\n",
        "(self._pending)\n        except BaseException:\n",
        ENGINE,
    ),
    Guard(
        "autocommit is not turned off by hand",
        BACKEND,
        "if not (autocommit or force_begin_transaction_with_broken_autocommit):",
        "if False:",
        ENGINE,
    ),
    Guard(
        "a success whose connection was lost is an error",
        MIDDLEWARE,
        "elif connection.closed_in_transaction:",
        "elif False:",
        ENGINE,
    ),
    Guard(
        "a transaction that an interrupt left open is ended",
        BACKEND,
        "if self.connection.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE:",
        "if False:",
        ENGINE,
    ),
    Guard(
        "a silent rollback is an error",
        BACKEND,
        "self.connection.pgconn.transaction_status == aborted",
        "False",
        ENGINE,
    ),
    Guard(
        "savepoints are taken under a replaced connection",
        BACKEND,
        '    "autocommit",\n',
        "",
        ENGINE,
    ),
    Guard(
        "commit callbacks have no tenant",
        BACKEND,
        "with context.no_tenant():",
        "if True:",
        ENGINE,
    ),
)
