"""Migrates a tenant's schema in one transaction, by replaying recorded steps where possible."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

import psycopg
from django.apps import apps
from django.db import connections, transaction
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import AmbiguityError
from django.db.migrations.operations import CreateModel
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from psycopg import errors

from tenants import records, roles
from tenants.context import tenant_context
from tenants.deferred import check_deferred, with_checks
from tenants.exceptions import TenantBusy, TenantMigrationError, UnknownMigration
from tenants.history import Node, history, name_of
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import Recorder, Recording, ReplayRefused, is_replayable

logger = logging.getLogger("tenants")
BUSY = (
    errors.LockNotAvailable,
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.AdminShutdown,
)


@dataclass(frozen=True, slots=True)
class Step:
    """Is one migration to apply or, backwards, to unapply."""

    node: Node
    backwards: bool = False

    def __str__(self) -> str:
        return f"{name_of(self.node)} backwards" if self.backwards else name_of(self.node)

    def before(self, applied: frozenset[Node]) -> frozenset[Node]:
        """Return these applied migrations without the step's own."""
        return applied - {self.node}

    def after(self, applied: frozenset[Node]) -> frozenset[Node]:
        """Return the migrations that are applied after the step."""
        return applied - {self.node} if self.backwards else applied | {self.node}


# The applied migrations and the next step, which determine the statements. None in place of a step
# stands for the creation of django_migrations.
RecordingKey = tuple[frozenset[Node], Step | None]
Recordings = dict[RecordingKey, Recording]


class TenantMigrator:
    """Migrates tenants' schemas to the latest migrations, or to a named one.

    Each step is recorded in the first schema and replayed in the others; see tenants.recording.
    Safe to use from several threads.
    """

    def __init__(self, *, target: Node | None = None, fake: bool = False) -> None:
        """Take the target: an app, and a migration's name or prefix, "zero", or "" for the latest.

        With `fake` the steps are only recorded as done. Raises UnknownMigration.
        """
        self.history = history()
        self.target = self._find_target(*target) if target else None
        self.fake = fake
        self._states: dict[frozenset[Node], ProjectState] = {}
        self._recordings: Recordings = {}
        self._lock = Lock()

    def _find_target(self, label: str, prefix: str) -> Node:
        if label not in self.history.labels:
            known = ", ".join(sorted(self.history.labels))
            raise UnknownMigration(
                f'No app "{label}" has tables in companies. Choose one of: {known}.'
            )
        if prefix == "zero":
            return label, prefix
        if not prefix:
            (prefix,) = (name for _, name in self.history.graph.leaf_nodes(label))
        try:
            migration = self.history.loader.get_migration_by_prefix(label, prefix)
        except (AmbiguityError, KeyError) as error:
            names = ", ".join(name for app, name in self.history.nodes if app == label)
            raise UnknownMigration(
                f'"{prefix}" is not one migration of {label}. Choose "zero" or one of: {names}.'
            ) from error
        return label, migration.name

    def steps(self, applied: frozenset[Node]) -> list[Step]:
        """Return the steps, in order, from these applied migrations to the target."""
        if self.target is None:
            return [Step(node) for node in self.history.nodes if node not in applied]
        graph = self.history.graph
        if self.target in applied:
            children = graph.node_map[self.target].children
            return self._backward_steps(
                sorted(child.key for child in children), self.target[0], applied
            )
        if self.target[1] == "zero":
            return self._backward_steps(graph.root_nodes(), self.target[0], applied)
        plan = graph.forwards_plan(self.target)
        return [Step(node) for node in plan if node in self._tenant_nodes and node not in applied]

    @property
    def _tenant_nodes(self) -> frozenset[Node]:
        return frozenset(self.history.nodes)

    def _backward_steps(
        self, targets: Iterable[Node], label: str, applied: frozenset[Node]
    ) -> list[Step]:
        """Return the steps that unapply these migrations of an app and all that depend on them."""
        plan = dict.fromkeys(
            node
            for target in targets
            if target[0] == label
            for node in self.history.graph.backwards_plan(target)
        )
        return [Step(node, backwards=True) for node in plan if node in applied]

    def pending(self, tenant: Tenant) -> list[Step]:
        """Return the steps that the tenant's schema needs, without writing anything.

        Raises TenantMigrationError if its records are inconsistent.
        """
        try:
            with tenant_context(tenant, using=OWNER_ALIAS):
                recorded = records.recorded_migrations() if records.has_table() else frozenset()
                return self.steps(self.history.applied(recorded))
        except InconsistentMigrationHistory as error:
            raise TenantMigrationError(str(error)) from error

    def migrate(self, tenant: Tenant, *, restore: bool = False) -> list[Step]:
        """Take the steps that the schema needs, in one transaction, and return them.

        With `restore` the tenant's grants are restored too. The tenant's row stays locked until
        the transaction ends. Raises TenantBusy if another transaction holds a required lock, and
        TenantMigrationError for any other error. Every error leaves the schema unchanged.
        """
        try:
            with tenant_context(tenant, using=OWNER_ALIAS):
                has_table = records.lock_row(tenant)
                restore = restore and tenant.is_active  # another transaction may have suspended it
                if restore:
                    roles.restore_grants(tenant.schema_name)
                recorded = records.recorded_migrations() if has_table else None
                steps = self._migrate_schema(tenant, recorded)
                if restore:
                    roles.protect_tables(tenant.schema_name)
                if tenant.is_read_only and (restore or steps):
                    roles.forbid_writing(tenant.schema_name)
        except Exception as error:  # a data migration may raise anything
            if isinstance(error.__cause__, BUSY) or _is_connection_lost(error):
                raise TenantBusy(" ".join(str(error).split())) from error
            logger.exception('Migrating tenant "%s" failed.', tenant.slug)
            reason = " ".join(str(error).split()) or type(error).__name__
            raise TenantMigrationError(reason) from error
        return steps

    def _migrate_schema(self, tenant: Tenant, recorded: frozenset[Node] | None) -> list[Step]:
        """Migrate the current schema and update its version. None: it has no table of records."""
        before = recorded or frozenset()
        applied = self.history.applied(before)
        steps = self.steps(applied)
        after = before | applied
        for step in steps:
            nodes = frozenset(self._recorded_nodes(step))
            after = after - nodes if step.backwards else after | nodes
        # Record the squashes whose replaced migrations are all applied.
        final = records.record_applied((applied - before) & after)
        version = self.history.version_of(after)
        if version != tenant.schema_version:
            tenant.schema_version = version
            final += records.update_version(tenant)
        self._run(tenant, steps, applied, final, is_new=recorded is None)
        return steps

    def create(self, tenant: Tenant, recordings: Recordings) -> None:
        """Create the tables of an empty schema, in the caller's transaction in that tenant.

        Replays the steps in `recordings`, and adds those that it records; see tenants.creation.
        """
        steps = self.steps(frozenset())
        self._take_steps(tenant, [None, *steps], frozenset(), Recording(), recordings)

    def _run(
        self,
        tenant: Tenant,
        steps: list[Step],
        applied: frozenset[Node],
        final: Recording,
        *,
        is_new: bool,
    ) -> None:
        """Replay recorded steps; run all steps if the schema differs from the recorded one."""
        work = [None, *steps] if is_new else steps
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                self._take_steps(tenant, work, applied, final, self._recordings)
        except ReplayRefused:
            self._take_steps(tenant, work, applied, final, {})
        if is_new or any(self._creates_append_only(step) for step in steps):
            roles.protect_tables(tenant.schema_name)

    def _creates_append_only(self, step: Step) -> bool:
        """Return whether the step creates an append-only table."""
        models = apps.all_models[step.node[0]]
        return any(
            isinstance(operation, CreateModel)
            and operation.name_lower in models
            and roles.is_append_only(models[operation.name_lower])
            for operation in self.history.graph.nodes[step.node].operations
        )

    def _take_steps(
        self,
        tenant: Tenant,
        work: Sequence[Step | None],
        applied: frozenset[Node],
        final: Recording,
        recordings: Recordings,
    ) -> None:
        """Replay recorded steps, consecutive ones as one message; run and record the others."""
        schema = tenant.schema_name
        unsent = Recording()
        for step in work:
            recording = recordings.get((applied, step))
            if recording:
                unsent += recording
            else:
                unsent.replay(schema)
                unsent = Recording()
                recording = self._run_step(schema, step, applied)
                if recording:
                    recordings[applied, step] = recording
            if step:
                applied = step.after(applied)
        (unsent + final + records.check_schema(schema)).replay(schema)

    def _run_step(
        self, schema: str, step: Step | None, applied: frozenset[Node]
    ) -> Recording | None:
        """Run the step by Django; return its recording, or None if it cannot be replayed."""
        recorder = Recorder(schema)
        connection = connections[OWNER_ALIAS]
        if step is None:
            with recorder.capture(), connection.schema_editor(atomic=True) as editor:
                editor.create_model(MigrationRecorder.Migration)
            return recorder.recording
        migration = self.history.graph.nodes[step.node]
        record = self._record(step)
        if self.fake:
            record.replay(schema)
            return record
        if not is_replayable(migration, backwards=step.backwards):
            recorder.discard()
        state = self._state(step.before(applied))
        checked = with_checks(migration)
        with recorder.capture(), connection.schema_editor(atomic=True) as editor:
            recorder.watch_defaults(editor)
            run = checked.unapply if step.backwards else checked.apply
            state = run(state, editor)
        with recorder.capture():  # after the editor's deferred SQL
            check_deferred(state)
        record.replay(schema)
        return recorder.recording and recorder.recording + record

    def _recorded_nodes(self, step: Step) -> list[Node]:
        """Return what a step records: a squash, as in Django, with the migrations it replaces."""
        return [*self.history.graph.nodes[step.node].replaces, step.node]

    def _record(self, step: Step) -> Recording:
        """Return the statement that records the step."""
        nodes = self._recorded_nodes(step)
        return records.record_unapplied(nodes) if step.backwards else records.record_applied(nodes)

    def _state(self, applied: frozenset[Node]) -> ProjectState:
        """Return the models' state after these migrations, computed once for all tenants."""
        with self._lock:
            if applied not in self._states:
                nodes = sorted(applied | self.history.shared)
                state = self.history.loader.project_state(nodes) if nodes else ProjectState()
                self._states[applied] = state
            return self._states[applied].clone()


def _is_connection_lost(error: Exception) -> bool:
    """Return whether the connection was lost, which has no SQLSTATE."""
    cause = error.__cause__
    return isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None
