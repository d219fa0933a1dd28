"""What is recorded and replayed, and how migrations are rolled out."""

from tests.mutation.guards.guard import Guard

DEFERRED = "tenants/deferred.py"
HISTORY = "tenants/history.py"
RECORDING = "tenants/recording.py"
MIGRATOR = "tenants/migrator.py"
RECORDS = "tenants/records.py"
ROLLOUT = "tenants/rollout.py"
REPLAY = (
    "tests/tenants/test_recording.py",
    "tests/tenants/test_data_steps.py",
    "tests/tenants/test_targets.py",
)
ROLLING = ("tests/tenants/test_migrations.py", "tests/tenants/test_rollout.py")

GUARDS = (
    Guard(
        "deferred constraints are checked after each step",
        MIGRATOR,
        "            check_deferred(state)\n",
        "            pass\n",
        ("tests/tenants/test_deferred.py",),
    ),
    Guard(
        "deferred constraints are checked around a data step",
        DEFERRED,
        "yield from (CheckDeferred(), operation, CheckDeferred())",
        "yield operation",
        ("tests/tenants/test_deferred.py",),
    ),
    Guard(
        "constraints are deferred again after a step",
        DEFERRED,
        "; SET CONSTRAINTS ALL DEFERRED",
        "",
        ("tests/tenants/test_deferred.py",),
    ),
    Guard(
        "constraints that are immediate by default are so again",
        DEFERRED,
        "if names := _initially_immediate(state):",
        "if names := []:",
        ("tests/tenants/test_deferred.py",),
    ),
    Guard(
        "a name that nobody knows excuses nothing that is missing",
        HISTORY,
        "missing = set(self.nodes) - applied\n",
        "unknown = {node[0] for node in recorded if not self.knows(node)}\n"
        "        missing = {n for n in self.nodes if n not in applied and n[0] not in unknown}\n",
        ("tests/tenants/test_history.py", "tests/tenants/test_version_gate.py"),
    ),
    Guard(
        "a tenant migration creates no extension",
        "tenants/checks.py",
        "return isinstance(operation, CreateExtension)",
        "return False",
        ("tests/tenants/test_extensions.py",),
    ),
    Guard(
        "operator classes are found in public",
        "tenants/postgresql/schema.py",
        'return f"public.{name}" if cursor.fetchone() is not None else name',
        "return name",
        ("tests/tenants/test_extensions.py",),
    ),
    Guard(
        "a translated default is not replayed",
        RECORDING,
        "    if isinstance(field.default, Promise):",
        "    if False:",
        REPLAY,
    ),
    Guard(
        "SQL of a migration does not leave the schema",
        MIGRATOR,
        "(unsent + final + records.check_schema(schema))",
        "(unsent + final)",
        REPLAY,
    ),
    Guard(
        "a suspended company gets no grants back",
        MIGRATOR,
        "restore = restore and tenant.is_active",
        "pass",
        ROLLING,
    ),
    Guard(
        "a catalog that answers otherwise is noticed",
        RECORDING,
        "if _results(cursor.cursor, schema) != self.results:",
        "if False:",
        REPLAY,
    ),
    Guard(
        "Python of a migration is not replayed",
        RECORDING,
        "return code is operations.RunPython.noop",
        "return True",
        REPLAY,
    ),
    Guard(
        "an operation of others is not replayed",
        RECORDING,
        "return type(operation).__module__.startswith(DJANGO_OPERATIONS)",
        "return True",
        REPLAY,
    ),
    Guard(
        "a default made anew is not replayed", RECORDING, "if _varies(field):", "if False:", REPLAY
    ),
    Guard(
        "a statement that names its schema is not replayed",
        RECORDING,
        "if many or self.schema in statement:",
        "if many:",
        REPLAY,
    ),
    Guard(
        "what cannot be replayed is run",
        MIGRATOR,
        "            self._take_steps(tenant, work, applied, final, {})",
        "            raise",
        REPLAY,
    ),
    Guard(
        "no other company is touched if the first fails",
        ROLLOUT,
        "if outcome.error and (self.fail_fast or not self._canary_passed):",
        "if outcome.error and self.fail_fast:",
        ROLLING,
    ),
    Guard(
        "a lock that is not had is given up",
        RECORDS,
        '"SET LOCAL lock_timeout = %s;"',
        '"SET LOCAL temp_buffers = %s;"',
        ("tests/faults/test_migrate_in_use.py",),
    ),
    Guard(
        "one roll-out at a time",
        ROLLOUT,
        "if not cursor.fetchone()[0]:",
        "if False:",
        ROLLING,
    ),
)
