"""Tenant migrations: what a schema lacks, and how it gets there, in one transaction a tenant."""

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
    """Is one migration to apply, or to take back."""

    node: Node
    backwards: bool = False

    def __str__(self) -> str:
        return f"{name_of(self.node)} backwards" if self.backwards else name_of(self.node)

    def before(self, done: frozenset[Node]) -> frozenset[Node]:
        """Return what is applied when the migration itself is not."""
        return done - {self.node}

    def after(self, done: frozenset[Node]) -> frozenset[Node]:
        """Return what is applied once the step is done."""
        return done - {self.node} if self.backwards else done | {self.node}


# What is applied, and the step to take: the same statements each time. Without a step it is the
# table of records that is made.
Moment = tuple[frozenset[Node], Step | None]
Recordings = dict[Moment, Recording]


class TenantMigrator:
    """Brings tenants' schemas to the newest migrations, or all to a named one.

    What the first schema makes of a migration is recorded and replayed in the next; see
    tenants.recording. Safe to use from several threads.
    """

    def __init__(self, *, target: Node | None = None, fake: bool = False) -> None:
        """Aim at a migration of one app: its name or the first letters of it, "zero", "" the last.

        With `fake` the steps are only written down as done. Raises UnknownMigration.
        """
        self.history = history()
        self.target = self._named(*target) if target else None
        self.fake = fake
        self._states: dict[frozenset[Node], ProjectState] = {}
        self._recordings: Recordings = {}
        self._lock = Lock()

    def _named(self, label: str, prefix: str) -> Node:
        if label not in self.history.labels:
            known = ", ".join(sorted(self.history.labels))
            raise UnknownMigration(f'No app "{label}" has tables in companies. Write one: {known}.')
        if prefix == "zero":
            return label, prefix
        if not prefix:
            (prefix,) = (name for _, name in self.history.graph.leaf_nodes(label))
        try:
            found = self.history.loader.get_migration_by_prefix(label, prefix)
        except (AmbiguityError, KeyError) as error:
            names = ", ".join(name for app, name in self.history.nodes if app == label)
            raise UnknownMigration(
                f'"{prefix}" is not one migration of {label}. Write "zero" or one of: {names}.'
            ) from error
        return label, found.name

    def steps(self, applied: frozenset[Node]) -> list[Step]:
        """List, in order, what brings a schema with these migrations to where we aim."""
        if self.target is None:
            return [Step(node) for node in self.history.nodes if node not in applied]
        graph = self.history.graph
        if self.target in applied:
            children = graph.node_map[self.target].children
            return self._back(sorted(one.key for one in children), self.target[0], applied)
        if self.target[1] == "zero":
            return self._back(graph.root_nodes(), self.target[0], applied)
        plan = graph.forwards_plan(self.target)
        return [Step(node) for node in plan if node in self._own and node not in applied]

    @property
    def _own(self) -> frozenset[Node]:
        return frozenset(self.history.nodes)

    def _back(self, first: Iterable[Node], label: str, applied: frozenset[Node]) -> list[Step]:
        """List the steps back through these migrations of an app and all that needs them."""
        plan = dict.fromkeys(
            node
            for one in first
            if one[0] == label
            for node in self.history.graph.backwards_plan(one)
        )
        return [Step(node, backwards=True) for node in plan if node in applied]

    def pending(self, tenant: Tenant) -> list[Step]:
        """List what the tenant's schema lacks; writes nothing.

        Raises TenantMigrationError where its records make no sense.
        """
        try:
            with tenant_context(tenant, using=OWNER_ALIAS):
                found = records.recorded() if records.has_records() else frozenset()
                return self.steps(self.history.counted(found))
        except InconsistentMigrationHistory as error:
            raise TenantMigrationError(str(error)) from error

    def migrate(self, tenant: Tenant, *, restore: bool = False) -> list[Step]:
        """Do what is missing, in one transaction, and return it; with `restore` its grants, too.

        The tenant's row is locked meanwhile. Raises TenantBusy where another transaction holds
        what is needed, TenantMigrationError for all else; the schema is then as it was before.
        """
        try:
            with tenant_context(tenant, using=OWNER_ALIAS):
                has_records = records.lock_row(tenant)
                restore = restore and tenant.is_active  # it may have been suspended meanwhile
                if restore:
                    roles.restore_grants(tenant.schema_name)
                steps = self._migrate_here(tenant, records.recorded() if has_records else None)
                if restore:
                    roles.protect_tables(tenant.schema_name)
        except Exception as error:  # a data migration may raise anything; the others go on
            if isinstance(error.__cause__, BUSY) or _is_lost(error):
                raise TenantBusy(" ".join(str(error).split())) from error
            logger.exception('Migrating tenant "%s" failed.', tenant.slug)
            reason = " ".join(str(error).split()) or type(error).__name__
            raise TenantMigrationError(reason) from error
        return steps

    def _migrate_here(self, tenant: Tenant, found: frozenset[Node] | None) -> list[Step]:
        """Migrate the schema that the connection is in, and write down how far it is then."""
        applied = self.history.counted(found or frozenset())
        steps = self.steps(applied)
        before = found or frozenset()
        recorded = before | applied
        for step in steps:
            nodes = frozenset(self._recorded_as(step))
            recorded = recorded - nodes if step.backwards else recorded | nodes
        # Squashes whose parts are there, and that nobody has written down yet.
        end = records.record((applied - before) & recorded)
        version = self.history.version_of(recorded)
        if version != tenant.schema_version:
            tenant.schema_version = version
            end += records.write_version(tenant)
        self._run(tenant, steps, applied, end, first=found is None)
        return steps

    def create(self, tenant: Tenant, recordings: Recordings) -> None:
        """Make the tables of an empty schema, in the caller's transaction inside it.

        Takes what is in `recordings` from there, and adds what it records; see tenants.creation.
        """
        steps = self.steps(frozenset())
        self._take(tenant, [None, *steps], frozenset(), Recording(), recordings)

    def _run(
        self,
        tenant: Tenant,
        steps: list[Step],
        applied: frozenset[Node],
        end: Recording,
        *,
        first: bool,
    ) -> None:
        """Take the steps by their recordings, or without where this schema is not like others."""
        work = [None, *steps] if first else steps  # None: the table that the steps are recorded in
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                self._take(tenant, work, applied, end, self._recordings)
        except ReplayRefused:
            self._take(tenant, work, applied, end, {})
        if first or any(self._makes_append_only(step) for step in steps):
            roles.protect_tables(tenant.schema_name)

    def _makes_append_only(self, step: Step) -> bool:
        """Tell whether the step makes a table whose rows nobody may change afterwards."""
        models = apps.all_models[step.node[0]]
        return any(
            isinstance(one, CreateModel)
            and one.name_lower in models
            and roles.is_append_only(models[one.name_lower])
            for one in self.history.graph.nodes[step.node].operations
        )

    def _take(
        self,
        tenant: Tenant,
        work: Sequence[Step | None],
        applied: frozenset[Node],
        end: Recording,
        recordings: Recordings,
    ) -> None:
        """Send what is recorded as one message; perform, and so record, what is not."""
        waiting = Recording()
        done = applied
        for step in work:
            known = recordings.get((done, step))
            if known is None:
                waiting.replay(tenant.schema_name)
                waiting = Recording()
                made = self._perform(tenant.schema_name, step, done)
                if made:
                    recordings[done, step] = made
            else:
                waiting += known
            if step:
                done = step.after(done)
        (waiting + end + records.still_in(tenant.schema_name)).replay(tenant.schema_name)

    def _perform(self, schema: str, step: Step | None, done: frozenset[Node]) -> Recording | None:
        """Let Django take a step; return how others may take it, if they may."""
        recorder = Recorder(schema)
        connection = connections[OWNER_ALIAS]
        if step is None:
            with recorder.listening(), connection.schema_editor(atomic=True) as editor:
                editor.create_model(MigrationRecorder.Migration)
            return recorder.recording
        migration = self.history.graph.nodes[step.node]
        written = self._written(step)
        if self.fake:
            written.replay(schema)
            return written
        if not is_replayable(migration, backwards=step.backwards):
            recorder.spoil()
        state = self._state(step.before(done))
        checked = with_checks(migration)
        with recorder.listening(), connection.schema_editor(atomic=True) as editor:
            recorder.watch(editor)
            take = checked.unapply if step.backwards else checked.apply
            state = take(state, editor)
        with recorder.listening():  # once the editor has done what it had put off
            check_deferred(state)
        written.replay(schema)
        return recorder.recording and recorder.recording + written

    def _recorded_as(self, step: Step) -> list[Node]:
        """Name the rows of a step: also those of what a squash replaces, as Django does."""
        return [*self.history.graph.nodes[step.node].replaces, step.node]

    def _written(self, step: Step) -> Recording:
        """Write the record of a step."""
        nodes = self._recorded_as(step)
        return records.erase(nodes) if step.backwards else records.record(nodes)

    def _state(self, applied: frozenset[Node]) -> ProjectState:
        """Return the models' state with these migrations; computed once for all tenants."""
        with self._lock:
            if applied not in self._states:
                nodes = sorted(applied | self.history.shared)
                state = self.history.loader.project_state(nodes) if nodes else ProjectState()
                self._states[applied] = state
            return self._states[applied].clone()


def _is_lost(error: Exception) -> bool:
    """Tell whether the connection was cut off, for which there is no code."""
    cause = error.__cause__
    return isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None
